import { analysesOf } from '../analysis/analyses';
import {
  steepestInSteps,
  type ImpliedReward,
  type RewardSpan,
  type SteepestSpans,
} from '../analysis/impliedReward';
import { isCausal, notCausalSentence } from '../causality';
import {
  formatAmount,
  formatPlusMinus,
  formatSigned,
  formatSignedNats,
  fromNats,
  type DisplayUnit,
} from '../format';
import { linearAxis } from '../plot/axes';
import type { Plot, PlotLayer } from '../plot/plot';
import { rowAxis } from '../plot/rowAxis';
import { thinnedInSteps } from '../plot/thinning';
import { authorshipTokens } from '../analysis/authorship';
import { alikeReason, tokens } from '../sentences';
import type { Steps } from '../steps';
import { impliedRewardExplanation } from './analysisExplanations';
import { shiftView } from './shiftView';
import { excerptOf, linesText, type SectionInput } from './sectionInput';
import type { SectionReport, SectionTable, SectionView } from './sectionReport';

/** Pixels for which the chart has points; more than any panel is wide. */
const plotWidth = 1600;

/** Fewest tokens along which there is something to draw. */
const fewestTokens = 2;

/** What the log ratio is shown in: the display unit, or units of the reward. */
interface RewardScale {
  readonly label: string;
  /** Of the value axis. */
  readonly title: string;
  /** Units to a nat. */
  readonly factor: number;
}

/** What the text accumulates in log ratio, beside what either model's own text would. */
export function* impliedRewardSection(input: SectionInput): Steps<SectionReport> {
  const { comparison, unit } = input;
  const { impliedReward: reward, authorship } = analysesOf(comparison);
  const { beta } = comparison.pair;
  const scales: RewardScale[] = [
    { label: unit, title: `accumulated log ratio, ${unit}`, factor: fromNats(1, unit) },
    ...(beta === undefined
      ? []
      : [{ label: `reward, β ${formatAmount(beta, 3)}`, title: 'implied reward', factor: beta }]),
  ];
  const views: SectionView[] = [];
  if (comparison.scoredCount >= fewestTokens && isCausal(comparison.pair)) {
    const rows = yield* drawnRows(reward);
    const spans = yield* steepestInSteps(reward);
    yield;
    for (const scale of scales) {
      const plot = yield* rewardPlot(input, reward, scale, rows);
      yield;
      const tables = [totalsTable(input, reward, scale), spanTable(input, spans, scale)];
      yield;
      views.push({
        label: scale.label,
        plots: [{ plot, lines: 17, isAlongText: true }],
        tables: tables.filter(hasRows),
      });
    }
    views.push(...(yield* shiftView(input)));
  }
  return {
    id: 'impliedReward',
    title: 'Implied reward',
    finding: finding(input, reward, authorship.isAlike),
    caveat: caveat(input, reward),
    views,
    explanation: impliedRewardExplanation,
  };
}

function hasRows({ rows }: SectionTable): boolean {
  return rows.length > 0;
}

function finding(
  { comparison, unit }: SectionInput,
  reward: ImpliedReward,
  isAlike: boolean,
): string {
  const { scoredCount, pair } = comparison;
  if (scoredCount === 0) return 'No token is scored: there is nothing to accumulate.';
  if (!isCausal(pair)) return notCausalSentence(pair, unit);
  const last = scoredCount - 1;
  const total = reward.accumulated[last] ?? 0;
  const counted = scoredCount - reward.ruledOut;
  const sum = `${formatSignedNats(total, unit)} over ${tokens(counted)}`;
  const rate = `${formatSigned(fromNats(total / Math.max(1, counted), unit), 2)} per token`;
  if (reward.ruledOut === scoredCount) {
    return `No evidence: ${scoredCount === 1 ? 'the one token is' : `all ${tokens(scoredCount)} are`} ruled out by one of the models, so that there is no log ratio to add up.`;
  }
  if (counted < authorshipTokens) {
    return `The log ratio adds up to ${sum} (${rate}). No evidence of whose text would add up to that: it takes ${authorshipTokens} tokens.`;
  }
  if (isAlike) {
    return `The log ratio adds up to ${sum} (${rate}). No evidence of whose text would add up to that: ${alikeReason}.`;
  }
  return `The log ratio adds up to ${sum} (${rate}): ${comparedWithOwnTexts(reward, last, unit)}`;
}

/** Standard deviations to either side within which a sum counts as what a model's own text would have. */
const fanWidth = 2;

function comparedWithOwnTexts(reward: ImpliedReward, last: number, unit: DisplayUnit): string {
  const total = reward.accumulated[last] ?? 0;
  const fan = (path: ImpliedReward['byBase']) => {
    const mean = path.mean[last] ?? 0;
    const margin = fanWidth * (path.standardDeviation[last] ?? 0);
    return {
      known: Number.isFinite(mean) && Number.isFinite(margin),
      holds: Math.abs(total - mean) <= margin,
      text: formatPlusMinus(fromNats(mean, unit), fromNats(margin, unit), true),
    };
  };
  const base = fan(reward.byBase);
  const tuned = fan(reward.byTuned);
  if (!base.known || !tuned.known) {
    return 'what either model’s own text would add up to has no finite spread, because one model rules out what the other does not.';
  }
  if (base.holds && tuned.holds) {
    return `text by either model would add up to that (base ${base.text}, tuned ${tuned.text}).`;
  }
  if (base.holds) {
    return `as text by the base would (${base.text}), and not as text by the tuned model (${tuned.text}).`;
  }
  if (tuned.holds) {
    return `as text by the tuned model would (${tuned.text}), and not as text by the base (${base.text}).`;
  }
  return `neither as text by the base would (${base.text}) nor as text by the tuned model (${tuned.text}).`;
}

function caveat(
  { comparison: { pair, scoredCount } }: SectionInput,
  reward: ImpliedReward,
): string {
  const last = scoredCount - 1;
  const { beta } = pair;
  return [
    beta === undefined
      ? 'The pair states no β, so that this is a log ratio and not in units of a reward.'
      : `With the β of ${formatAmount(beta, 3)} that the pair states, that is ${formatSigned(beta * (reward.accumulated[last] ?? 0), 2)} in units of its reward.`,
    `It is the reward, up to ${beta === undefined ? 'the factor β and ' : ''}a constant for each beginning, only if the tuned model is the optimum of KL-regularised reinforcement learning from exactly this base, and the text is complete.`,
    ...(reward.ruledOut === 0
      ? []
      : [
          `${tokens(reward.ruledOut)} that a model rules out altogether ${reward.ruledOut === 1 ? 'adds' : 'add'} nothing.`,
        ]),
  ].join(' ');
}

/** The rows that the line needs; the fans are smooth, so that it is more than enough for them. */
function* drawnRows({ accumulated }: ImpliedReward): Steps<readonly number[]> {
  const count = accumulated.length;
  const all = new Int32Array(count);
  for (let row = 0; row < count; row++) all[row] = row;
  yield;
  return yield* thinnedInSteps(all, accumulated, (row) => (row / count) * plotWidth);
}

function* rewardPlot(
  { comparison }: SectionInput,
  reward: ImpliedReward,
  { title, factor }: RewardScale,
  rows: readonly number[],
): Steps<Plot> {
  const { byBase, byTuned, accumulated } = reward;
  const count = accumulated.length;
  const shown = (column: (row: number) => number): Float64Array => {
    const values = new Float64Array(rows.length);
    for (let index = 0; index < rows.length; index++) {
      values[index] = column(rows[index] ?? 0) * factor;
    }
    return values;
  };
  const at = (column: Float64Array) => (row: number) => column[row] ?? 0;
  const edge = (path: ImpliedReward['byBase'], sign: 1 | -1) => (row: number) =>
    (path.mean[row] ?? 0) + sign * fanWidth * (path.standardDeviation[row] ?? 0);
  const x = Float64Array.from(rows);
  const line = shown(at(accumulated));
  const ends = [0, ...endsOf(line)];
  const fan = function* (role: 'base' | 'tuned', path: ImpliedReward['byBase']): Steps<PlotLayer> {
    yield;
    const [low, high] = [shown(edge(path, -1)), shown(edge(path, 1))];
    ends.push(...endsOf(low), ...endsOf(high));
    return { kind: 'band', role, x, low, high, hollow: role === 'base', label: role };
  };
  const layers: PlotLayer[] = [
    { kind: 'rule', role: 'grid', axis: 'y', at: 0 },
    yield* fan('base', byBase),
    yield* fan('tuned', byTuned),
    { kind: 'line', role: 'base', x, y: shown(at(byBase.mean)), dashed: true },
    { kind: 'line', role: 'tuned', x, y: shown(at(byTuned.mean)) },
    { kind: 'line', role: 'text', x, y: line, width: 2, label: 'this text' },
  ];
  return {
    description: `The log ratio accumulated along the text, with what text by the base (a dashed line) and text by the tuned model (a thin line) would be expected to accumulate, and two standard deviations to either side.`,
    x: rowAxis({ first: 0, end: count }, comparison.firstToken),
    y: linearAxis(title, ends, 6),
    layers,
  };
}

/** The least and the largest finite value. */
function endsOf(values: Float64Array): readonly number[] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** A signed number to two digits behind the point, or as many as show that it is not 0. */
function signed(value: number): string {
  const text = formatAmount(value);
  return value > 0 && !text.startsWith('<') ? `+${text}` : text;
}

function totalsTable(
  { comparison }: SectionInput,
  reward: ImpliedReward,
  { label, factor }: RewardScale,
): SectionTable {
  const last = comparison.scoredCount - 1;
  const row = (name: string, value: number, deviation?: number) => ({
    cells: [
      name,
      signed(value * factor),
      signed((value * factor) / Math.max(1, comparison.scoredCount - reward.ruledOut)),
      deviation === undefined ? '' : formatAmount(deviation * factor),
    ],
  });
  const { byTuned, byBase } = reward;
  return {
    caption: `Accumulated at the end of the text (${label})`,
    columns: [
      { title: 'text', isNumber: false },
      { title: 'in all', isNumber: true },
      { title: 'per token', isNumber: true },
      { title: 'standard deviation', isNumber: true },
    ],
    rows: [
      row('this text', reward.accumulated[last] ?? 0),
      row('expected by tuned', byTuned.mean[last] ?? 0, byTuned.standardDeviation[last]),
      row('expected by base', byBase.mean[last] ?? 0, byBase.standardDeviation[last]),
    ],
  };
}

function spanTable(
  input: SectionInput,
  { rises, falls }: SteepestSpans,
  { label, factor }: RewardScale,
): SectionTable {
  const row = (direction: string) => (span: RewardSpan) => ({
    cells: [
      linesText(input, span.first, span.end),
      direction,
      excerptOf(input, span.first, span.end),
      signed(span.logRatio * factor),
      signed((span.logRatio * factor) / (span.end - span.first)),
    ],
    target: span.first,
  });
  return {
    caption: `Steepest spans (${label})`,
    columns: [
      { title: 'where', isNumber: false },
      { title: 'tuned', isNumber: false },
      { title: 'begins', isNumber: false },
      { title: 'in all', isNumber: true },
      { title: 'per token', isNumber: true },
    ],
    rows: [...rises.map(row('favours')), ...falls.map(row('avoids'))],
  };
}
