import { storedTemperatures } from '../../src/common/grids';
import { distributionPlaces, sumsPlaces } from '../../src/model/statistics/sumsLayout';
import { addMoments, leastHalf, rows, type Model, type ModelBlock } from './blocks.mjs';
import type { Value } from './functionBuilder.mjs';

/** As `leastHalf`, of a weight itself. */
const leastWhole = 2 ** -60;

/** Of p^a for the stored temperatures; those below 1 at once, and those above. */
export function powersOf(model: Model): ModelBlock {
  const place = (a: (typeof storedTemperatures)[number]): number =>
    distributionPlaces[model] + storedTemperatures.indexOf(a);
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
      addMoments(to, place(1.5), to.multiply(whole, half), centred);
      addMoments(to, place(2), to.square(to.larger(whole, to.constant(leastWhole))), centred);
    });
    return undefined;
  };
}

/** A model's centred logits under itself, the log ratio, and both together. */
export function momentsUnder(model: Model): ModelBlock {
  const own = distributionPlaces[model] + storedTemperatures.length;
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
      addMoments(to, own, weights, centred);
      addMoments(to, place, weights, ratio);
      to.sum(cross, to.multiply(to.multiply(weights, ratio), centred));
    });
    return undefined;
  };
}
