import { percent, shareText } from '../attractors/attractorSentences';
import { noiseFloorText, trustedFrom, type Measured } from '../causality';
import type { CheckpointSeries } from '../checkpoints/checkpointSeries';
import {
  checkpointsCaveat,
  checkpointsVerdict,
  statedBaseReward,
  statedBehind,
} from '../checkpoints/checkpointSentences';
import { formatNumber, fromNats, type DisplayUnit } from '../format';
import { fixedAxis, linearAxis } from '../plot/axes';
import type { Plot, PlotAxis, PlotLayer } from '../plot/plot';
import { intervalText } from '../probes/probeSentences';
import type { MeanInterval } from '../stats/meanInterval';
import type { Share } from '../stats/proportions';
import { checkpointSummary } from './checkpointSummary';
import { checkpointsExplanation } from './samplingExplanations';
import type { SectionReport, SectionView } from './sectionReport';

/** What several tuned checkpoints of one base come to, against the KL that they spend. */
export function checkpointsSection(
  series: CheckpointSeries,
  unit: DisplayUnit,
): SectionReport<'checkpoints'> {
  const summary = checkpointSummary(series, unit);
  return {
    id: 'checkpoints',
    title: 'Checkpoints',
    finding: checkpointsVerdict(series, unit),
    ...(summary === undefined ? {} : { summary }),
    caveat: checkpointsCaveat(series),
    views: [
      attractorView(series, unit),
      ...withinPromptViews(series, unit),
      divergenceView(series, unit),
      calibrationView(series, unit),
      ...rewardViews(series, unit),
    ],
    explanation: checkpointsExplanation,
  };
}

/** A value with its interval; undefined where there is none. */
interface Value {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

function attractorView(series: CheckpointSeries, unit: DisplayUnit): SectionView {
  const { base, points: all } = series;
  const share = (of: Share | undefined): Value | undefined =>
    of && { at: 100 * of.share, low: 100 * of.low, high: 100 * of.high };
  const cell = (of: Share | undefined): string => (of === undefined ? '' : shareText(of));
  return view(series, unit, {
    label: 'attractor',
    what: 'Share of continuations that hold the attractor',
    y: fixedAxis('with the attractor, %', 0, 100, 5),
    base: share(base.attractor),
    values: all.map(({ attractor }) => share(attractor?.tuned)),
    columns: ['continuations with it'],
    cells: [[cell(base.attractor)], ...all.map(({ attractor }) => [cell(attractor?.tuned)])],
  });
}

/** None of fewer than five prompts. */
function withinPromptViews(series: CheckpointSeries, unit: DisplayUnit): SectionView[] {
  const within = series.points.map(({ withinPrompt }) => withinPrompt);
  if (within.every((of) => of === undefined)) return [];
  const values = within.map(
    (of): Value | undefined =>
      of && { at: 100 * of.difference, low: 100 * of.low, high: 100 * of.high },
  );
  const share = (value: number): string => `${percent(value)} %`;
  return [
    view(series, unit, {
      label: 'within prompts',
      what: 'Chance that two continuations of the same prompt are alike, the checkpoint’s less the base’s',
      y: axisOf('two alike, less base, %', values),
      base: { at: 0, low: 0, high: 0 },
      values,
      columns: ['two alike', 'two of the base’s', 'difference'],
      cells: [
        ['', '', '0'],
        ...within.map((of) =>
          of === undefined
            ? ['', '', '']
            : [
                share(of.tuned),
                share(of.base),
                `${share(of.difference)} (${percent(of.low)} to ${share(of.high)})`,
              ],
        ),
      ],
    }),
  ];
}

function divergenceView(series: CheckpointSeries, unit: DisplayUnit): SectionView {
  const means = series.points.map(({ divergence }) => divergence);
  const values = means.map((mean) => valueOf(mean, unit));
  return view(series, unit, {
    label: 'divergence',
    what: `Mean divergence per token of continuations by the base, ${noiseFloorText(noisiest(series), 'js', unit)}`,
    y: axisOf(`divergence, ${unit}`, values),
    base: { at: 0, low: 0, high: 0 },
    values,
    columns: [`divergence, ${unit} per token`],
    cells: [['0'], ...means.map((mean) => [intervalText(mean, unit)])],
  });
}

/** The pair of a series that has the largest noise floor. */
function noisiest({ points: [first, ...others] }: CheckpointSeries): Measured {
  return others.reduce<Measured>(
    (worst, { set: { pair } }) => (trustedFrom(pair) > trustedFrom(worst) ? pair : worst),
    first.set.pair,
  );
}

function calibrationView(series: CheckpointSeries, unit: DisplayUnit): SectionView {
  const means = series.points.map(({ entropyGap }) => entropyGap);
  const base = valueOf(series.base.entropyGap, unit);
  const values = means.map((mean) => valueOf(mean, unit));
  return view(series, unit, {
    label: 'calibration',
    what: 'Entropy gap per token of continuations by the base; 0 is calibrated, below 0 over-confident',
    y: axisOf(`entropy gap, ${unit}`, [base, ...values]),
    base,
    values,
    columns: [`entropy gap, ${unit} per token`],
    cells: [series.base.entropyGap, ...means].map((mean) => [intervalText(mean, unit, true)]),
  });
}

/** None where the pair's file states no values of a reward. */
function rewardViews(series: CheckpointSeries, unit: DisplayUnit): SectionView[] {
  const stated = series.points.map(({ checkpoint }) => checkpoint.stated);
  const values = stated.map(({ meanReward }): Value | undefined =>
    meanReward === undefined ? undefined : { at: meanReward, low: NaN, high: NaN },
  );
  if (values.every((value) => value === undefined)) return [];
  // The reward is of the continuations that the stated KL is of, where the file states that, too.
  const statedKl = stated.map(({ klSpent }) => klSpent);
  const isAgainstStated = values.every(
    (value, place) => value === undefined || statedKl[place] !== undefined,
  );
  const baseReward = statedBaseReward(series);
  const base = baseReward === undefined ? undefined : { at: baseReward, low: NaN, high: NaN };
  return [
    view(series, unit, {
      label: 'reward',
      what: `Mean reward as the pair’s file states it, ${statedBehind(series)}`,
      y: axisOf('stated mean reward', [base, ...values]),
      ...(isAgainstStated && {
        stated: statedKl.map((nats) => (nats === undefined ? NaN : fromNats(nats, unit))),
      }),
      base,
      values,
      columns: ['stated mean reward', `stated KL, ${unit}`],
      cells: [
        baseReward === undefined ? ['', ''] : [formatNumber(baseReward, 2), '0'],
        ...stated.map(({ meanReward, klSpent, klTokens }) => [
          meanReward === undefined ? '' : formatNumber(meanReward, 2),
          klSpent === undefined
            ? ''
            : `${formatNumber(fromNats(klSpent, unit), 1)}${klTokens === undefined ? '' : ` over ${klTokens} tokens`}`,
        ]),
      ],
    }),
  ];
}

function valueOf({ mean, low, high }: MeanInterval, unit: DisplayUnit): Value {
  return {
    at: fromNats(mean, unit),
    low: fromNats(low ?? NaN, unit),
    high: fromNats(high ?? NaN, unit),
  };
}

function axisOf(title: string, values: readonly (Value | undefined)[]): PlotAxis {
  const ends = values.flatMap((value) => (value ? [value.at, value.low, value.high] : []));
  return linearAxis(title, [0, ...ends], 5);
}

/** What one view shows of the base and of every checkpoint, in their order. */
interface ViewContent {
  readonly label: string;
  /** For those who do not see the chart. */
  readonly what: string;
  readonly y: PlotAxis;
  /** KL to draw the checkpoints at instead of what was measured, in the unit shown; NaN where none is stated. */
  readonly stated?: readonly number[];
  readonly base: Value | undefined;
  readonly values: readonly (Value | undefined)[];
  readonly columns: readonly string[];
  /** The base's first. */
  readonly cells: readonly (readonly string[])[];
}

/** Width of an interval's bar as a share of the axis. */
const barWidth = 0.005;

/** One chart against the KL spent, with its table. */
function view(series: CheckpointSeries, unit: DisplayUnit, content: ViewContent): SectionView {
  const { label, what, y, stated, base, values, columns, cells } = content;
  const measured = series.points.map(({ klSpent }) => fromNats(klSpent.mean, unit));
  const names = [
    '0 base',
    ...series.points.map(({ checkpoint }, place) => `${place + 1} ${checkpoint.pair.tuned.name}`),
  ];
  const amounts = ['0', ...series.points.map(({ klSpent }) => intervalText(klSpent, unit))];
  const spent = stated ?? measured;
  const kl = stated === undefined ? 'KL(tuned ‖ base)' : 'stated KL(tuned ‖ base)';
  const drawn = spent.flatMap((at, place) => (Number.isFinite(at) ? [{ at, place }] : []));
  const x = linearAxis(`${kl} of a continuation, ${unit}`, [0, ...drawn.map(({ at }) => at)], 6);
  const width = (x.max - x.min) * barWidth;
  const plot: Plot = {
    description: `${what}, against the ${stated === undefined ? 'KL spent, with 95 % intervals' : 'KL that it states'}: the hollow circle is the base, diamonds are the checkpoints.`,
    x,
    y,
    layers: [
      ...drawn.map(({ at, place }): PlotLayer => ({
        kind: 'rule',
        role: 'secondary',
        axis: 'x',
        at,
        dashed: true,
        label: String(place + 1),
      })),
      ...points('tuned', spent, values, width),
      ...(base === undefined ? [] : points('base', [0], [base], width)),
    ],
  };
  return {
    label,
    plots: [{ plot, lines: 16, isAlongText: false }],
    tables: [
      {
        caption: `${what}, by the KL spent (95 % intervals)`,
        columns: [
          { title: 'checkpoint', isNumber: false },
          { title: `KL spent, ${unit}`, isNumber: true },
          ...columns.map((title) => ({ title, isNumber: true })),
        ],
        rows: names.map((name, place) => ({
          cells: [name, amounts[place] ?? '', ...(cells[place] ?? [])],
        })),
      },
    ],
  };
}

/** Points with bars for their intervals, which stand out from the rules that number them. */
function points(
  role: 'base' | 'tuned',
  x: readonly number[],
  values: readonly (Value | undefined)[],
  width: number,
): PlotLayer[] {
  return [
    {
      kind: 'bars',
      role,
      left: x.map((at) => at - width / 2),
      right: x.map((at) => at + width / 2),
      from: values.map((value) => value?.low ?? NaN),
      to: values.map((value) => value?.high ?? NaN),
      hollow: role === 'base',
    },
    {
      kind: 'points',
      role,
      shape: role === 'base' ? 'circle' : 'diamond',
      hollow: role === 'base',
      x,
      y: values.map((value) => value?.at ?? NaN),
    },
  ];
}
