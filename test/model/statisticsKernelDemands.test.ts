import { describe, expect, it } from 'vitest';
import { buildStatisticsKernel } from '../../scripts/kernel/statisticsKernel.mjs';
import { halfToFloat } from '../../src/model/halfFloat';
import { StatisticsReducer } from '../../src/model/statistics/statisticsReducer';
import { checkStatistics } from './support/checkStatistics';
import { halfBits } from './support/halfBits';
import { normalLogits, seededRandom } from './support/randomLogits';

const session = new StatisticsReducer(buildStatisticsKernel());

type Random = () => number;

/** What the engine computes with where a model gives logits in half precision. */
function inHalf(values: ArrayLike<number>): Float32Array {
  return halfToFloat(halfBits(values));
}

/** Logits and slightly other ones, before whatever a case does to them. */
function alike(ids: number, random: Random): [Float32Array, Float32Array] {
  const base = normalLogits(ids, 4, random);
  const noise = normalLogits(ids, 1, random);
  return [base, base.map((value, id) => value + (noise[id] ?? 0))];
}

function without(row: Float32Array, isBanned: (id: number) => boolean): Float32Array {
  return row.map((value, id) => (isBanned(id) ? -Infinity : value));
}

/** One row of logits for each model. */
const cases: Readonly<
  Record<string, (ids: number, random: Random) => readonly [Float32Array, Float32Array]>
> = {
  'half precision': (ids, random) => {
    const [base, tuned] = alike(ids, random);
    return [inHalf(base), inHalf(tuned)];
  },
  'half precision where its numbers lie far apart, with many ties': (ids, random) => {
    const [base, tuned] = alike(ids, random);
    const shifted = (row: Float32Array): Float32Array => inHalf(row.map((value) => value + 24));
    const rows = [shifted(base), shifted(tuned)] as const;
    // Of numbers from 16 to 32 there are 1024.
    if (ids > 5000) expect(new Set(rows[0]).size).toBeLessThan(ids / 2);
    return rows;
  },
  'half precision with −∞, and its largest and smallest numbers': (ids, random) => {
    const [base, tuned] = alike(ids, random);
    const extremes = [-65_504, 2 ** -24, -(2 ** -24), 2 ** -14, 0, -0, -1e4];
    const odd = (row: Float32Array, step: number): Float32Array =>
      inHalf(
        without(row, (id) => id % 3 === 2).map((value, id) =>
          id % step === 0 ? (extremes[id % extremes.length] ?? 0) : value,
        ),
      );
    return [odd(base, 11), odd(tuned, 13)];
  },
  '−∞ of the same ids': (ids, random) => {
    const [base, tuned] = alike(ids, random);
    const isBanned = (id: number): boolean => id % 3 === 2;
    return [without(base, isBanned), without(tuned, isBanned)];
  },
  '−∞ of other ids of each model': (ids, random) => {
    const [base, tuned] = alike(ids, random);
    return [without(base, (id) => id % 5 === 2), without(tuned, (id) => id % 7 === 3)];
  },
  'ties, of the largest logits too': (ids, random) => {
    const [base, tuned] = alike(ids, random);
    const most = 6;
    const tied = (row: Float32Array): Float32Array =>
      row.map((value) => Math.min(most, Math.round(value)));
    return [tied(base), tied(tuned)];
  },
  '±10,000': (ids, random) => {
    const [base, tuned] = alike(ids, random);
    const wild = (row: Float32Array): Float32Array =>
      row.map((value) => Math.fround(value + (random() < 0.5 ? 1e4 : -1e4)));
    return [wild(base), wild(tuned)];
  },
  '10,000 of one id, another one of each model': (ids, random) => {
    const [base, tuned] = alike(ids, random);
    base[1] = 1e4;
    tuned[0] = 1e4;
    base[3] = -1e4;
    return [base, tuned];
  },
};

describe.each([256, 49_152, 152_000])('%i ids: every number is that of float64 loops', (ids) => {
  it.each(Object.keys(cases))('%s', async (name) => {
    const random = seededRandom(ids + name.length);
    const [base, tuned] = cases[name]?.(ids, random) ?? [];
    if (base === undefined || tuned === undefined) throw new Error(`No case ${name}`);
    await checkStatistics(session, name, [base], [tuned], {
      targets: [Math.floor((random() * ids) / 3) * 3],
      topK: 10,
      nats: 2e-6,
    });
  });
});

describe('half precision in tests', () => {
  it('is its numbers as they are, and the nearest one to any other', () => {
    const all = Uint16Array.from({ length: 0x1_0000 }, (_, bits) => bits).filter(
      (bits) => (bits & 0x7fff) <= 0x7c00,
    );
    expect(halfBits(halfToFloat(all))).toEqual(all);
    expect([...inHalf([24.007, 24.008, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 65_519, 65_520])]).toEqual([
      24,
      24.015625,
      1,
      1 + 2 ** -9,
      65_504,
      Infinity,
    ]);
  });
});
