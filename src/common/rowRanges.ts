/** Consecutive rows, end exclusive. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** Ascending ranges that neither overlap nor touch. */
export type RowRanges = readonly RowRange[];

/** The ranges with another one; what overlaps or touches becomes one range. */
export function withRange(ranges: RowRanges, { first, end }: RowRange): RowRanges {
  if (first >= end) return ranges;
  const before = ranges.filter((range) => range.end < first);
  const behind = ranges.filter((range) => range.first > end);
  const touching = ranges.slice(before.length, ranges.length - behind.length);
  const whole = {
    first: Math.min(first, touching[0]?.first ?? first),
    end: Math.max(end, touching.at(-1)?.end ?? end),
  };
  return [...before, whole, ...behind];
}

/** The range that holds a row, if any. */
export function rangeAt(ranges: RowRanges, row: number): RowRange | undefined {
  return ranges.find((range) => range.first <= row && row < range.end);
}

/** Number of rows in the ranges. */
export function countRows(ranges: RowRanges): number {
  return ranges.reduce((sum, { first, end }) => sum + end - first, 0);
}
