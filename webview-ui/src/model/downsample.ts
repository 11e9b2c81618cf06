import type { RowRange } from '../../../src/common/stats/summary';

/**
 * Rows to draw when there are more rows than places for them: the range is cut into buckets and of each
 * the smallest and the largest value stay, so that no extreme is lost. Ascending; all rows when they fit.
 *
 * @param places how many rows can be told apart on the screen, at least 2
 */
export function downsampleExtremes(
  values: Float32Array,
  range: RowRange,
  places: number,
): Int32Array {
  const length = range.end - range.first;
  if (length <= places) return Int32Array.from({ length }, (_, index) => range.first + index);
  const buckets = Math.max(1, Math.floor(places / 2));
  const rows: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const from = range.first + Math.floor((bucket * length) / buckets);
    const to = range.first + Math.floor(((bucket + 1) * length) / buckets);
    let low = from;
    let high = from;
    for (let row = from + 1; row < to; row += 1) {
      const value = values[row] ?? 0;
      if (value < (values[low] ?? 0)) low = row;
      if (value > (values[high] ?? 0)) high = row;
    }
    rows.push(Math.min(low, high));
    if (low !== high) rows.push(Math.max(low, high));
  }
  return Int32Array.from(rows);
}

/** Mean of each row's neighbourhood of `width` rows, cut off at the ends. */
export function movingMean(values: Float32Array, width: number): Float32Array {
  const sums = new Float64Array(values.length + 1);
  values.forEach((value, row) => {
    sums[row + 1] = (sums[row] ?? 0) + value;
  });
  const half = Math.floor(width / 2);
  return Float32Array.from(values, (_, row) => {
    const from = Math.max(0, row - half);
    const to = Math.min(values.length, row - half + width);
    return ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
  });
}
