import type { TextRange } from '../comparison';
import type { RowRange } from '../rowRanges';

/**
 * The rows whose spans share text with a range; empty where none does. Takes a logarithm of the rows in time.
 *
 * @param starts where rows begin, ascending, UTF-16 code units
 * @param ends where rows end, exclusive, ascending
 * @param count rows to look at, from the first
 */
export function rowsOfRange(
  starts: Int32Array,
  ends: Int32Array,
  count: number,
  range: TextRange,
): RowRange {
  const first = firstRow(count, (row) => (ends[row] ?? 0) > range.start);
  const end = firstRow(count, (row) => (starts[row] ?? 0) >= range.end);
  return { first, end: Math.max(first, end) };
}

/** The first row of which something holds that holds of all after it; the count if there is none. */
function firstRow(count: number, holds: (row: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
