import { calibrationEdges } from '../../src/common/grids';
import { storedEdges, sumsPlaces } from '../../src/model/statistics/sumsLayout';
import { logarithm, powerOfTwo } from './approximations.mjs';
import { quarterNat, rows, type Model } from './blocks.mjs';
import type { FunctionBuilder, Value } from './functionBuilder.mjs';

/**
 * Writes the rows of a block.
 *
 * @param shift what is added to the difference of centred logits to give ln(tuned/base)
 * @param ofBase 1 / Σ weights, as `ofTuned`
 */
export function ratios(
  to: FunctionBuilder,
  base: Value,
  tuned: Value,
  baseRoots: Value,
  tunedRoots: Value,
  bytes: Value,
  largestOfBase: Value,
  largestOfTuned: Value,
  shift: Value,
  ofBase: Value,
  ofTuned: Value,
): undefined {
  const [mostOfBase, mostOfTuned] = [to.splat(largestOfBase), to.splat(largestOfTuned)];
  const [added, shareOfBase, shareOfTuned] = [to.splat(shift), to.splat(ofBase), to.splat(ofTuned)];
  const fourth = (root: Value): Value => to.square(to.square(root));
  to.overIds(bytes, (offset) => {
    const of = (address: Value): Value => to.load(to.addIntegers(address, offset));
    const difference = to.subtract(
      to.subtract(of(tuned), mostOfTuned),
      to.subtract(of(base), mostOfBase),
    );
    const ratio = to.add(difference, added);
    to.store(ratio, offset, rows.ratios);
    to.store(powerOfTwo(to, to.multiply(ratio, to.constant(quarterNat))), offset, rows.roots);
    to.store(to.multiply(fourth(of(baseRoots)), shareOfBase), offset, rows.base);
    to.store(to.multiply(fourth(of(tunedRoots)), shareOfTuned), offset, rows.tuned);
  });
  return undefined;
}

/** `middle`, exactly 0 where the two agree, and `gaps`; in two loops, in which less waits for each other. */
export function divergences(to: FunctionBuilder, bytes: Value): undefined {
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
export function binsOf(model: Model): (to: FunctionBuilder, bytes: Value) => undefined {
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
