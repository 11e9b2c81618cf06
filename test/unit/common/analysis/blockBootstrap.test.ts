import { describe, expect, it } from 'vitest';
import { blockBootstrap } from '../../../../src/common/analysis/blockBootstrap';
import { seededRandom } from '../../../model/support/randomLogits';
import { finish } from '../../../../src/common/steps';

describe('the block bootstrap', () => {
  it.each([4, 7, 16])('holds the truth in about 19 of 20 texts of %i blocks', (count) => {
    const random = seededRandom(count);
    /** A sum of a block: about normal, mean 0. */
    const draw = (): number => Array.from({ length: 6 }, random).reduce((a, b) => a + b, -3);
    const texts = 300;
    let holding = 0;
    for (let text = 0; text < texts; text++) {
      const blocks = Array.from({ length: count }, () => Float64Array.of(draw()));
      const { sum } = finish(blockBootstrap(blocks, ([all = NaN]) => ({ sum: all })));
      if (sum !== undefined && sum.from <= 0 && 0 <= sum.to) holding++;
    }
    expect(holding / texts).toBeGreaterThan(0.91);
    expect(holding / texts).toBeLessThan(0.99);
  });
});
