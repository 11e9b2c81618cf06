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
  formatPlusMinus,
  formatProbability,
  formatSigned,
  fromNats,
  type DisplayUnit,
} from '../format';
import { tokens } from '../sentences';
import { calibrationExplanation } from './analysisExplanations';
import { errorSentence, shownTemperature, temperatureSentence } from './calibrationSentences';
import { beyondSentence, reliabilityPlot } from './reliabilityPlot';
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
    ...(calibration === undefined ? [] : beyondSentence(calibration)),
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
  const number = (value: number): string => formatNumber(value, 2);
  const row = (
    name: string,
    of: (model: ModelCalibration) => number,
    interval: BootstrapInterval | undefined,
  ) => ({
    cells: [
      name,
      number(of(base)),
      number(of(tuned)),
      difference(of(base) - of(tuned), interval, signed),
    ],
  });
  const nullRow = (name: string, ofBase: number, ofTuned: number) => ({
    cells: [name, number(ofBase), number(ofTuned), signed(ofBase - ofTuned)],
  });
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
      row('calibration error (ECE)', ({ error }) => error.ece, differences.ece),
      nullRow('ECE if calibrated', base.error.null, tuned.error.null),
      {
        cells: [
          `entropy gap, ${unit}`,
          shownGap(base, unit),
          shownGap(tuned, unit),
          base.entropyGap === undefined || tuned.entropyGap === undefined
            ? ''
            : difference(base.entropyGap - tuned.entropyGap, differences.entropyGap, nats),
        ],
      },
      nullRow('entropy gap if calibrated', 0, 0),
      row('Brier score', ({ brier }) => brier, differences.brier),
      nullRow('Brier score if calibrated', base.expectedBrier, tuned.expectedBrier),
      {
        cells: [
          'fitted temperature',
          shownTemperature(base.temperature),
          shownTemperature(tuned.temperature),
          base.temperature === undefined || tuned.temperature === undefined
            ? ''
            : isBound(base) || isBound(tuned)
              ? 'not told'
              : difference(temperature(base) - temperature(tuned), differences.temperature, signed),
        ],
      },
    ],
  };
}

/** Whether the fitted temperature is only known to lie at an end of the grid or beyond it. */
function isBound({ temperature }: ModelCalibration): boolean {
  return temperature !== undefined && temperature.atEnd !== 'none';
}

/** The entropy gap with its standard error; nothing where the model rules out every token. */
function shownGap({ entropyGap, entropyGapError }: ModelCalibration, unit: DisplayUnit): string {
  if (entropyGap === undefined || entropyGapError === undefined) return '';
  return formatPlusMinus(fromNats(entropyGap, unit), fromNats(entropyGapError, unit), true, 2);
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
