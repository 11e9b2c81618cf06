import { describe, expect, it } from 'vitest';
import {
  binomialAtLeast,
  fisherGreater,
  logOdds,
  newcombe,
  wilson,
  wilsonOfGroups,
} from '../../../src/common/stats/proportions';
import { seededRandom } from '../../model/support/randomLogits';

describe('Wilson’s interval', () => {
  // 81 of 263 is Newcombe's example (1998, one proportion); the digits are Python's.
  it.each([
    [0, 10, 0, 0.2775327998628892],
    [10, 10, 0.7224672001371107, 1],
    [3, 20, 0.052368745896216595, 0.36041886474075696],
    [81, 263, 0.2552885198782742, 0.36620957698280004],
  ])('%i of %i', (count, total, low, high) => {
    const share = wilson(count, total);
    expect(share.low).toBeCloseTo(low, 9);
    expect(share.high).toBeCloseTo(high, 9);
    expect(share.share).toBe(count / total);
  });

  it('knows nothing where there are no cases', () => {
    expect(wilson(0, 0)).toMatchObject({ low: 0, high: 1, share: NaN });
  });

  it('is as wide as the spread of groups demands, and never narrower than without them', () => {
    const totals = Array.from({ length: 20 }, () => 10);
    const alike = wilsonOfGroups(
      totals.map(() => 5),
      totals,
    );
    expect(alike).toEqual(wilson(100, 200));
    const apart = wilsonOfGroups(
      totals.map((_, group) => (group % 2) * 10),
      totals,
    );
    // All or nothing in each group: twenty cases, not two hundred.
    expect(apart.low).toBeCloseTo(wilson(10 * (19 / 20), 19).low, 2);
    expect(apart.high - apart.low).toBeGreaterThan(2.5 * (alike.high - alike.low));
    expect(wilsonOfGroups([10, 0], [10, 10])).toEqual(wilson(10, 20));
  });

  it('covers the share of the groups’ population, as often as it says', () => {
    const random = seededRandom(5);
    const runs = 400;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      // Shares of groups are uniform, 0.5 on average.
      const counts = Array.from({ length: 25 }, () => {
        const share = random();
        return Array.from({ length: 12 }, random).filter((u) => u < share).length;
      });
      const { low, high } = wilsonOfGroups(
        counts,
        counts.map(() => 12),
      );
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.92);
  });
});

describe('a difference of shares', () => {
  it('has Newcombe’s interval', () => {
    // Newcombe 1998, table II, method 10.
    const first = newcombe(wilson(56, 70), wilson(48, 80));
    expect(first.difference).toBeCloseTo(0.2, 12);
    expect(first.low).toBeCloseTo(0.0524, 4);
    expect(first.high).toBeCloseTo(0.3339, 4);
    const second = newcombe(wilson(9, 10), wilson(3, 10));
    expect(second.low).toBeCloseTo(0.1705, 4);
    expect(second.high).toBeCloseTo(0.809, 4);
  });
});

describe('Fisher’s exact test', () => {
  // Python, with whole binomial coefficients.
  it.each([
    [4, 4, 0, 4, 0.014285714285714285],
    [8, 10, 1, 6, 0.02447552447552448],
    [3, 10, 3, 10, 0.6857585139318886],
    [0, 10, 5, 10, 1],
  ])('%i of %i against %i of %i', (first, firstTotal, second, secondTotal, chance) => {
    expect(fisherGreater(first, firstTotal, second, secondTotal)).toBeCloseTo(chance, 9);
  });
});

describe('the binomial tail', () => {
  it.each([
    [0, 10, 0.5, 1],
    [1, 3, 0.5, 0.875],
    [3, 3, 0.5, 0.125],
    [4, 3, 0.5, 0],
    [2, 5, 0, 0],
    [2, 5, 1, 1],
  ])('at least %i of %i at %f', (least, total, share, chance) => {
    expect(binomialAtLeast(least, total, share)).toBeCloseTo(chance, 12);
  });
});

describe('log-odds', () => {
  it('are of counts with a half added, with Woolf’s standard error', () => {
    const { logOdds: value, standardError, low, high } = logOdds(9, 10, 3, 10);
    expect(value).toBeCloseTo(Math.log(9.5 / 1.5) - Math.log(3.5 / 7.5), 12);
    expect(standardError).toBeCloseTo(Math.sqrt(1 / 9.5 + 1 / 1.5 + 1 / 3.5 + 1 / 7.5), 12);
    expect((low + high) / 2).toBeCloseTo(value, 12);
    expect(logOdds(0, 10, 0, 10).logOdds).toBe(0);
    expect(logOdds(9, 10, 3, 10, 5).standardError).toBe(5);
  });
});
