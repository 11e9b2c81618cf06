import type { Comparison } from '../../../src/common/comparison';
import type { ReportDocument } from '../../../src/common/report/reportDocument';
import { referenceRow, type ReferenceRow } from '../../model/support/referenceStatistics';
import type { MadeOptions } from './comparisons';
import { markovText } from './markovTexts';
import { referenceComparison, type PredictedRow } from './predictedComparison';
import { impossible } from './reportDocuments';

/** Ids of the made-up models; as many as a real text's bins need, and two more. */
const words = [
  'rain ',
  'sun ',
  'the ',
  'a ',
  'pond ',
  'mill ',
  'boy ',
  'path ',
  'grey ',
  'still ',
  'party ',
  'cake ',
] as const;

const topK = 10;

/** A row of which both models' logits are known: varied, with a tuned model that leans to the last words. */
function prediction(index: number, lean = 1.5): PredictedRow {
  const base = words.map((_, id) => 2 * Math.sin(1.7 * index + 2.3 * id));
  return {
    base,
    tuned: base.map((logit, id) => logit + (id >= 10 ? lean : 0.1 * lean * Math.cos(index + id))),
    target: (5 * index) % words.length,
  };
}

/** Rows before they begin again. */
const period = 24;

const ordinary = Array.from({ length: period }, (_, index) => prediction(index));

/** So many rows, each as one of the ordinary ones becomes by a change. */
function many(count: number, change: (row: PredictedRow) => PredictedRow = (row) => row) {
  const changed = ordinary.map(change);
  return Array.from({ length: count }, (_, index) => changed[index % period] ?? prediction(index));
}

const references = new WeakMap<PredictedRow, ReferenceRow>();

function referenceOf(row: PredictedRow): ReferenceRow {
  const known = references.get(row);
  if (known !== undefined) return known;
  const exact = referenceRow(row.base, row.tuned, row.target, topK, words.length);
  const { divergence } = exact;
  // As the engine does, which rounds as well.
  const clamped = { js: Math.min(Math.LN2, divergence.js), tv: Math.min(1, divergence.tv) };
  const reference = { ...exact, divergence: { ...divergence, ...clamped } };
  references.set(row, reference);
  return reference;
}

/** A document whose columns, grids and bins among them, are what such models would give. */
function document(
  path: string,
  rows: readonly PredictedRow[],
  options: MadeOptions = {},
): ReportDocument {
  const pieces = rows.map(({ target }) => words[target] ?? '');
  const comparison = referenceComparison(
    rows.map(referenceOf),
    rows.map(({ target }, index) => ({ piece: pieces[index] ?? '', id: target })),
    { ...options, topK, pair: { vocabularySize: words.length, ...options.pair } },
  );
  const vocabulary = words.map((word, id) => [id, new TextEncoder().encode(word)] as const);
  return {
    path,
    text: pieces.join(''),
    comparison: { ...comparison, pieces: new Map(vocabulary) },
  };
}

const identical = (row: PredictedRow): PredictedRow => ({ ...row, tuned: row.base });

/** A model that gives all its probability to one id. */
const certainOf = (target: number): number[] =>
  words.map((_, id) => (id === target ? 0 : -Infinity));

const without = (logits: ArrayLike<number>, ruledOut: (id: number) => boolean): number[] =>
  Array.from(logits, (logit, id) => (ruledOut(id) ? -Infinity : logit));

const documents: readonly ReportDocument[] = [
  document('no tokens', []),
  document('nothing scored yet', many(3), { scoredCount: 0 }),
  document('one token', many(1)),
  document('two tokens', many(2)),
  document('as many tokens as a verdict needs', many(32)),
  document('as many tokens as calibration needs', many(100)),
  document('identical models', many(300, identical)),
  document(
    'models that differ by less than the noise',
    many(300, (row) => ({
      ...row,
      tuned: Array.from(row.base, (logit, id) => logit + (id === 3 ? 1e-4 : 0)),
    })),
  ),
  document(
    'identical models that are certain',
    many(300, ({ target }) => ({
      base: certainOf(target),
      tuned: certainOf(target),
      target,
    })),
  ),
  document('a tuned model that rules out tokens that are there', [
    ...many(100),
    ...many(2, (row) => ({ ...row, tuned: without(row.tuned, (id) => id === row.target) })),
    ...many(100),
  ]),
  document(
    'a tuned model that rules out tokens that are not there',
    many(200, (row) => ({
      ...row,
      tuned: without(row.tuned, (id) => id === (row.target + 1) % words.length),
    })),
  ),
  document(
    'a base that rules out what tuned does not',
    many(200, (row) => ({
      ...row,
      base: without(row.base, (id) => id === (row.target + 1) % words.length),
    })),
  ),
  document(
    'a tuned model that is certain',
    many(200, (row) => ({
      ...row,
      tuned: certainOf(row.target),
    })),
  ),
  document(
    'models that rule out everything of each other',
    many(200, (row) => ({
      ...row,
      base: without(row.base, (id) => id < 6),
      tuned: without(row.tuned, (id) => id >= 6),
    })),
  ),
  document('a pair that is not causal', many(200), { pair: { noiseFloor: 0.1, dtype: 'q8' } }),
  document('a pair that states β', many(200), { pair: { beta: 0.03 } }),
  document('one paragraph of 30,000 tokens', many(30_000)),
  { ...impossible, path: 'impossible' },
  { path: 'Markov', text: 'rain\n'.repeat(500), comparison: markovText('tuned', 3).comparison },
];

/** The same text with prefixes: one that changes nothing, one that leads away, one not scored yet. */
function withPrefixes(comparison: Comparison): Comparison[] {
  const { divergence, tuned } = comparison;
  const conditioned = (text: string, more: Partial<Comparison> = {}): Comparison => ({
    ...comparison,
    condition: { text, ids: [1], isSplitAlike: false },
    ...more,
  });
  const times = (factor: number): Partial<Comparison> => ({
    divergence: { ...divergence, klTunedBase: divergence.klTunedBase.map((kl) => factor * kl) },
  });
  return [
    conditioned('Mood: happy.'),
    conditioned('\u202e\n', times(2)),
    conditioned('the tuned model itself', {
      base: tuned,
      divergence: { ...divergence, klTunedBase: divergence.klTunedBase.map(() => 0) },
    }),
    conditioned('not scored', { scoredCount: 0 }),
    conditioned('the one that is shown', times(0.5)),
  ];
}

/** Documents at the edges of what can be analysed; every sentence, table and chart has to cope. */
export const degenerateDocuments: readonly ReportDocument[] = documents.map((each) => ({
  ...each,
  conditions: withPrefixes(each.comparison),
}));
