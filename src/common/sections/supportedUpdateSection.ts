import { analysesOf, type Analyses } from '../analysis/analyses';
import { logLikelihood, type FamilyFit } from '../analysis/familyFit';
import { marginOf, mostError, type SupportedUpdate } from '../analysis/supportedUpdate';
import { isCausal, notCausalSentence } from '../causality';
import { formatAmount, formatNats, fromNats, type DisplayUnit } from '../format';
import { fixedAxis, linearAxis } from '../plot/axes';
import type { Plot } from '../plot/plot';
import { tokens } from '../sentences';
import type { Steps } from '../steps';
import { supportedUpdateExplanation } from './analysisExplanations';
import { paragraphView } from './paragraphView';
import { powerRows, powerSentence } from './powerOfBase';
import { twoParameterRows, twoParameterSentence } from './twoParameterSentence';
import { shownInterval, shownUpdate, updateSentence } from './updateSentences';
import type { SectionInput } from './sectionInput';
import type { SectionReport, SectionTable, SectionView } from './sectionReport';

/** How much of the update from base to tuned the text supports. */
export function* supportedUpdateSection(input: SectionInput): Steps<SectionReport> {
  const { comparison, unit } = input;
  const analyses = analysesOf(comparison);
  const { supportedUpdate: update } = analyses;
  const views =
    update.fit === undefined || !isCausal(comparison.pair)
      ? []
      : [likelihoodView(analyses, unit), yield* paragraphView(input)];
  return {
    id: 'supportedUpdate',
    title: 'Supported update λ*',
    finding: isCausal(comparison.pair)
      ? [
          updateSentence(update),
          ...powerSentence(analyses),
          ...twoParameterSentence(analyses),
        ].join(' ')
      : notCausalSentence(comparison.pair, unit),
    caveat: caveat(update),
    views,
    explanation: supportedUpdateExplanation,
  };
}

function caveat({ leftOut }: SupportedUpdate): string {
  return [
    'λ is the strength of the update token by token: it describes this text, not a model that was trained with less of it.',
    ...(leftOut === 0
      ? []
      : [
          `${tokens(leftOut)} at which a model rules out what the other does not ${leftOut === 1 ? 'is' : 'are'} left out.`,
        ]),
  ].join(' ');
}

function likelihoodView(analyses: Analyses, unit: DisplayUnit): SectionView {
  return {
    label: 'likelihood',
    plots: [
      { plot: likelihoodPlot(analyses.supportedUpdate, unit), lines: 16, isAlongText: false },
    ],
    tables: [figuresTable(analyses, unit)],
  };
}

const ruleLabels: Readonly<Record<FamilyFit['atEnd'], string>> = {
  none: 'λ*',
  lower: 'λ* or less',
  upper: 'λ* or more',
};

/** Values of λ of which the curve is made. */
const curvePoints = 161;

function likelihoodPlot(update: SupportedUpdate, unit: DisplayUnit): Plot {
  const { fit, evidence, sums } = update;
  const peak = fit?.peak ?? 0;
  const margin = Math.min(mostError, marginOf(update));
  const [first = -1] = sums.points;
  const last = sums.points.at(-1) ?? 3;
  const from = Math.max(first, Math.min(-0.25, peak - 3 * margin));
  const to = Math.min(last, Math.max(1.25, peak + 3 * margin));
  const x = Array.from(
    { length: curvePoints },
    (_, index) => from + ((to - from) * index) / (curvePoints - 1),
  );
  const best = logLikelihood(sums, peak);
  const y = x.map((lambda) => fromNats(logLikelihood(sums, lambda) - best, unit));
  return {
    description: `The log-likelihood of the text by λ, below its highest. λ*: ${shownUpdate(update)}.`,
    x: fixedAxis('λ: 0 base, 1 tuned', from, to, 8),
    y: linearAxis(`log-likelihood, ${unit}`, y, 5),
    layers: [
      { kind: 'rule', role: 'base', axis: 'x', at: 0, dashed: true, label: 'base' },
      { kind: 'rule', role: 'tuned', axis: 'x', at: 1, label: 'tuned' },
      ...(fit === undefined
        ? []
        : [
            {
              kind: 'interval' as const,
              role: 'text' as const,
              from: fit.interval.from,
              to: fit.interval.to,
            },
          ]),
      ...(fit === undefined || evidence === 'none'
        ? []
        : [
            {
              kind: 'rule' as const,
              role: 'text' as const,
              axis: 'x' as const,
              at: fit.estimate,
              label: ruleLabels[fit.atEnd],
            },
          ]),
      { kind: 'line', role: 'text', x, y, width: 2 },
    ],
  };
}

function figuresTable(analyses: Analyses, unit: DisplayUnit): SectionTable {
  const { supportedUpdate: update } = analyses;
  const { fit, robustStandardError, gain } = update;
  const nats = (value: number): string => formatNats(value, unit);
  const rows: (readonly [string, string])[] = [];
  if (fit !== undefined) {
    rows.push(
      ['λ*', shownUpdate(update)],
      ['standard error, by the likelihood', formatAmount(fit.standardError, 3)],
      [
        'standard error, by blocks of tokens',
        robustStandardError === undefined ? 'too short' : formatAmount(robustStandardError, 3),
      ],
      ['95 % likelihood interval', shownInterval(update)],
      ['log-likelihood gained over base', nats(gain.overBase)],
      ['log-likelihood gained over tuned', nats(gain.overTuned)],
    );
  }
  rows.push(...powerRows(analyses), ...twoParameterRows(analyses));
  return {
    caption: 'Supported update of the text',
    columns: [
      { title: 'figure', isNumber: false },
      { title: 'value', isNumber: true },
    ],
    rows: rows.map((cells) => ({ cells })),
  };
}
