import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildStatisticsKernel } from '../../scripts/kernel/statisticsKernel.mjs';
import type { divergenceNames } from '../../src/common/statisticsColumns';
import type { Logits } from '../../src/model/causalLm';
import { StatisticsReducer } from '../../src/model/statistics/statisticsReducer';
import { expectRow } from './support/compareRows';
import { referenceRow } from './support/referenceStatistics';

const session = new StatisticsReducer(buildStatisticsKernel());

const tame = fc.float({ min: -40, max: 40, noNaN: true });
const wild = fc.oneof(
  { weight: 6, arbitrary: tame },
  { weight: 1, arbitrary: fc.constantFrom(-1e4, 1e4, 0, -0, -Infinity, 1e-30) },
);

/** Two rows of logits over the same ids; the first id is always possible. */
function pairOf(logit: fc.Arbitrary<number>) {
  return fc.array(fc.tuple(logit, logit), { minLength: 1, maxLength: 300 }).chain((rest) =>
    fc.record({
      base: tame.map((first) => Float32Array.of(first, ...rest.map(([b]) => b))),
      tuned: tame.map((first) => Float32Array.of(first, ...rest.map(([, u]) => u))),
      target: fc.nat(rest.length),
    }),
  );
}

async function reduce(base: Float32Array, tuned: Float32Array, target: number, topK = 1) {
  const logits = (row: Float32Array): Logits => ({ data: row, dims: [1, 1, row.length] });
  return session.reduce(logits(base), logits(tuned), Int32Array.of(target), topK, base.length);
}

/** The divergences of one row by name. */
async function divergences(base: Float32Array, tuned: Float32Array) {
  const { divergence } = await reduce(base, tuned, 0);
  const value = (name: (typeof divergenceNames)[number]) => divergence[name][0] ?? NaN;
  return {
    forward: value('klBaseTuned'),
    reverse: value('klTunedBase'),
    js: value('js'),
    tv: value('tv'),
    varianceTuned: value('logRatioVarianceTuned'),
    varianceBase: value('logRatioVarianceBase'),
  };
}

describe('whatever the logits', () => {
  it('every field equals the reference', async () => {
    await fc.assert(
      fc.asyncProperty(pairOf(wild), async ({ base, tuned, target }) => {
        const actual = await reduce(base, tuned, target, 2);
        const expected = referenceRow(base, tuned, target, 2, base.length);
        expectRow(actual, 0, 2, expected, 1e-5, 'property');
      }),
      {
        numRuns: 300,
        // Predictions that share nothing: terms of 40 nats cancel in the mean under their mixture.
        examples: [
          [
            {
              base: Float32Array.of(39.854488372802734, -0.00003516174547257833, 0),
              tuned: Float32Array.of(0, 39.999916076660156, 0),
              target: 0,
            },
          ],
        ],
      },
    );
  });

  it('the inequalities between the divergences hold', async () => {
    const slack = 1e-6;
    await fc.assert(
      fc.asyncProperty(pairOf(wild), async ({ base, tuned }) => {
        const { forward, reverse, js, tv, varianceTuned, varianceBase } = await divergences(
          base,
          tuned,
        );
        expect(
          Math.min(forward, reverse, js, tv, varianceTuned, varianceBase),
        ).toBeGreaterThanOrEqual(0);
        expect(js).toBeLessThanOrEqual(Math.LN2);
        expect(tv).toBeLessThanOrEqual(1);
        expect(js).toBeLessThanOrEqual(Math.LN2 * tv + slack);
        // Pinsker, both ways round.
        expect(tv).toBeLessThanOrEqual(
          Math.sqrt(Math.min(forward, reverse) / 2) + Math.sqrt(slack),
        );
        expect(js).toBeLessThanOrEqual((forward + reverse) / 4 + slack);
      }),
      { numRuns: 300 },
    );
  });

  it('exchanging the models exchanges their statistics', async () => {
    await fc.assert(
      fc.asyncProperty(pairOf(wild), async ({ base, tuned, target }) => {
        const [one, other] = [await reduce(base, tuned, target), await reduce(tuned, base, target)];
        for (const [mine, theirs] of [
          [one.tuned, other.base],
          [one.base, other.tuned],
        ] as const) {
          // The one column that changes its sign with the log ratio.
          expect(mine).toEqual({ ...theirs, logRatioCovariance: mine.logRatioCovariance });
        }
        expect(other.divergence.js[0]).toBeCloseTo(one.divergence.js[0] ?? NaN, 5);
        expect(other.divergence.tv).toEqual(one.divergence.tv);
      }),
      { numRuns: 100 },
    );
  });
});
