import { storedMixture } from '../../src/common/grids';
import {
  distributionPlaces,
  rootOfMixture,
  scaledMixture,
} from '../../src/model/statistics/sumsLayout';
import { addMoments, rows } from './blocks.mjs';
import type { FunctionBuilder, Value } from './functionBuilder.mjs';

/** As `leastHalf`, of a fourth root. */
const leastRoot = 2 ** -30;

/**
 * Moments of the log ratio under p_λ: within 0 and 1 the weights are powers of both models' roots, beyond
 * of one's and of the ratio's.
 *
 * @param scales by λ of `scaledMixture`: a factor of the root of its weights that keeps them at 1 or below
 */
export function mixtures(
  to: FunctionBuilder,
  baseRoots: Value,
  tunedRoots: Value,
  bytes: Value,
  ...scales: Value[]
): undefined {
  const read = (offset: Value): Readonly<Record<'base' | 'tuned' | 'ratio', Value>> => ({
    base: to.load(to.addIntegers(baseRoots, offset)),
    tuned: to.load(to.addIntegers(tunedRoots, offset)),
    ratio: to.load(offset, rows.ratios),
  });
  const add = (lambda: (typeof storedMixture)[number], weights: Value, ratio: Value): void => {
    addMoments(to, distributionPlaces.mixture + storedMixture.indexOf(lambda), weights, ratio);
  };
  to.overIds(bytes, (offset) => {
    const { base, tuned, ratio } = read(offset);
    const both = to.multiply(base, tuned);
    add(0.25, to.multiply(to.square(base), both), ratio);
    add(0.5, to.square(both), ratio);
    add(0.75, to.multiply(to.square(tuned), both), ratio);
  });
  const scaleOf = (lambda: (typeof scaledMixture)[number]): Value => {
    const scale = scales[scaledMixture.indexOf(lambda)];
    if (scale === undefined) throw new Error(`No scale of ${lambda}`);
    return to.splat(scale);
  };
  /** Adds the distribution whose weights are the square or the fourth power of `root`. */
  const addScaled = (
    lambda: (typeof scaledMixture)[number],
    root: Value,
    scale: Value,
    ratio: Value,
  ): void => {
    const scaled = to.larger(to.multiply(root, scale), to.constant(leastRoot));
    const square = to.square(scaled);
    add(lambda, rootOfMixture(lambda) === 2 ? square : to.square(square), ratio);
  };
  const [lowest, low] = [scaleOf(-1), scaleOf(-0.5)];
  to.overIds(bytes, (offset) => {
    const { base, ratio } = read(offset);
    const quotient = to.divide(base, to.load(offset, rows.roots));
    addScaled(-1, quotient, lowest, ratio);
    addScaled(-0.5, to.multiply(quotient, base), low, ratio);
  });
  const [high, higher, highest] = [scaleOf(1.5), scaleOf(2), scaleOf(3)];
  to.overIds(bytes, (offset) => {
    const { tuned, ratio } = read(offset);
    const root = to.load(offset, rows.roots);
    const product = to.multiply(tuned, root);
    addScaled(1.5, to.multiply(product, tuned), high, ratio);
    addScaled(2, product, higher, ratio);
    addScaled(3, to.multiply(product, root), highest, ratio);
  });
  return undefined;
}
