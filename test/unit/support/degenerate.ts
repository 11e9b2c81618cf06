import type { Comparison } from '../../../src/common/comparison';
import type { ReportDocument } from '../../../src/common/report/reportDocument';
import { makeComparison, type MadeOptions, type MadeRow } from './comparisons';
import { markovText } from './markovTexts';
import { impossible } from './reportDocuments';

const row: MadeRow = {
  piece: 'rain ',
  baseSurprisal: 2,
  tunedSurprisal: 2.5,
  baseEntropy: 1.5,
  tunedEntropy: 1,
  baseVarentropy: 0.5,
  tunedVarentropy: 0.25,
  js: 0.1,
  tv: 0.2,
  klTunedBase: 0.3,
  klBaseTuned: 0.4,
  logRatioVarianceBase: 0.5,
  logRatioVarianceTuned: 0.6,
};

function document(
  path: string,
  rows: readonly MadeRow[],
  options: MadeOptions = {},
): ReportDocument {
  const text = rows.map(({ piece }) => (typeof piece === 'string' ? piece : '')).join('');
  return { path, text, comparison: makeComparison(rows, options) };
}

const many = (count: number, change: Partial<MadeRow> = {}): MadeRow[] =>
  Array.from({ length: count }, () => ({ ...row, ...change }));

const identical: Partial<MadeRow> = {
  tunedSurprisal: 2,
  tunedEntropy: 1.5,
  tunedVarentropy: 0.5,
  js: 0,
  tv: 0,
  klTunedBase: 0,
  klBaseTuned: 0,
  logRatioVarianceBase: 0,
  logRatioVarianceTuned: 0,
};

const documents: readonly ReportDocument[] = [
  document('no tokens', []),
  document('nothing scored yet', many(3), { scoredCount: 0 }),
  document('one token', many(1)),
  document('two tokens', many(2)),
  document('identical models', many(300, identical)),
  document(
    'identical models that are certain',
    many(300, {
      ...identical,
      baseSurprisal: 0,
      tunedSurprisal: 0,
      baseEntropy: 0,
      tunedEntropy: 0,
      baseVarentropy: 0,
      tunedVarentropy: 0,
    }),
  ),
  document('a tuned model that rules out tokens', [
    ...many(100),
    ...many(2, { tunedSurprisal: Infinity, klBaseTuned: Infinity, logRatioVarianceBase: Infinity }),
    ...many(100),
  ]),
  document(
    'models that rule out everything of each other',
    many(200, {
      baseSurprisal: Infinity,
      tunedSurprisal: Infinity,
      klTunedBase: Infinity,
      klBaseTuned: Infinity,
      logRatioVarianceBase: Infinity,
      logRatioVarianceTuned: Infinity,
    }),
  ),
  document('a pair that is not causal', many(100), { pair: { noiseFloor: 0.1, dtype: 'q8' } }),
  document('a pair that states β', many(100), { pair: { beta: 0.03 } }),
  document('one paragraph of 30,000 tokens', many(30_000)),
  { ...impossible, path: 'impossible' },
  { path: 'Markov', text: 'rain\n'.repeat(500), comparison: markovText('tuned', 3).comparison },
];

/** The same text with prefixes: one that changes nothing, one that leads away, one not scored yet. */
function withPrefixes(comparison: Comparison): Comparison[] {
  const { divergence } = comparison;
  const conditioned = (text: string, more: Partial<Comparison> = {}): Comparison => ({
    ...comparison,
    condition: { text, ids: [1], isSplitAlike: false },
    ...more,
  });
  const doubled = divergence.klTunedBase.map((kl) => 2 * kl);
  return [
    conditioned('Mood: happy.'),
    conditioned('\u202e\n', { divergence: { ...divergence, klTunedBase: doubled } }),
    conditioned('not scored', { scoredCount: 0 }),
    conditioned('the one that is shown'),
  ];
}

/** Documents at the edges of what can be analysed; every sentence, table and chart has to cope. */
export const degenerateDocuments: readonly ReportDocument[] = documents.map((each) => ({
  ...each,
  conditions: withPrefixes(each.comparison),
}));
