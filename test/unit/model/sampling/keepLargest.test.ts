import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepLargest } from '../../../../src/model/sampling/keepLargest';

/** What is kept by sorting. */
function sorted(
  weights: readonly number[],
  target: number,
  share: (weight: number) => number,
): number[] {
  const order = weights
    .map((weight, id) => ({ weight, id }))
    .sort((a, b) => b.weight - a.weight || a.id - b.id);
  const kept = new Set<number>();
  let sum = 0;
  for (const { weight, id } of order) {
    if (sum >= target) break;
    kept.add(id);
    sum += share(weight);
  }
  return weights.map((weight, id) => (kept.has(id) ? weight : 0));
}

/** Eighths, so that sums are exact in any order; many are equal. */
const eighths = fc.array(
  fc.integer({ min: 0, max: 40 }).map((n) => n / 8),
  { minLength: 1, maxLength: 60 },
);

function kept(
  weights: readonly number[],
  target: number,
  share: (weight: number) => number,
): number[] {
  const own = Float64Array.from(weights);
  keepLargest(own, new Float64Array(own.length), target, share);
  return [...own];
}

describe('keeping the largest weights', () => {
  it('is what sorting them gives, by count and by sum', () => {
    fc.assert(
      fc.property(eighths, fc.integer({ min: 1, max: 70 }), (weights, count) => {
        expect(kept(weights, count, () => 1)).toEqual(sorted(weights, count, () => 1));
      }),
    );
    fc.assert(
      fc.property(eighths, fc.integer({ min: 1, max: 64 }), (weights, part) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        fc.pre(total > 0);
        const target = (part / 64) * total;
        expect(kept(weights, target, (weight) => weight)).toEqual(
          sorted(weights, target, (weight) => weight),
        );
      }),
    );
  });

  it('keeps everything where the sum does not reach the target for rounding', () => {
    expect(kept([0.1, 0.2, 0.3], 0.7, (weight) => weight)).toEqual([0.1, 0.2, 0.3]);
  });
});
