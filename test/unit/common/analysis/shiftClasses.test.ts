import { describe, expect, it } from 'vitest';
import { argmaxShift, observedShift } from '../../../../src/common/analysis/shiftClasses';
import { finish } from '../../../../src/common/steps';
import { makeComparison } from '../../support/comparisons';

const alternatives = (ids: readonly number[]) =>
  ids.map((id, place) => ({ id, piece: `t${id}`, probability: 0.4 / (place + 1) }));

/** Tuned's favourite is id 0, to which the base gives these ranks; the last is beyond what was kept. */
const baseOrders = [
  [0, 1, 2, 3, 4],
  [1, 0, 2, 3, 4],
  [1, 2, 0, 3, 4],
  [1, 2, 3, 0, 4],
  [1, 2, 3, 4, 5],
] as const;

const comparison = makeComparison(
  baseOrders.map((order, row) => ({
    piece: 'a ',
    baseRank: [1, 1, 3, 4, 900][row] ?? 1,
    baseTop: alternatives(order),
    tunedTop: alternatives([0, 9, 8, 7, 6]),
  })),
  { topK: 5 },
);

const all = { first: 0, end: baseOrders.length };

describe('classes of token distribution shift', () => {
  it('are by the rank that the base gives to what tuned would write', () => {
    expect(finish(argmaxShift(comparison, all))).toEqual({ unshifted: 1, marginal: 2, shifted: 2 });
    expect(finish(argmaxShift(comparison, { first: 3, end: 5 }))).toEqual({
      unshifted: 0,
      marginal: 0,
      shifted: 2,
    });
  });

  it('of the tokens that are there are by their own rank under the base', () => {
    expect(finish(observedShift(comparison, all))).toEqual({
      unshifted: 2,
      marginal: 1,
      shifted: 2,
    });
  });

  it('are not told where fewer than three alternatives were kept', () => {
    const few = { ...comparison, settings: { ...comparison.settings, topK: 2 } };
    expect(finish(argmaxShift(few, all))).toBeUndefined();
  });
});
