import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateMean, meanOf, quantile } from '../../../src/common/stats/estimate';
import { summarize } from '../../../src/common/stats/summary';
import { makeComparison } from '../support/comparisons';

function near(value: number): unknown {
  return expect.closeTo(value, 9);
}

const alternatives = (id: number) => [{ id, piece: 'x', probability: 0.5 }];

describe('the summary', () => {
  const comparison = makeComparison([
    {
      piece: 'a',
      contextLength: 1,
      baseSurprisal: 1,
      tunedSurprisal: 2,
      js: 0.1,
      tv: 0.2,
      klTunedBase: 0.3,
      klBaseTuned: 0.5,
      baseTop: alternatives(1),
      tunedTop: alternatives(1),
    },
    {
      piece: 'b',
      contextLength: 20,
      baseSurprisal: 4,
      tunedSurprisal: 1,
      js: 0.4,
      tv: 0.6,
      klTunedBase: 1.3,
      klBaseTuned: 0.7,
      baseTop: alternatives(1),
      tunedTop: alternatives(2),
    },
  ]);

  it('averages over the scored rows', () => {
    expect(summarize(comparison, 0.2)).toEqual({
      scoredTokens: 2,
      divergentTokens: 1,
      divergentShare: { mean: 0.5, standardError: undefined },
      littleContextTokens: 1,
      threshold: 0.2,
      meanLogRatio: { mean: 1, standardError: undefined },
      meanKlTunedBase: { mean: near(0.8), standardError: undefined },
      meanKlBaseTuned: { mean: 0.6, standardError: undefined },
      meanJs: { mean: 0.25, standardError: undefined },
      meanTv: { mean: 0.4, standardError: undefined },
      medianJs: 0.25,
      p95Js: near(0.385),
      maxJs: 0.4,
      medianKlTunedBase: near(0.8),
      p95KlTunedBase: near(1.25),
      perplexityBase: near(Math.exp(2.5)),
      perplexityTuned: near(Math.exp(1.5)),
      perplexityBaseStandardError: undefined,
      perplexityTunedStandardError: undefined,
      sameTop1Share: 0.5,
    });
  });

  it('states how uncertain perplexity and the divergent share are', () => {
    // Blocks of 32 rows: surprisals 1, 2, 4, 5 (standard error √(10 / 3 / 4)), every second block divergent.
    const blocks = makeComparison(
      [1, 2, 4, 5].flatMap((surprisal, block) =>
        Array.from({ length: 32 }, () => ({
          piece: 'a',
          baseSurprisal: surprisal,
          tunedSurprisal: 1,
          js: block % 2 === 0 ? 0.3 : 0,
        })),
      ),
    );
    expect(summarize(blocks, 0.2)).toMatchObject({
      divergentShare: { mean: 0.5, standardError: near(Math.sqrt(1 / 3 / 4)) },
      perplexityBaseStandardError: near(Math.exp(3) * Math.sqrt(10 / 3 / 4)),
      perplexityTunedStandardError: 0,
    });
  });

  it('can be of some rows only, and of scored ones only', () => {
    expect(summarize(comparison, 0.2, { first: 1, end: 9 })).toMatchObject({
      scoredTokens: 1,
      meanJs: { mean: 0.4 },
    });
    expect(summarize({ ...comparison, scoredCount: 1 }, 0.2)).toMatchObject({
      scoredTokens: 1,
      meanJs: { mean: 0.1 },
    });
  });

  it('has no figures where there are no rows', () => {
    expect(summarize(makeComparison([]), 0.2)).toMatchObject({
      scoredTokens: 0,
      divergentTokens: 0,
      meanJs: { mean: NaN, standardError: undefined },
      maxJs: NaN,
      perplexityBase: NaN,
      sameTop1Share: NaN,
    });
  });
});

describe('an estimate', () => {
  it('has no standard error below four blocks of 32', () => {
    expect(estimateMean(new Float64Array(127).fill(1))).toEqual({
      mean: 1,
      standardError: undefined,
    });
  });

  it('takes the standard error of the means of blocks', () => {
    const blocks = [1, 2, 4, 5].flatMap((mean) => new Array<number>(32).fill(mean));
    // Means 1, 2, 4, 5 about 3: the variance is (4 + 1 + 1 + 4) / 3, that of their mean a quarter.
    expect(estimateMean(Float64Array.from(blocks))).toEqual({
      mean: 3,
      standardError: near(Math.sqrt(10 / 3 / 4)),
    });
  });

  it('uses every value when the length is not a multiple of the block', () => {
    const values = Float64Array.from({ length: 135 }, (_, index) => (index < 134 ? 0 : 135));
    const { mean, standardError } = estimateMean(values);
    expect(mean).toBe(1);
    // The last of the four blocks has 34 values, one of them 135.
    const last = 135 / 34;
    expect(standardError).toBeCloseTo(Math.sqrt((3 + (last - 1) ** 2) / 3 / 4), 12);
  });

  it('loses no digits to large values in between', () => {
    expect(meanOf(Float64Array.of(1e16, 1, 1, -1e16))).toBe(0.5);
    expect(meanOf(Float64Array.of(1, Infinity, 2))).toBe(Infinity);
  });

  it('interpolates between order statistics', () => {
    expect(quantile(Float64Array.of(30, 10, 20), 0.5)).toBe(20);
    expect(quantile(Float64Array.of(30, 10, 20, 40), 0.5)).toBe(25);
    expect(quantile(Float64Array.of(30, 10), 0.95)).toBeCloseTo(29, 12);
    expect(quantile(Float64Array.of(7), 1)).toBe(7);
    expect(quantile(Float64Array.of(1, 2, Infinity), 0.5)).toBe(2);
    expect(quantile(Float64Array.of(1, Infinity, Infinity, Infinity), 0.5)).toBe(Infinity);
    expect(quantile(new Float64Array(), 0.5)).toBeNaN();
  });
});

describe('quantiles', () => {
  it('are what sorted values give, without sorting', () => {
    const value = fc.oneof(
      fc.double({ min: -10, max: 10, noNaN: true }),
      fc.constantFrom(0, 1, Infinity, -Infinity),
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, share) => {
          const values = Float64Array.from(list);
          const sorted = values.toSorted();
          const position = (sorted.length - 1) * share;
          const below = Math.floor(position);
          const low = sorted[below] ?? NaN;
          const high = sorted[below + 1] ?? low;
          const part = position - below;
          const expected = part === 0 || high === low ? low : low + (high - low) * part;
          expect(quantile(values, share) + 0).toBe(expected + 0);
          expect(values).toEqual(Float64Array.from(list));
        },
      ),
    );
  });

  it('of what is no number are none', () => {
    expect(quantile(Float64Array.of(1, NaN, 2), 0)).toBeNaN();
    expect(quantile(new Float64Array(0), 0.5)).toBeNaN();
  });
});
