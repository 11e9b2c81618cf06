import type { RowRange } from '../rowRanges';

/** Consecutive rows as one line of the table that stands for the chart. */
export interface Block extends RowRange {
  /** Mean of the values. */
  readonly mean: number;
  /** Row with the value furthest from 0. */
  readonly strongest: number;
}

/** Mean of values; NaN of none. */
export function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Cuts a range into at most `most` blocks of equal length (the last may be shorter). */
export function blocksOf(values: Float32Array, range: RowRange, most: number): Block[] {
  const length = Math.max(1, Math.ceil((range.end - range.first) / most));
  const blocks: Block[] = [];
  for (let first = range.first; first < range.end; first += length) {
    const end = Math.min(range.end, first + length);
    let strongest = first;
    for (let row = first; row < end; row += 1) {
      if (Math.abs(values[row] ?? 0) > Math.abs(values[strongest] ?? 0)) strongest = row;
    }
    blocks.push({ first, end, mean: meanOf(values.subarray(first, end)), strongest });
  }
  return blocks;
}
