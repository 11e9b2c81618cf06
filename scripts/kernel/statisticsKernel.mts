import { calibrationEdges, storedMixture, storedTemperatures } from '../../src/common/grids';
import {
  blockIds,
  bytesPerFloat,
  kernelMemory,
  laneBytes,
  weightsTotal,
} from '../../src/model/statistics/kernelMemory';
import {
  distributionPlaces,
  rootOfMixture,
  scaledMixture,
  storedEdges,
  sumsPlaces,
} from '../../src/model/statistics/sumsLayout';
import { logarithm, powerOfTwo } from './approximations.mjs';
import type { FunctionBuilder, Value } from './functionBuilder.mjs';
import { KernelModule } from './kernelModule.mjs';

type Model = 'base' | 'tuned';

const models = ['base', 'tuned'] as const;

const blockBytes = blockIds * bytesPerFloat;

/** A fourth of a nat in powers of two. */
const quarterNat = 0.25 / Math.LN2;

/** Below this power of two a weight's fourth root stands for 0; its fourth power is 0. */
const lowestPower = -120;

/** In nats, below the exponents of any tame logits. */
const lowestExponent = -1000;

/**
 * Below these what is raised to higher powers stands for 0: sums are not below 1, and processors take
 * hundreds of times as long for numbers too small to be normal.
 */
const leastHalf = 2 ** -40;
const leastWhole = 2 ** -60;
const leastRoot = 2 ** -30;

/** Rows of a block that several of its loops read. */
const rows = {
  /** ln(tuned/base) */
  ratios: kernelMemory.blocks,
  /** The fourth root of tuned/base. */
  roots: kernelMemory.blocks + blockBytes,
  base: kernelMemory.blocks + 2 * blockBytes,
  tuned: kernelMemory.blocks + 3 * blockBytes,
  /** (1 + e^−|log ratio|) / 2 */
  means: kernelMemory.blocks + 4 * blockBytes,
} as const;

/**
 * The program that runs over the vocabulary for the statistics of `docs/numerics.md`, on float32 rows of
 * logits whose length is a multiple of {@link laneBytes}. Memory is as `kernelMemory` says, addresses and
 * lengths are in bytes, `sums` are as `sumsLayout` has them for tame logits.
 *
 * - `extremes(row, length, target)`: what bounds a row, and how many of its logits are larger.
 * - `next(row, from, length, threshold)`: where the next four logits begin of which one is larger, or `length`.
 * - `weights(row, roots, length, largest)`: writes the fourth roots of exp(logit − largest) and sums up
 *   the weights, behind the other totals.
 * - `exponents(base, tuned, length, largest of base, of tuned)`: what bounds the exponents of the p_λ of
 *   `scaledMixture`.
 * - `sums(…)`: all other totals.
 *
 * Powers come from few exponentials by multiplication. Each loop sums up no more than the processor has
 * registers for, over a block that stays in the nearest cache, so that neither memory nor the reach of
 * float32 bounds it.
 */
export function buildStatisticsKernel(): Uint8Array {
  const kernel = new KernelModule();
  kernel.define('extremes', ['i32', 'i32', 'f32'], extremes);
  kernel.define('next', ['i32', 'i32', 'i32', 'f32'], next);
  kernel.define('weightsOfBlock', ['i32', 'i32', 'i32', 'f32'], weightsOfBlock);
  kernel.define('weights', ['i32', 'i32', 'i32', 'f32'], (to, row, roots, length, largest) => {
    overBlocks(to, length, (offset, bytes) => {
      const at = (address: Value): Value => to.addIntegers(address, offset);
      to.call('weightsOfBlock', at(row), at(roots), bytes, largest);
    });
    return undefined;
  });
  for (const model of models) {
    kernel.define(`powersOf ${model}`, ['i32', 'i32', 'i32', 'f32'], powersOf(model));
    kernel.define(`binsOf ${model}`, ['i32'], binsOf(model));
  }
  kernel.define('exponents', [...integers(3), ...floats(2)], exponents);
  kernel.define('ratios', [...integers(5), ...floats(5)], ratios);
  kernel.define('divergences', ['i32'], divergences);
  kernel.define('mixtures', [...integers(3), ...floats(scaledMixture.length)], mixtures);
  for (const model of models) {
    kernel.define(`ratiosUnder ${model}`, ['i32', 'i32', 'i32', 'f32'], ratiosUnder(model));
  }
  kernel.define('sums', [...integers(5), ...floats(5 + scaledMixture.length)], sums);
  return kernel.bytes();
}

function integers(count: number): 'i32'[] {
  return Array.from({ length: count }, () => 'i32');
}

function floats(count: number): 'f32'[] {
  return Array.from({ length: count }, () => 'f32');
}

function extremes(to: FunctionBuilder, row: Value, length: Value, target: Value): undefined {
  const first = to.load(row);
  const [most, least, larger, numbers] = [0, 1, 2, 3].map(() => to.variable('v128'));
  if (!most || !least || !larger || !numbers) throw new Error('Four variables');
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

function next(
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

function overBlocks(
  to: FunctionBuilder,
  length: Value,
  write: (offset: Value, bytes: Value) => void,
): void {
  to.loop(to.integer(0), length, blockBytes, (offset) => {
    const left = to.subtractIntegers(length, offset);
    write(offset, to.smallerInteger(left, to.integer(blockBytes)));
  });
}

function weightsOfBlock(
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

/** Adds a distribution's weights, these times the quantity, and times its square. */
function addMoments(
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

/** Of p^a for the stored temperatures and then for a = 1; three at once. */
function powersOf(
  model: Model,
): (to: FunctionBuilder, row: Value, roots: Value, bytes: Value, largest: Value) => undefined {
  const place = (a: number): number => {
    const stored = storedTemperatures.findIndex((temperature) => temperature === a);
    return distributionPlaces[model] + (stored < 0 ? storedTemperatures.length : stored);
  };
  return (to, row, roots, bytes, largest) => {
    const most = to.splat(largest);
    const read = (offset: Value): { root: Value; centred: Value } => ({
      root: to.load(to.addIntegers(roots, offset)),
      centred: to.subtract(to.load(to.addIntegers(row, offset)), most),
    });
    to.overIds(bytes, (offset) => {
      const { root, centred } = read(offset);
      const half = to.square(root);
      addMoments(to, place(0.25), root, centred);
      addMoments(to, place(0.5), half, centred);
      addMoments(to, place(0.75), to.multiply(half, root), centred);
    });
    to.overIds(bytes, (offset) => {
      const { root, centred } = read(offset);
      const half = to.larger(to.square(root), to.constant(leastHalf));
      const whole = to.square(half);
      addMoments(to, place(1), whole, centred);
      addMoments(to, place(1.5), to.multiply(whole, half), centred);
      addMoments(to, place(2), to.square(to.larger(whole, to.constant(leastWhole))), centred);
    });
    return undefined;
  };
}

/** The largest exponent of each p_λ of `scaledMixture`, shift left out. */
function exponents(to: FunctionBuilder, ...params: Value[]): undefined {
  const [base, tuned, length, largestOfBase, largestOfTuned] = params;
  if (!base || !tuned || !length || !largestOfBase || !largestOfTuned) throw new Error('Five');
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

/**
 * Writes the rows of a block.
 *
 * @param shift what is added to the difference of centred logits to give ln(tuned/base)
 * @param ofBase 1 / Σ weights, as `ofTuned`
 */
function ratios(to: FunctionBuilder, ...params: Value[]): undefined {
  const [base, tuned, baseRoots, tunedRoots, bytes, ...numbers] = params;
  const [mostOfBase, mostOfTuned, shift, ofBase, ofTuned] = numbers.map((number) =>
    to.splat(number),
  );
  if (!base || !tuned || !baseRoots || !tunedRoots || !bytes) throw new Error('Five integers');
  if (!mostOfBase || !mostOfTuned || !shift || !ofBase || !ofTuned) throw new Error('Five numbers');
  const fourth = (root: Value): Value => to.square(to.square(root));
  to.overIds(bytes, (offset) => {
    const of = (address: Value): Value => to.load(to.addIntegers(address, offset));
    const difference = to.subtract(
      to.subtract(of(tuned), mostOfTuned),
      to.subtract(of(base), mostOfBase),
    );
    const ratio = to.add(difference, shift);
    to.store(ratio, offset, rows.ratios);
    to.store(powerOfTwo(to, to.multiply(ratio, to.constant(quarterNat))), offset, rows.roots);
    to.store(to.multiply(fourth(of(baseRoots)), ofBase), offset, rows.base);
    to.store(to.multiply(fourth(of(tunedRoots)), ofTuned), offset, rows.tuned);
  });
  return undefined;
}

/** `middle`, exactly 0 where the two agree, and `gaps`; in two loops, in which less waits for each other. */
function divergences(to: FunctionBuilder, bytes: Value): undefined {
  to.overIds(bytes, (offset) => {
    const root = to.load(offset, rows.roots);
    const smaller = to.smaller(root, to.divide(to.constant(1), root));
    const half = to.constant(0.5);
    const mean = to.add(to.multiply(to.square(to.square(smaller)), half), half);
    to.store(mean, offset, rows.means);
    const [base, tuned] = [to.load(offset, rows.base), to.load(offset, rows.tuned)];
    to.sum(sumsPlaces.gaps, to.absolute(to.subtract(base, tuned)));
  });
  to.overIds(bytes, (offset) => {
    const [base, tuned] = [to.load(offset, rows.base), to.load(offset, rows.tuned)];
    const size = to.absolute(to.load(offset, rows.ratios));
    const of = to.multiply(to.add(base, tuned), logarithm(to, to.load(offset, rows.means)));
    to.sum(sumsPlaces.middle, to.add(of, to.multiply(to.smaller(base, tuned), size)));
  });
  return undefined;
}

/** Of the ids that reach each edge: how many, and their mass. Few reach the higher ones. */
function binsOf(model: Model): (to: FunctionBuilder, bytes: Value) => undefined {
  const edges = calibrationEdges.slice(1, 1 + storedEdges);
  const common = 2;
  const name = model === 'base' ? 'Base' : 'Tuned';
  return (to, bytes) => {
    to.overIds(bytes, (offset) => {
      const probabilities = to.load(offset, rows[model]);
      const add = (edge: number, reached: Value): void => {
        to.count(sumsPlaces[`counts${name}`] + edge, reached);
        to.sum(sumsPlaces[`masses${name}`] + edge, to.and(reached, probabilities));
      };
      const masks = edges.map((edge) => ({
        write: () => to.compare('ge', probabilities, to.constant(edge)),
      }));
      masks.slice(0, common).forEach(({ write }, edge) => {
        add(edge, write());
      });
      const high = masks.slice(common).map(({ write }) => write());
      const [first] = high;
      if (first === undefined) return;
      to.ifAny(first, () => {
        high.forEach((reached, i) => {
          add(common + i, reached);
        });
      });
    });
    return undefined;
  };
}

/**
 * Moments of the log ratio under p_λ: within 0 and 1 the weights are powers of both models' roots, beyond
 * of one's and of the ratio's.
 *
 * @param scales by λ of `scaledMixture`: a factor of the root of its weights that keeps them at 1 or below
 */
function mixtures(to: FunctionBuilder, ...params: Value[]): undefined {
  const [baseRoots, tunedRoots, bytes, ...scales] = params;
  if (!baseRoots || !tunedRoots || !bytes) throw new Error('Three integers');
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

/** The log ratio under a model itself, and with its centred logits. */
function ratiosUnder(
  model: Model,
): (to: FunctionBuilder, row: Value, roots: Value, bytes: Value, largest: Value) => undefined {
  const [place, cross] =
    model === 'base'
      ? [distributionPlaces.ratioBase, sumsPlaces.crossBase]
      : [distributionPlaces.ratioTuned, sumsPlaces.crossTuned];
  return (to, row, roots, bytes, largest) => {
    const most = to.splat(largest);
    to.overIds(bytes, (offset) => {
      const root = to.load(to.addIntegers(roots, offset));
      const weights = to.square(to.larger(to.square(root), to.constant(leastHalf)));
      const ratio = to.load(offset, rows.ratios);
      const centred = to.subtract(to.load(to.addIntegers(row, offset)), most);
      addMoments(to, place, weights, ratio);
      to.sum(cross, to.multiply(to.multiply(weights, ratio), centred));
    });
    return undefined;
  };
}

/** Parameters as those of `ratios`, of whole rows, and then the scales of `mixtures`. */
function sums(to: FunctionBuilder, ...params: Value[]): undefined {
  const [base, tuned, baseRoots, tunedRoots, length, ...numbers] = params;
  const [mostOfBase, mostOfTuned] = numbers;
  if (!base || !tuned || !baseRoots || !tunedRoots || !length) throw new Error('Five integers');
  if (!mostOfBase || !mostOfTuned) throw new Error('Five numbers and the scales');
  overBlocks(to, length, (offset, bytes) => {
    const at = (address: Value): Value => to.addIntegers(address, offset);
    const ofBase = [at(base), at(baseRoots), bytes, mostOfBase];
    const ofTuned = [at(tuned), at(tunedRoots), bytes, mostOfTuned];
    to.call('powersOf base', ...ofBase);
    to.call('powersOf tuned', ...ofTuned);
    const roots = [at(baseRoots), at(tunedRoots), bytes];
    to.call('ratios', at(base), at(tuned), ...roots, ...numbers.slice(0, 5));
    to.call('divergences', bytes);
    to.call('binsOf base', bytes);
    to.call('binsOf tuned', bytes);
    to.call('mixtures', ...roots, ...numbers.slice(5));
    to.call('ratiosUnder base', ...ofBase);
    to.call('ratiosUnder tuned', ...ofTuned);
  });
  return undefined;
}
