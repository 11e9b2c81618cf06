import { kernelMemory, laneBytes, weightsTotal } from '../../src/model/statistics/kernelMemory';
import { scaledMixture } from '../../src/model/statistics/sumsLayout';
import { powerOfTwo } from './approximations.mjs';
import { quarterNat } from './blocks.mjs';
import type { FunctionBuilder, Value } from './functionBuilder.mjs';

/** Below this power of two a weight's fourth root stands for 0; its fourth power is 0. */
const lowestPower = -120;

/** In nats, below the exponents of any tame logits. */
const lowestExponent = -1000;

/** The largest and the smallest logit, how many are larger than the target's, and where all are numbers. */
export function extremes(to: FunctionBuilder, row: Value, length: Value, target: Value): undefined {
  const first = to.load(row);
  const most = to.variable('v128');
  const least = to.variable('v128');
  const larger = to.variable('v128');
  const numbers = to.variable('v128');
  to.set(most, first);
  to.set(least, first);
  to.set(numbers, to.compare('eq', to.constant(0), to.constant(0)));
  const limit = to.splat(target);
  to.overIds(length, (offset) => {
    const logits = to.load(to.addIntegers(row, offset));
    to.set(most, to.larger(most, logits));
    to.set(least, to.smaller(least, logits));
    to.set(larger, to.subtractBits(larger, to.compare('gt', logits, limit)));
    to.set(numbers, to.and(numbers, to.compare('eq', logits, logits)));
  });
  [most, least, larger, numbers].forEach((value, i) => {
    to.store(value, to.integer(kernelMemory.extremes), i * laneBytes);
  });
  return undefined;
}

/** The offset of the next four logits of which one is larger, or the length. */
export function next(
  to: FunctionBuilder,
  row: Value,
  from: Value,
  length: Value,
  threshold: Value,
): Value {
  const limit = to.splat(threshold);
  to.loop(from, length, laneBytes, (offset) => {
    const logits = to.load(to.addIntegers(row, offset));
    to.returnIfAny(to.compare('gt', logits, limit), offset);
  });
  return length;
}

/** Writes the fourth roots of exp(logit − largest), and sums up the weights. */
export function weightsOfBlock(
  to: FunctionBuilder,
  row: Value,
  roots: Value,
  bytes: Value,
  largest: Value,
): undefined {
  const most = to.splat(largest);
  to.overIds(bytes, (offset) => {
    const centred = to.subtract(to.load(to.addIntegers(row, offset)), most);
    const power = to.multiply(centred, to.constant(quarterNat));
    const root = powerOfTwo(to, to.larger(power, to.constant(lowestPower)));
    to.store(root, to.addIntegers(roots, offset));
    to.sum(weightsTotal, to.square(to.square(root)));
  });
  return undefined;
}

/** The largest exponent of each p_λ of `scaledMixture`, shift left out. */
export function exponents(
  to: FunctionBuilder,
  base: Value,
  tuned: Value,
  length: Value,
  largestOfBase: Value,
  largestOfTuned: Value,
): undefined {
  const [mostOfBase, mostOfTuned] = [to.splat(largestOfBase), to.splat(largestOfTuned)];
  const largest = scaledMixture.map(() => to.variable('v128'));
  for (const variable of largest) to.set(variable, to.constant(lowestExponent));
  to.overIds(length, (offset) => {
    const ofBase = to.subtract(to.load(to.addIntegers(base, offset)), mostOfBase);
    const ofTuned = to.subtract(to.load(to.addIntegers(tuned, offset)), mostOfTuned);
    const difference = to.subtract(ofTuned, ofBase);
    scaledMixture.forEach((lambda, i) => {
      const variable = largest[i];
      if (variable === undefined) return;
      const [from, times] = lambda < 0 ? [ofBase, lambda] : [ofTuned, lambda - 1];
      const part = to.multiply(difference, to.constant(times));
      to.set(variable, to.larger(variable, to.add(from, part)));
    });
  });
  largest.forEach((variable, i) => {
    to.store(variable, to.integer(kernelMemory.exponents), i * laneBytes);
  });
  return undefined;
}
