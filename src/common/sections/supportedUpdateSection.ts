import { analysesOf, type Analyses } from '../analysis/analyses';
import { logLikelihood } from '../analysis/familyFit';
import { marginOf, mostError, type SupportedUpdate } from '../analysis/supportedUpdate';
import { isCausal, notCausalSentence } from '../causality';
import {
  formatAmount,
  formatNats,
  formatNumber,
  formatPlusMinus,
  formatProbability,
  fromNats,
  type DisplayUnit,
} from '../format';
import { fixedAxis, linearAxis } from '../plot/axes';
import type { Plot } from '../plot/plot';
import { tokens } from '../sentences';
import { supportedUpdateExplanation } from './analysisExplanations';
import { paragraphView } from './paragraphView';
import { updateSentence } from './updateSentences';
import type { SectionInput } from './sectionInput';
import type { SectionReport, SectionTable, SectionView } from './sectionReport';

/** How much of the update from base to tuned the text supports. */
export function supportedUpdateSection(input: SectionInput): SectionReport {
  const { comparison, unit } = input;
  const analyses = analysesOf(comparison);
  const { supportedUpdate: update } = analyses;
  const views =
    update.fit === undefined || !isCausal(comparison.pair)
      ? []
      : [likelihoodView(analyses, unit), paragraphView(input)];
  return {
    id: 'supportedUpdate',
    title: 'Supported update λ*',
    finding: isCausal(comparison.pair)
      ? [updateSentence(update), ...sharpeningSentence(analyses)].join(' ')
      : notCausalSentence(comparison.pair, unit),
    caveat: caveat(update),
    views,
    explanation: supportedUpdateExplanation,
  };
}

/** Share of the update below which its size does not matter. */
const hardlyAny = 0.01;

function sharpeningSentence({ sharpening, twoParameters }: Analyses): string[] {
  const sentences: string[] = [];
  if (sharpening !== undefined) {
    const { gamma, share, isBound } = sharpening;
    const word = gamma >= 1 ? 'sharper' : 'flatter';
    const much =
      share < hardlyAny
        ? `Less than ${formatProbability(hardlyAny)}`
        : `${isBound ? 'At least ' : ''}${formatProbability(share)}`;
    sentences.push(
      `${much} of the update is only that tuned is ${word} than base (γ ${formatNumber(gamma, 2)}).`,
    );
  }
  if (twoParameters !== undefined) {
    const { lambda, lambdaError, temperature, temperatureError } = twoParameters;
    sentences.push(
      `Fitted together with a temperature, λ is about ${formatPlusMinus(lambda, lambdaError, false, 1)} and the temperature about ${formatPlusMinus(temperature, temperatureError, false, 1)}.`,
    );
  }
  return sentences;
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

/** Values of λ of which the curve is made. */
const curvePoints = 161;

function likelihoodPlot(update: SupportedUpdate, unit: DisplayUnit): Plot {
  const { fit, sums } = update;
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
  const lambda = fit?.estimate ?? 0;
  return {
    description: `The log-likelihood of the text by λ, below that of λ*. It is highest at ${formatNumber(peak, 2)}.`,
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
            {
              kind: 'rule' as const,
              role: 'text' as const,
              axis: 'x' as const,
              at: lambda,
              label: 'λ*',
            },
          ]),
      { kind: 'line', role: 'text', x, y, width: 2 },
    ],
  };
}

function figuresTable(
  { supportedUpdate: update, sharpening, twoParameters }: Analyses,
  unit: DisplayUnit,
): SectionTable {
  const { fit, robustStandardError, gain } = update;
  const nats = (value: number): string => formatNats(value, unit);
  const rows: (readonly [string, string])[] = [];
  if (fit !== undefined) {
    rows.push(
      ['λ*', formatNumber(fit.estimate, 3)],
      ['standard error, by the likelihood', formatAmount(fit.standardError, 3)],
      [
        'standard error, by blocks of tokens',
        robustStandardError === undefined ? 'too short' : formatAmount(robustStandardError, 3),
      ],
      [
        '95 % likelihood interval',
        `${formatNumber(fit.interval.from, 2)} to ${formatNumber(fit.interval.to, 2)}`,
      ],
      ['log-likelihood gained over base', nats(gain.overBase)],
      ['log-likelihood gained over tuned', nats(gain.overTuned)],
    );
  }
  if (sharpening !== undefined) {
    rows.push(
      ['share of the update that is sharpening', formatProbability(sharpening.share)],
      ['γ of base^γ nearest to tuned', formatNumber(sharpening.gamma, 2)],
    );
  }
  if (twoParameters === undefined) {
    rows.push(['λ beside a temperature', 'not told apart, or beyond what is stored']);
  } else {
    const { lambda, lambdaError, temperature, temperatureError } = twoParameters;
    rows.push(
      ['λ beside a temperature, about', formatPlusMinus(lambda, lambdaError)],
      ['that temperature, about', formatPlusMinus(temperature, temperatureError)],
    );
  }
  return {
    caption: 'Supported update of the text',
    columns: [
      { title: 'figure', isNumber: false },
      { title: 'value', isNumber: true },
    ],
    rows: rows.map((cells) => ({ cells })),
  };
}
