import { describe, expect, it } from 'vitest';
import { exactDecoding } from '../../../../src/common/sampling/decoding';
import { TokenDrawer } from '../../../../src/model/sampling/drawToken';

const probabilities = [0.1, 0.2, 0, 0.4, 0.3];
const logits = Float32Array.from(probabilities, Math.log);

/** Share of an even grid of uniform numbers at which each id is drawn. */
function sharesOf(drawer: TokenDrawer, points = 10_000): number[] {
  const counts = probabilities.map(() => 0);
  for (let i = 0; i < points; i++) {
    const id = drawer.draw(logits, (i + 0.5) / points);
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts.map((count) => count / points);
}

function drawer(more: Partial<typeof exactDecoding> = {}, width = probabilities.length) {
  return new TokenDrawer(width, { ...exactDecoding, ...more });
}

function expectShares(actual: readonly number[], expected: readonly number[]): void {
  expected.forEach((share, id) => {
    expect(Math.abs((actual[id] ?? NaN) - share), `id ${id}`).toBeLessThan(2e-4);
  });
}

describe('drawing a token', () => {
  it('inverts the cumulative distribution, ids in their order', () => {
    const draw = (uniform: number) => drawer().draw(logits, uniform);
    expect([0, 0.0999, 0.1001, 0.2999, 0.3001, 0.6999, 0.7001].map(draw)).toEqual([
      0, 0, 1, 1, 3, 3, 4,
    ]);
    expect(draw(1 - 2 ** -53)).toBe(4);
  });

  it('has the probabilities of the distribution, and never draws what has none', () => {
    expectShares(sharesOf(drawer()), probabilities);
    expect(drawer().draw(Float32Array.of(-Infinity, 0, -Infinity), 0)).toBe(1);
    expect(drawer({}, 3).draw(Float32Array.of(0, 0, -Infinity), 1 - 2 ** -53)).toBe(1);
  });

  it('leaves out ids beyond the common vocabulary', () => {
    expectShares(sharesOf(drawer({}, 2)), [1 / 3, 2 / 3, 0, 0, 0]);
  });

  it('divides by the temperature', () => {
    const squares = probabilities.map((p) => p * p);
    const total = squares.reduce((sum, p) => sum + p, 0);
    expectShares(
      sharesOf(drawer({ temperature: 0.5 })),
      squares.map((p) => p / total),
    );
  });

  it('takes the most probable id at temperature 0, the smaller of two equals', () => {
    expect(drawer({ temperature: 0 }).draw(logits, 0.9)).toBe(3);
    expect(drawer({ temperature: 0 }).draw(Float32Array.of(1, 2, 2, 0, 1), 0.9)).toBe(1);
  });

  it('keeps the k most probable', () => {
    expectShares(sharesOf(drawer({ topK: 2 })), [0, 0, 0, 4 / 7, 3 / 7]);
    expectShares(sharesOf(drawer({ topK: 99 })), probabilities);
  });

  it('keeps the fewest that have the mass', () => {
    expectShares(sharesOf(drawer({ topP: 0.7 - 1e-6 })), [0, 0, 0, 4 / 7, 3 / 7]);
    expectShares(sharesOf(drawer({ topP: 0.7 + 1e-6 })), [0, 2 / 9, 0, 4 / 9, 3 / 9]);
    expectShares(sharesOf(drawer({ topP: 1e-9 })), [0, 0, 0, 1, 0]);
  });

  it('keeps of equal ones the smaller ids', () => {
    const equal = new Float32Array(6);
    equal.set([-1, -1, 1, -1, -1, -1]);
    const kept = (more: Partial<typeof exactDecoding>) => {
      const one = drawer(more, 6);
      return new Set(Array.from({ length: 600 }, (_, i) => one.draw(equal, i / 600)));
    };
    expect(kept({ topK: 3 })).toEqual(new Set([0, 1, 2]));
    // Id 2 has 0.597, each other 0.081.
    expect(kept({ topP: 0.7 })).toEqual(new Set([0, 1, 2]));
    expect(kept({ topK: 2, topP: 0.9 })).toEqual(new Set([0, 2]));
  });

  it('does not carry anything from one draw to the next', () => {
    const one = drawer({ topK: 1 });
    expect(one.draw(logits, 0.5)).toBe(3);
    expect(one.draw(Float32Array.of(5, 0, 0, 0, 0), 0.5)).toBe(0);
  });

  it.each([
    ['NaN', Float32Array.of(0, NaN, 0, 0, 0)],
    ['NaN first', Float32Array.of(NaN, 1, 0, 0, 0)],
    ['+∞', Float32Array.of(0, Infinity, 0, 0, 0)],
    ['nothing but −∞', new Float32Array(5).fill(-Infinity)],
  ])('refuses logits with %s', (_, broken) => {
    expect(() => drawer().draw(broken, 0.5)).toThrow('logits that are not numbers');
  });
});
