import { describe, expect, it } from 'vitest';
import { mixtureOf, mostProbable } from '../../../../src/common/stats/mixture';

const base = Float32Array.of(0, 1, -Infinity, 2, 9);
const tuned = Float32Array.of(3, -1, 0, -Infinity, 9);

describe('the mixture of two distributions', () => {
  it('is in proportion to the powers of both, over the common ids', () => {
    const mixture = [...(mixtureOf(base, tuned, 4, 0.25) ?? [])];
    const weights = [Math.exp(0.25 * 3), Math.exp(0.75 - 0.25), 0, 0];
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    mixture.forEach((value, id) => {
      expect(value).toBeCloseTo((weights[id] ?? NaN) / total, 12);
    });
  });

  it('is the model itself at either end, whatever the other one rules out', () => {
    expect(mixtureOf(base, tuned, 4, 0)?.[3]).toBeGreaterThan(0.5);
    expect(mixtureOf(base, tuned, 4, 1)?.[2]).toBeGreaterThan(0);
    expect(mixtureOf(base, tuned, 4, 0)?.[2]).toBe(0);
  });

  it('does not exist where nothing is left, or where logits are no numbers', () => {
    const [one, other] = [Float32Array.of(0, -Infinity), Float32Array.of(-Infinity, 0)];
    expect(mixtureOf(one, other, 2, 0.5)).toBeUndefined();
    expect(mixtureOf(one, other, 2, 2)).toBeUndefined();
    expect(mixtureOf(Float32Array.of(NaN, 0), Float32Array.of(0, 0), 2, 0.5)).toBeUndefined();
    expect(mixtureOf(Float32Array.of(0, NaN), Float32Array.of(0, 0), 2, 0.5)).toBeUndefined();
  });
});

it('takes the most probable ids in their order', () => {
  const probabilities = Float64Array.of(0.1, 0.3, 0, 0.3, 0.3);
  expect(mostProbable(probabilities, 2)).toEqual([1, 3]);
  expect(mostProbable(probabilities, 9)).toEqual([1, 3, 4, 0, 2]);
});
