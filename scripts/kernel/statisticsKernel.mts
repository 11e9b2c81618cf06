import { scaledMixture } from '../../src/model/statistics/sumsLayout';
import { models, overBlocks } from './blocks.mjs';
import { binsOf, divergences, ratios } from './comparisons.mjs';
import type { FunctionBuilder, Value } from './functionBuilder.mjs';
import { KernelModule } from './kernelModule.mjs';
import { mixtures } from './mixtures.mjs';
import { momentsUnder, powersOf } from './ownDistributions.mjs';
import { exponents, extremes, next, weightsOfBlock } from './wholeRows.mjs';

/**
 * The program that runs over the vocabulary for the statistics of `docs/numerics.md`, on float32 rows of
 * logits whose length is a multiple of `laneBytes`. Memory is as `kernelMemory` says, addresses and
 * lengths are in bytes, `sums` are as `sumsLayout` has them for tame logits.
 *
 * - `extremes(row, length, target)`: what bounds a row, and how many of its logits are larger.
 * - `next(row, from, length, threshold)`: where the next four logits begin of which one is larger, or `length`.
 * - `weights(row, roots, length, largest)`: writes the fourth roots of exp(logit − largest) and sums up
 *   the weights, behind the other totals.
 * - `exponents(base, tuned, length, largest of base, of tuned)`: what bounds the exponents of the p_λ of
 *   `scaledMixture`.
 * - `sumsWithoutGrids(…)`: the totals that need neither powers, mixtures nor bins.
 * - `sums(…)`: these, and all others of `sumsLayout`.
 *
 * Powers come from few exponentials by multiplication. Each loop sums up no more than the processor has
 * registers for, over a block that stays in the nearest cache, so that neither memory nor the reach of
 * float32 bounds it.
 */
export function buildStatisticsKernel(): Uint8Array {
  const kernel = new KernelModule();
  const ofBlock = ['i32', 'i32', 'i32', 'f32'] as const;
  const ofPair = ['i32', 'i32', 'i32', 'i32', 'i32', 'f32', 'f32', 'f32', 'f32', 'f32'] as const;
  const scales = scaledMixture.map((): 'f32' => 'f32');
  kernel.define('extremes', ['i32', 'i32', 'f32'], extremes);
  kernel.define('next', ['i32', 'i32', 'i32', 'f32'], next);
  kernel.define('weightsOfBlock', ofBlock, weightsOfBlock);
  kernel.define('weights', ofBlock, weights);
  kernel.define('exponents', ['i32', 'i32', 'i32', 'f32', 'f32'], exponents);
  kernel.define('ratios', ofPair, ratios);
  kernel.define('divergences', ['i32'], divergences);
  kernel.define('mixtures', ['i32', 'i32', 'i32', ...scales], mixtures);
  for (const model of models) {
    kernel.define(`powersOf ${model}`, ofBlock, powersOf(model));
    kernel.define(`momentsUnder ${model}`, ofBlock, momentsUnder(model));
    kernel.define(`binsOf ${model}`, ['i32'], binsOf(model));
  }
  kernel.define('blockWithoutGrids', ofPair, blockWithoutGrids);
  kernel.define('sumsWithoutGrids', ofPair, sumsWithoutGrids);
  kernel.define('sums', [...ofPair, ...scales], sums);
  return kernel.bytes();
}

function weights(
  to: FunctionBuilder,
  row: Value,
  roots: Value,
  length: Value,
  largest: Value,
): undefined {
  overBlocks(to, length, (offset, bytes) => {
    const at = (address: Value): Value => to.addIntegers(address, offset);
    to.call('weightsOfBlock', at(row), at(roots), bytes, largest);
  });
  return undefined;
}

/** Parameters as those of `ratios`. */
function blockWithoutGrids(
  to: FunctionBuilder,
  base: Value,
  tuned: Value,
  baseRoots: Value,
  tunedRoots: Value,
  bytes: Value,
  largestOfBase: Value,
  largestOfTuned: Value,
  ...shares: Value[]
): undefined {
  const roots = [baseRoots, tunedRoots];
  to.call('ratios', base, tuned, ...roots, bytes, largestOfBase, largestOfTuned, ...shares);
  to.call('divergences', bytes);
  to.call('momentsUnder base', base, baseRoots, bytes, largestOfBase);
  to.call('momentsUnder tuned', tuned, tunedRoots, bytes, largestOfTuned);
  return undefined;
}

/** Parameters as those of `ratios`, of whole rows. */
function sumsWithoutGrids(
  to: FunctionBuilder,
  base: Value,
  tuned: Value,
  baseRoots: Value,
  tunedRoots: Value,
  length: Value,
  ...numbers: Value[]
): undefined {
  overBlocks(to, length, (offset, bytes) => {
    const rows = [base, tuned, baseRoots, tunedRoots].map((row) => to.addIntegers(row, offset));
    to.call('blockWithoutGrids', ...rows, bytes, ...numbers);
  });
  return undefined;
}

/** Parameters as those of `ratios`, of whole rows, and then the scales of `mixtures`. */
function sums(
  to: FunctionBuilder,
  base: Value,
  tuned: Value,
  baseRoots: Value,
  tunedRoots: Value,
  length: Value,
  largestOfBase: Value,
  largestOfTuned: Value,
  shift: Value,
  shareOfBase: Value,
  shareOfTuned: Value,
  ...scales: Value[]
): undefined {
  const numbers = [largestOfBase, largestOfTuned, shift, shareOfBase, shareOfTuned];
  overBlocks(to, length, (offset, bytes) => {
    const at = (row: Value): Value => to.addIntegers(row, offset);
    const roots = [at(baseRoots), at(tunedRoots)];
    to.call('blockWithoutGrids', at(base), at(tuned), ...roots, bytes, ...numbers);
    to.call('powersOf base', at(base), at(baseRoots), bytes, largestOfBase);
    to.call('powersOf tuned', at(tuned), at(tunedRoots), bytes, largestOfTuned);
    to.call('binsOf base', bytes);
    to.call('binsOf tuned', bytes);
    to.call('mixtures', ...roots, bytes, ...scales);
  });
  return undefined;
}
