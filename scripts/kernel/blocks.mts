import { blockIds, bytesPerFloat, kernelMemory } from '../../src/model/statistics/kernelMemory';
import { sumsPlaces } from '../../src/model/statistics/sumsLayout';
import type { FunctionBuilder, Value } from './functionBuilder.mjs';

export const models = ['base', 'tuned'] as const;

export type Model = (typeof models)[number];

/** A function over a block of one model's row: the row, its fourth roots, bytes, and the largest logit. */
export type ModelBlock = (
  to: FunctionBuilder,
  row: Value,
  roots: Value,
  bytes: Value,
  largest: Value,
) => undefined;

const blockBytes = blockIds * bytesPerFloat;

/** Rows of a block that several of its loops read. */
export const rows = {
  /** ln(tuned/base) */
  ratios: kernelMemory.blocks,
  /** The fourth root of tuned/base. */
  roots: kernelMemory.blocks + blockBytes,
  base: kernelMemory.blocks + 2 * blockBytes,
  tuned: kernelMemory.blocks + 3 * blockBytes,
  /** (1 + e^−|log ratio|) / 2 */
  means: kernelMemory.blocks + 4 * blockBytes,
} as const;

/** A fourth of a nat in powers of two. */
export const quarterNat = 0.25 / Math.LN2;

/**
 * Below this a half power of a weight stands for 0 where it is raised further: sums are not below 1, and
 * processors take hundreds of times as long for numbers too small to be normal.
 */
export const leastHalf = 2 ** -40;

/** Goes over a row of so many bytes, block by block. */
export function overBlocks(
  to: FunctionBuilder,
  length: Value,
  write: (offset: Value, bytes: Value) => void,
): void {
  to.loop(to.integer(0), length, blockBytes, (offset) => {
    const left = to.subtractIntegers(length, offset);
    write(offset, to.smallerInteger(left, to.integer(blockBytes)));
  });
}

/** Adds a distribution's weights, these times the quantity, and times its square. */
export function addMoments(
  to: FunctionBuilder,
  distribution: number,
  weights: Value,
  quantity: Value,
): void {
  const first = to.multiply(weights, quantity);
  to.sum(sumsPlaces.sums + distribution, weights);
  to.sum(sumsPlaces.first + distribution, first);
  to.sum(sumsPlaces.second + distribution, to.multiply(first, quantity));
}
