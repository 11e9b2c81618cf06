import { describe, expect, it } from 'vitest';
import { exponential } from '../../src/model/exponential';
import { seededRandom } from './support/randomLogits';

describe('e to the power of what is not positive', () => {
  it('is that of the standard library, to the last digits', () => {
    const random = seededRandom(1);
    let worst = 0;
    for (let i = 0; i < 200_000; i++) {
      const x = -(700 ** random()) + 1;
      worst = Math.max(worst, Math.abs(exponential(x) / Math.exp(x) - 1));
    }
    expect(worst).toBeLessThan(7e-16);
  });

  it('is 1 at 0, 0 for −∞ and far below, and NaN for NaN', () => {
    expect([0, -0, -Infinity, -1e9, -746, NaN].map(exponential)).toEqual([1, 1, 0, 0, 0, NaN]);
    expect(exponential(-744)).toBeGreaterThan(0);
  });
});
