import { philox4x32 } from '../sampling/philox';
import { quantile } from '../stats/estimate';
import type { Steps } from '../steps';
import { studentQuantile } from '../stats/meanInterval';
import { fewestBlocks } from './tokenBlocks';

/** The spread of a figure over resampled blocks. */
export interface BootstrapInterval {
  readonly standardError: number;
  /** Ends of the 95 % interval. */
  readonly from: number;
  readonly to: number;
}

const resamples = 1000;

/**
 * The block bootstrap: draws as many blocks as there are, with replacement, adds them up and computes
 * the figures from the sums, 1000 times. Neighbouring tokens depend on each other, so that whole blocks
 * are drawn; figures of several models come from the same draws, so that their differences are paired.
 * The same blocks give the same intervals. None below four blocks, and none of a figure that one of the
 * resamples does not have.
 *
 * @param blocks sums over each block, all of the same length
 * @param figures from sums over all blocks, in an array that is used again
 */
export function* blockBootstrap<Name extends string>(
  blocks: readonly Float64Array[],
  figures: (sums: Float64Array) => Readonly<Record<Name, number>>,
): Steps<Readonly<Partial<Record<Name, BootstrapInterval>>>> {
  const intervals: Partial<Record<Name, BootstrapInterval>> = {};
  if (blocks.length < fewestBlocks) return intervals;
  const values: Partial<Record<Name, number[]>> = {};
  const table = tableOf(blocks);
  const sums = new Float64Array(table.width);
  for (let resample = 0; resample < resamples; resample++) {
    if (resample > 0) yield;
    addDrawn(sums, table, resample);
    const drawn = figures(sums);
    for (const name in drawn) (values[name] ??= []).push(drawn[name]);
  }
  for (const name in values) {
    const list = values[name] ?? [];
    if (list.every(Number.isFinite)) {
      intervals[name] = intervalOf(Float64Array.from(list), blocks.length);
    }
  }
  return intervals;
}

/** The sums of all blocks, one behind the other, and behind them one of nothing. */
interface BlockTable {
  readonly blocks: number;
  readonly width: number;
  readonly numbers: Float64Array;
}

function tableOf(blocks: readonly Float64Array[]): BlockTable {
  const width = blocks[0]?.length ?? 0;
  const numbers = new Float64Array((blocks.length + 1) * width);
  blocks.forEach((block, index) => {
    numbers.set(block, index * width);
  });
  return { blocks: blocks.length, width, numbers };
}

/** Replaces `sums` by those over drawn blocks. Four draws are of the same random bits, and added at once. */
function addDrawn(
  sums: Float64Array,
  { blocks, width, numbers }: BlockTable,
  resample: number,
): void {
  sums.fill(0);
  for (let draw = 0; draw < blocks; draw += 4) {
    const words = philox4x32([draw, resample, 0, 0], [0, 0]);
    const a = blockOf(words[0], blocks) * width;
    const b = (draw + 1 < blocks ? blockOf(words[1], blocks) : blocks) * width;
    const c = (draw + 2 < blocks ? blockOf(words[2], blocks) : blocks) * width;
    const d = (draw + 3 < blocks ? blockOf(words[3], blocks) : blocks) * width;
    for (let i = 0; i < width; i++) {
      const four =
        (numbers[a + i] ?? NaN) +
        (numbers[b + i] ?? NaN) +
        (numbers[c + i] ?? NaN) +
        (numbers[d + i] ?? NaN);
      sums[i] = (sums[i] ?? NaN) + four;
    }
  }
}

/** The block that 32 random bits draw. */
function blockOf(word: number, blocks: number): number {
  return Math.floor((word / 2 ** 32) * blocks);
}

/**
 * The middle 95 % of the resampled values, widened about their median as Student's interval of so many
 * blocks is wider than the normal one with the spread of a resample, which is too small by √(1 − 1/n):
 * with few blocks the middle 95 % alone would hold the truth in four fifths of the cases (Hesterberg
 * 2015, section 5.3).
 */
function intervalOf(values: Float64Array, blocks: number): BootstrapInterval {
  const widened =
    (studentQuantile(blocks - 1) / studentQuantile(Infinity)) * Math.sqrt(blocks / (blocks - 1));
  const median = quantile(values, 0.5);
  const end = (share: number): number => median + widened * (quantile(values, share) - median);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    standardError: Math.sqrt(squares / (values.length - 1)),
    from: end(0.025),
    to: end(0.975),
  };
}
