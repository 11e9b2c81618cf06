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

/** The rows of the ranges that are in none of the others. */
export function withoutRanges(ranges: RowRanges, others: RowRanges): RowRanges {
  const rest: RowRange[] = [];
  for (const { first, end } of ranges) {
    let next = first;
    for (const other of others) {
      if (other.end <= next || other.first >= end) continue;
      if (other.first > next) rest.push({ first: next, end: other.first });
      next = other.end;
    }
    if (next < end) rest.push({ first: next, end });
  }
  return rest;
}

/** The rows of the ranges that are before a row. */
export function rowsBefore(ranges: RowRanges, row: number): RowRanges {
  return ranges
    .filter(({ first }) => first < row)
    .map(({ first, end }) => ({ first, end: Math.min(end, row) }));
}
