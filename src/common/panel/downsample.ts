import type { RowRange } from '../rowRanges';

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

/**
 * Of ascending rows those that can be marked without covering each other: the one furthest from 0 of each
 * of `places` equal parts of the range.
 */
export function strongestRows(
  rows: readonly number[],
  values: Float32Array,
  range: RowRange,
  places: number,
): number[] {
  const strongest = new Map<number, number>();
  const length = Math.max(1, (range.end - range.first) / places);
  for (const row of rows) {
    const place = Math.floor((row - range.first) / length);
    const best = strongest.get(place);
    if (best === undefined || Math.abs(values[row] ?? 0) > Math.abs(values[best] ?? 0)) {
      strongest.set(place, row);
    }
  }
  return [...strongest.values()];
}

/** Tokens that a mean along the text is taken over: 32, or more where 32 are less than a fortieth of it. */
export function meanWidth({ first, end }: RowRange): number {
  return Math.max(32, 2 ** Math.round(Math.log2((end - first) / 40)));
}
