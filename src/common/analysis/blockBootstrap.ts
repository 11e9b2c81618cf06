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
 * @param figures from sums over all blocks
 */
export function* blockBootstrap<Name extends string>(
  blocks: readonly Float64Array[],
  figures: (sums: Float64Array) => Readonly<Record<Name, number>>,
): Steps<Readonly<Partial<Record<Name, BootstrapInterval>>>> {
  const intervals: Partial<Record<Name, BootstrapInterval>> = {};
  if (blocks.length < fewestBlocks) return intervals;
  const values: Partial<Record<Name, number[]>> = {};
  for (let resample = 0; resample < resamples; resample++) {
    if (resample > 0) yield;
    const drawn = figures(drawnSums(blocks, resample));
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

function drawnSums(blocks: readonly Float64Array[], resample: number): Float64Array {
  const sums = new Float64Array(blocks[0]?.length ?? 0);
  for (let draw = 0; draw < blocks.length; draw += 4) {
    const words = philox4x32([draw, resample, 0, 0], [0, 0]);
    for (let word = 0; word < Math.min(4, blocks.length - draw); word++) {
      const share = (words[word] ?? 0) / 2 ** 32;
      const block = blocks[Math.floor(share * blocks.length)];
      if (block === undefined) continue;
      for (let index = 0; index < sums.length; index++) {
        sums[index] = (sums[index] ?? 0) + (block[index] ?? 0);
      }
    }
  }
  return sums;
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
