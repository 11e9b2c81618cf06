import { logRatio, type Comparison, type TextRange } from '../../common/comparison';
import { hasLittleContext, isDivergent } from '../../common/divergent';
import { heatBrush, heatBrushes, isFaint, type HeatOptions } from '../../common/heat';
import { metricOf, type MetricId } from '../../common/metrics';
import type { RowRange } from '../../common/rowRanges';

/** Everything that can be painted; each is one decoration type. */
export const brushes = [
  ...heatBrushes,
  'divergentFavoured',
  'divergentAvoided',
  'littleContext',
  'stale',
] as const;

export type Brush = (typeof brushes)[number];

/** A comparison with the spans of its rows in the document as it is now. */
export interface PaintedComparison {
  readonly comparison: Comparison;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly firstStaleRow: number;
  /** Stale rows that stand in for those that are not scored yet. */
  readonly earlier?: Omit<PaintedComparison, 'firstStaleRow' | 'earlier'> | undefined;
}

export interface PaintOptions extends HeatOptions {
  readonly thresholdNats: number;
  /** Whether tokens below the threshold get a faint heat when only divergent ones are to stand out. */
  readonly faint: boolean;
}

/** Rows up to which the surroundings of the visible ones are painted too. */
const mostRows = 3_000;
/**
 * Most rows painted at once. Only a long line that is not wrapped counts more as visible, and of
 * such a line VS Code draws no more than its first 10,000 characters.
 */
const mostVisibleRows = 20_000;

/**
 * Ranges to paint with each brush, for the rows that touch `visible` and, as far as they are not
 * too many, those nearest to them in `around`; UTF-16 code units of the document as it is now.
 * Neighbours of one brush are joined. Tokens that share a character are painted as one, by the row
 * that differs most.
 */
export function paint(
  painted: PaintedComparison,
  options: PaintOptions,
  visible: TextRange,
  around: TextRange = visible,
): ReadonlyMap<Brush, readonly TextRange[]> {
  const ranges = new Map<Brush, TextRange[]>();
  const add = (brush: Brush, range: TextRange): void => {
    const list = ranges.get(brush);
    const last = list?.at(-1);
    if (list === undefined) ranges.set(brush, [range]);
    else if (last?.end === range.start) list[list.length - 1] = { ...last, end: range.end };
    else list.push(range);
  };
  const paintRows = (of: PaintedComparison, wanted: (range: TextRange) => boolean): void => {
    for (const span of spansIn(of, rowsToPaint(of, visible, around))) {
      const { start, end } = span;
      if (!wanted(span)) continue;
      for (const brush of brushesOf(of, options, span)) add(brush, { start, end });
    }
  };
  paintRows(painted, () => true);
  const { earlier } = painted;
  if (earlier !== undefined) {
    const scored = scoredRanges(painted);
    const isFree = ({ start, end }: TextRange): boolean =>
      !scored.some((range) => range.start < end && start < range.end);
    paintRows({ ...earlier, firstStaleRow: 0 }, isFree);
  }
  return ranges;
}

/** Where the rows that are scored lie in the document. */
function scoredRanges({ comparison, starts, ends }: PaintedComparison): readonly TextRange[] {
  return comparison.scored.map(({ first, end }) => ({
    start: starts[first] ?? 0,
    end: ends[end - 1] ?? 0,
  }));
}

/** One visible span: a token, or the tokens that share one character. */
interface Span extends TextRange {
  readonly firstRow: number;
  /** Exclusive. */
  readonly endRow: number;
}

/** The visible rows first; what they leave of the budget goes to both sides alike. */
function rowsToPaint(
  { starts, ends }: PaintedComparison,
  visible: TextRange,
  around: TextRange,
): RowRange {
  const touching = ({ start, end }: TextRange): RowRange => ({
    first: firstAbove(ends, start),
    end: firstAbove(starts, end - 1),
  });
  const seen = touching(visible);
  const near = touching(around);
  const spare = Math.max(0, mostRows - (seen.end - seen.first)) / 2;
  return {
    first: Math.max(near.first, seen.first - Math.floor(spare)),
    end: Math.min(near.end, seen.end + Math.floor(spare), seen.first + mostVisibleRows),
  };
}

function* spansIn(painted: PaintedComparison, rows: RowRange): Generator<Span> {
  const { comparison, starts, ends } = painted;
  let row = rows.first;
  // Rows of one character are painted together or not at all.
  while (row > 0 && starts[row - 1] === starts[row] && ends[row - 1] === ends[row]) row--;
  for (const scored of comparison.scored) {
    row = Math.max(row, scored.first);
    while (row < Math.min(rows.end, scored.end)) {
      const start = starts[row] ?? 0;
      const end = ends[row] ?? 0;
      const firstRow = row++;
      while (row < scored.end && starts[row] === start && ends[row] === end) row++;
      if (end > start) yield { start, end, firstRow, endRow: row };
    }
  }
}

/** Index of the first of ascending offsets above a given one. */
function firstAbove(offsets: Int32Array, offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function brushesOf(
  { comparison, firstStaleRow }: PaintedComparison,
  options: PaintOptions,
  span: Span,
): readonly Brush[] {
  const result: Brush[] = [];
  const { metric, thresholdNats } = options;
  const row = strongestRow(comparison, metric, span);
  const divergentRow = rowsOf(span).find((each) => isDivergent(comparison, each, thresholdNats));
  const stale = span.endRow > firstStaleRow;
  if (divergentRow !== undefined) {
    result.push(logRatio(comparison, divergentRow) < 0 ? 'divergentAvoided' : 'divergentFavoured');
  }
  if (stale) return [...result, 'stale'];
  const isHidden = !options.faint && isFaint(options, divergentRow !== undefined);
  const value = metricOf(metric).valueAt(comparison, row);
  const heat = isHidden ? undefined : heatBrush(options, value, divergentRow !== undefined);
  if (heat !== undefined) result.push(heat);
  if (hasLittleContext(comparison, span.firstRow)) result.push('littleContext');
  return result;
}

function rowsOf(span: Span): readonly number[] {
  return Array.from({ length: span.endRow - span.firstRow }, (_, index) => span.firstRow + index);
}

function strongestRow(comparison: Comparison, metric: MetricId, span: Span): number {
  const definition = metricOf(metric);
  const size = (row: number): number => Math.abs(definition.valueAt(comparison, row));
  return rowsOf(span).reduce((best, row) => (size(row) > size(best) ? row : best));
}
