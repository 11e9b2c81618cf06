import { floorText } from '../../common/causality';
import { unitLabel, type DisplayUnit } from '../../common/format';
import type { Metric } from '../../common/metrics';
import { metricNumber } from '../../common/sentences';
import { rowByRow, type Steps } from '../../common/steps';

/** Tokens over which a stretch of text is averaged: about two sentences. */
const stretch = 32;

interface AlongInput {
  readonly metric: Metric;
  readonly unit: DisplayUnit;
  /** The metric's value per scored row, in its own unit. */
  readonly values: Float32Array;
  /** Line of each row, from 1. */
  readonly lines: Int32Array;
  /** Index in the text of the token of row 0. */
  readonly firstToken: number;
  /** What arithmetic alone produces in the metric, in its own unit; undefined where it is no divergence. */
  readonly floor: number | undefined;
  /** A row's token as it is shown. */
  tokenText(row: number): string;
}

/** Mean of the values and, per first row of a stretch, the largest mean in absolute value. */
function* strongestStretch(
  values: Float32Array,
): Steps<{ readonly first: number; readonly mean: number; readonly overall: number }> {
  let sum = 0;
  let total = 0;
  let first = 0;
  let strongest = 0;
  yield* rowByRow(0, values.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const value = values[row] ?? 0;
      total += value;
      sum += value - (row >= stretch ? (values[row - stretch] ?? 0) : 0);
      if (row >= stretch - 1 && Math.abs(sum) > Math.abs(strongest)) {
        strongest = sum;
        first = row - stretch + 1;
      }
    }
  });
  return { first, mean: strongest / stretch, overall: total / values.length };
}

/** Whether no value is above a limit. */
function* areAllWithin(values: Float32Array, limit: number): Steps<boolean> {
  let most = -Infinity;
  yield* rowByRow(0, values.length, (from, to) => {
    for (let row = from; row < to; row++) most = Math.max(most, values[row] ?? NaN);
  });
  return most <= limit;
}

function largestRow(values: Float32Array): number {
  return values.reduce(
    (best, value, row) => (Math.abs(value) > Math.abs(values[best] ?? 0) ? row : best),
    0,
  );
}

/** Where along the text the metric is strongest, in one sentence; empty when nothing is scored. */
export function* alongSentence(input: AlongInput): Steps<string> {
  const { metric, unit, values, lines, firstToken } = input;
  if (values.length === 0) return '';
  const named = input.floor === undefined ? '' : floorText(input.floor, metric.id, unit);
  if (input.floor !== undefined && (yield* areAllWithin(values, input.floor))) {
    return `Both models predict alike all along the text: the ${metric.label} is nowhere above the ${named.replace('noise floor', 'noise floor of')}.`;
  }
  const floor = named === '' ? '' : ` (${named})`;
  const number = (value: number): string => metricNumber(metric, unit, value);
  const quantity = (value: number): string =>
    `${metric.label} ${number(value)}${metric.unit === 'probability' ? '' : ` ${unitLabel(metric.unit, unit)}`}`;
  const most = metric.kind === 'diverging' ? 'Furthest from 0' : 'Highest';
  if (values.length < 3 * stretch) {
    const row = largestRow(values);
    const token = `\u2068${input.tokenText(row)}\u2069`;
    return `${most} at token ${firstToken + row + 1}, line ${lines[row] ?? 1} (${token}): ${quantity(values[row] ?? 0)}${floor}.`;
  }
  const { first, mean, overall } = yield* strongestStretch(values);
  const last = first + stretch - 1;
  const from = lines[first] ?? 1;
  const to = lines[last] ?? from;
  const place = from === to ? `line ${from}` : `lines ${from} to ${to}`;
  const tokens = `tokens ${firstToken + first + 1} to ${firstToken + last + 1}`;
  return `${most} around ${place} (${tokens}): ${quantity(mean)} on average there, ${number(overall)} over the text${floor}.`;
}
