import { analysesOf } from '../analysis/analyses';
import {
  calibrationTokens,
  type Calibration,
  type ModelCalibration,
} from '../analysis/calibration';
import type { BootstrapInterval } from '../analysis/blockBootstrap';
import { isCausal, notCausalSentence } from '../causality';
import {
  formatAmount,
  formatNumber,
  formatProbability,
  formatSigned,
  fromNats,
  type DisplayUnit,
} from '../format';
import { tokens } from '../sentences';
import { calibrationExplanation } from './analysisExplanations';
import { errorSentence, shownTemperature, temperatureSentence } from './calibrationSentences';
import { reliabilityPlot } from './reliabilityPlot';
import type { SectionInput } from './sectionInput';
import type { SectionReport, SectionTable } from './sectionReport';

/** Whether the probabilities of both models are true of the text. */
export function calibrationSection({ comparison, unit }: SectionInput): SectionReport {
  const { calibration } = analysesOf(comparison);
  const report = {
    id: 'calibration',
    title: 'Calibration',
    caveat: caveat(calibration),
    explanation: calibrationExplanation,
  } as const;
  if (!isCausal(comparison.pair)) {
    return { ...report, finding: notCausalSentence(comparison.pair, unit), views: [] };
  }
  if (calibration === undefined) {
    return { ...report, finding: tooLittle(comparison.scoredCount), views: [] };
  }
  return {
    ...report,
    finding: `${temperatureSentence(calibration)} ${errorSentence(calibration)}`,
    views: [
      {
        label: 'reliability',
        plots: [{ plot: reliabilityPlot(calibration), lines: 22, isAlongText: false }],
        tables: [
          figuresTable(calibration, unit),
          binTable(calibration.base, 'base'),
          binTable(calibration.tuned, 'tuned'),
        ],
      },
    ],
  };
}

function tooLittle(scored: number): string {
  return scored < calibrationTokens
    ? `No evidence: calibration needs ${tokens(calibrationTokens)}, and there ${scored === 1 ? 'is' : 'are'} ${scored}.`
    : 'No evidence: too few alternatives of each token were kept to tell. Compare with at least 10.';
}

function caveat(calibration: Calibration | undefined): string {
  const left = (calibration?.base.ruledOut ?? 0) + (calibration?.tuned.ruledOut ?? 0);
  return [
    'This is calibration of next-token probabilities on this text, not of what a text claims.',
    ...(left === 0
      ? []
      : [
          'Tokens that a model rules out altogether are left out of its temperature and its entropy gap; they count in the calibration error and the Brier score.',
        ]),
  ].join(' ');
}

function figuresTable({ base, tuned, differences }: Calibration, unit: DisplayUnit): SectionTable {
  const difference = (
    value: number,
    interval: BootstrapInterval | undefined,
    show: (value: number) => string,
  ): string =>
    interval === undefined
      ? show(value)
      : `${show(value)} (${show(interval.from)} to ${show(interval.to)})`;
  const signed = (value: number): string => formatSigned(value, 2);
  const nats = (value: number): string => formatSigned(fromNats(value, unit), 2);
  const row = (
    name: string,
    of: (model: ModelCalibration) => number,
    show: (value: number) => string,
    interval: BootstrapInterval | undefined,
    showDifference = signed,
  ) => ({
    cells: [
      name,
      ...[of(base), of(tuned)].map((value) => (Number.isFinite(value) ? show(value) : '')),
      Number.isFinite(of(base) - of(tuned))
        ? difference(of(base) - of(tuned), interval, showDifference)
        : '',
    ],
  });
  const number = (value: number): string => formatNumber(value, 2);
  const temperature = (model: ModelCalibration): number => model.temperature?.temperature ?? NaN;
  return {
    caption: 'Calibration of both models; differences with 95 % intervals',
    columns: [
      { title: 'figure', isNumber: false },
      { title: 'base', isNumber: true },
      { title: 'tuned', isNumber: true },
      { title: 'base − tuned', isNumber: true },
    ],
    rows: [
      row('calibration error (ECE)', ({ error }) => error.ece, number, differences.ece),
      { cells: ['ECE if calibrated', number(base.error.null), number(tuned.error.null), ''] },
      row(
        `entropy gap, ${unit}`,
        ({ entropyGap = NaN }) => entropyGap,
        nats,
        differences.entropyGap,
        nats,
      ),
      row('Brier score', ({ brier }) => brier, number, differences.brier),
      {
        cells: [
          'Brier score if calibrated',
          number(base.expectedBrier),
          number(tuned.expectedBrier),
          '',
        ],
      },
      {
        cells: [
          'fitted temperature',
          shownTemperature(base.temperature),
          shownTemperature(tuned.temperature),
          base.temperature === undefined || tuned.temperature === undefined
            ? ''
            : difference(temperature(base) - temperature(tuned), differences.temperature, signed),
        ],
      },
    ],
  };
}

function binTable({ bins }: ModelCalibration, model: 'base' | 'tuned'): SectionTable {
  return {
    caption: `Events by their probability under ${model}`,
    columns: [
      { title: 'probability', isNumber: false },
      { title: 'predicted', isNumber: true },
      { title: 'observed', isNumber: true },
      { title: 'expected events', isNumber: true },
      { title: 'events', isNumber: true },
      { title: 'z', isNumber: true },
    ],
    rows: bins.map(({ from, to, events, expected, deviation, hits }) => ({
      cells: [
        `${percent(from)} to ${percent(to)} %`,
        events === 0 ? '' : formatProbability(expected / events),
        events === 0 ? '' : formatProbability(hits / events),
        formatAmount(expected, 1),
        String(hits),
        deviation > 0 ? formatSigned((hits - expected) / deviation, 1) : '',
      ],
    })),
  };
}

/** An edge of bins, which lies a hair below its round number. */
function percent(probability: number): string {
  return String(Number((100 * probability).toPrecision(3)));
}
