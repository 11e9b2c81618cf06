import { describe, expect, it } from 'vitest';
import { buildStatisticsKernel } from '../../scripts/kernel/statisticsKernel.mjs';
import { divergenceNames, type StatisticsColumns } from '../../src/common/statisticsColumns';
import type { Logits } from '../../src/model/causalLm';
import { StatisticsReducer } from '../../src/model/statistics/statisticsReducer';
import { checkStatistics, logits } from './support/checkStatistics';
import { normalLogits, seededRandom } from './support/randomLogits';
import { referenceRow } from './support/referenceStatistics';

const session = new StatisticsReducer(buildStatisticsKernel());

/** {@link checkStatistics} of the kernel. */
function check(
  label: string,
  base: readonly ArrayLike<number>[],
  tuned: readonly ArrayLike<number>[],
  options?: Parameters<typeof checkStatistics>[4],
): Promise<StatisticsColumns> {
  return checkStatistics(session, label, base, tuned, options);
}

describe('the statistics kernel against plain float64 loops', () => {
  const shapes = [
    { name: 'flat', scale: 0.01, change: 0.01 },
    { name: 'ordinary', scale: 3, change: 1 },
    { name: 'peaked', scale: 12, change: 4 },
    { name: 'far apart', scale: 8, change: 20 },
    { name: 'hardly changed', scale: 4, change: 1e-4 },
  ];
  // 50,257 is a multiple neither of a block's ids nor of the four that are computed side by side.
  for (const ids of [2, 256, 4096, 49_152, 50_257, 152_000]) {
    for (const { name, scale, change } of ids > 50_000 ? shapes.slice(1, 2) : shapes) {
      it(`${ids} ids, ${name}`, async () => {
        const random = seededRandom(ids + scale);
        // More rows than are reduced in one turn, where that is quickly done.
        const rows = ids > 10_000 ? 2 : 5;
        const base = Array.from({ length: rows }, () => normalLogits(ids, scale, random));
        const tuned = base.map((row) => {
          const noise = normalLogits(ids, change, random);
          return row.map((value, i) => value + (noise[i] ?? 0));
        });
        const targets = base.map(() => Math.floor(random() * ids));
        await check(name, base, tuned, { targets, topK: Math.min(10, ids), nats: 2e-6 });
      });
    }
  }

  it('rows as far apart as float32 is trusted with', async () => {
    // Almost all of base's mass is where tuned has least, and the other way round.
    const ids = 49_152;
    const halves = (low: number, high: number) =>
      Float32Array.from({ length: ids }, (_, i) => (i < ids / 2 ? low : high));
    const flat = (at: number) => Float32Array.from({ length: ids }, (_, i) => (i === 3 ? 99 : at));
    await check(
      'apart',
      [halves(0, 99), flat(0), halves(99, 0)],
      [halves(99, 0), halves(99, 0), flat(0)],
      { targets: [0, ids - 1, 3], nats: 5e-6, cancelled: 5e-6 },
    );
  });

  it('rounding does not pile up over many equal terms', async () => {
    const level = (low: number) =>
      Float32Array.from({ length: 49_152 }, (_, i) => (i % 8 === 0 ? 0 : low));
    await check('levels', [level(-1.1)], [level(-1.3)], { targets: [7], topK: 1, nats: 5e-6 });
  });

  it('an offset of all logits changes nothing', async () => {
    const random = seededRandom(5);
    const row = normalLogits(1000, 3, random).map(Math.fround);
    const shifted = row.map((value) => Math.fround(value * 8) / 8 + 2048);
    await check('offset', [shifted], [shifted.map((value, i) => value + (i % 3))], { nats: 2e-6 });
  });

  it('logits of almost a million', async () => {
    const random = seededRandom(6);
    const shifted = normalLogits(1000, 3, random).map(
      (value) => Math.round(value * 8) / 8 + 999_000,
    );
    await check('large', [shifted], [shifted.map((value, i) => value - (i % 3))], { nats: 2e-6 });
  });

  it('a base compared with itself differs by exactly nothing', async () => {
    const random = seededRandom(7);
    for (const scale of [0.1, 5, 40]) {
      const row = normalLogits(5000, scale, random);
      const { divergence } = await check('itself', [row, row], [row, row]);
      for (const name of divergenceNames) expect([...divergence[name]]).toEqual([0, 0]);
    }
  });

  it('keeps the digits of a small Jensen-Shannon divergence', async () => {
    const random = seededRandom(8);
    const base = normalLogits(4096, 2, random);
    const tuned = base.map((value) => value + 0.02 * (random() - 0.5));
    const expected = referenceRow(base, tuned, 0, 1, 4096).divergence.js;
    const { divergence } = await session.reduce(
      logits(base),
      logits(tuned),
      Int32Array.of(0),
      1,
      4096,
    );
    expect(expected).toBeLessThan(1e-5);
    expect(Math.abs((divergence.js[0] ?? 0) / expected - 1)).toBeLessThan(1e-2);
  });
});

describe('wild logits', () => {
  it('±10,000', async () => {
    await check(
      'huge',
      [Float32Array.of(1e4, -1e4, 0, 9990), Float32Array.of(-1e4, -1e4, -1e4, -1e4)],
      [Float32Array.of(-1e4, 1e4, 0, 9995), Float32Array.of(1e4, 1e4, -1e4, 1e4)],
      { nats: 1e-9, cancelled: 0 },
    );
  });

  it('the largest float32', async () => {
    const most = 3.4e38;
    await check('limits', [Float32Array.of(most, -most, 0)], [Float32Array.of(0, most, -most)], {
      nats: 1e-9,
      cancelled: 0,
    });
  });

  it('−∞ on both sides counts as nothing', async () => {
    const row = Float32Array.of(1, -Infinity, 2, -Infinity, 0.5);
    const other = Float32Array.of(2, -Infinity, 1, -Infinity, 0.25);
    const result = await check('both', [row], [other], {
      targets: [0],
      topK: 5,
      nats: 1e-12,
      cancelled: 0,
    });
    expect(result.divergence.klTunedBase[0]).toBeLessThan(1);
  });

  it('−∞ on one side makes that KL infinite and leaves the bounded divergences', async () => {
    const banned = Float32Array.of(1, -Infinity, 2);
    const free = Float32Array.of(1, 0, 2);
    const { divergence, base, tuned } = await check('one side', [banned, free], [free, banned], {
      targets: [1, 1],
      topK: 3,
      nats: 1e-12,
      cancelled: 0,
    });
    expect([...divergence.klTunedBase].map(Number.isFinite)).toEqual([false, true]);
    expect([...divergence.klBaseTuned].map(Number.isFinite)).toEqual([true, false]);
    expect([...base.surprisal].map(Number.isFinite)).toEqual([false, true]);
    expect([...tuned.surprisal].map(Number.isFinite)).toEqual([true, false]);
    expect(divergence.js[0]).toBeGreaterThan(0);
    expect(divergence.js[0]).toBeLessThan(Math.LN2);
  });

  it.each([138, 170, 400, 740])(
    'an id %i nats down that the other model rules out makes its KL and variance infinite',
    async (nats) => {
      const { divergence } = await check(
        'far down',
        [Float32Array.of(0, -nats), Float32Array.of(0, -Infinity)],
        [Float32Array.of(0, -Infinity), Float32Array.of(0, -nats)],
        { targets: [0, 0], topK: 2, nats: 1e-12, cancelled: 0 },
      );
      expect([...divergence.klBaseTuned]).toEqual([Infinity, 0]);
      expect([...divergence.logRatioVarianceTuned]).toEqual([0, Infinity]);
    },
  );

  it('disjoint predictions reach the bounds and do not pass them', async () => {
    const random = seededRandom(3);
    const peak = (id: number) => normalLogits(3000, 1, random).map((v, i) => (i === id ? 60 : v));
    const { divergence } = await check('disjoint', [peak(1)], [peak(2)]);
    expect(divergence.js[0]).toBeLessThanOrEqual(Math.LN2);
    expect(divergence.js[0]).toBeCloseTo(Math.LN2, 9);
    expect(divergence.tv[0]).toBeLessThanOrEqual(1);
  });

  it.each([NaN, Infinity])('%d beyond the common ids is refused, too', async (number) => {
    const fine = logits(Float32Array.of(0, 1, 2));
    const row = logits(Float32Array.of(0, 1, number));
    await expect(session.reduce(fine, row, Int32Array.of(0), 1, 2)).rejects.toThrow(
      /^The tuned model gave logits that are not numbers/,
    );
  });

  it.each([
    ['NaN', Float32Array.of(0, NaN, 1)],
    ['+∞', Float32Array.of(0, Infinity, 1)],
    ['nothing but −∞', Float32Array.of(-Infinity, -Infinity, -Infinity)],
  ])('%s is refused with the model that gave it', async (_, row) => {
    const fine = logits(Float32Array.of(0, 1, 2));
    await expect(session.reduce(fine, logits(row), Int32Array.of(0), 1, 3)).rejects.toThrow(
      /^The tuned model gave logits that are not numbers/,
    );
  });
});

describe('ranks and alternatives', () => {
  it('equal logits share the better rank, and the smaller id comes first', async () => {
    const { base } = await check(
      'ties',
      [Float32Array.of(1, 3, 3, 2, 3), Float32Array.of(1, 3, 3, 2, 3), new Float32Array(5)],
      [Float32Array.of(0, 0, 0, 0, 0), Float32Array.of(5, 0, 5, 0, 5), new Float32Array(5)],
      { targets: [4, 3, 4], topK: 4 },
    );
    expect([...base.rank]).toEqual([1, 4, 1]);
    expect([...base.topIds.subarray(0, 4)]).toEqual([1, 2, 4, 3]);
  });

  it('ranks beyond 2¹⁵ are exact', async () => {
    const row = Float32Array.from({ length: 49_152 }, (_, i) => -i / 1000);
    const { base } = await check('rank', [row], [row], { targets: [49_151] });
    expect(base.rank[0]).toBe(49_152);
  });
});

describe('different widths', () => {
  it('in turn, with other numbers of alternatives, do not disturb each other', async () => {
    const random = seededRandom(21);
    const cases = [4096, 257, 5000].map((ids, i) => ({
      rows: Array.from({ length: 30 }, () => normalLogits(ids, 3, random)),
      topK: 3 + i,
    }));
    await Promise.all(
      cases.map(({ rows, topK }) =>
        check('in turn', rows, [...rows].reverse(), { topK, nats: 5e-6, cancelled: 1e-5 }),
      ),
    );
  });

  it('cuts both to the common ids and tells what this drops', async () => {
    const random = seededRandom(11);
    for (const [ids, wider, width] of [
      [300, 300, 299],
      [1000, 1111, 1000],
      [1111, 1000, 900],
      [129, 400, 1],
    ] as const) {
      const base = [normalLogits(ids, 2, random), normalLogits(ids, 2, random)];
      const tuned = [normalLogits(wider, 2, random), normalLogits(wider, 2, random)];
      const { vocabulary } = await check('width', base, tuned, {
        targets: [0, 0],
        topK: 1,
        width,
      });
      expect(Math.min(...vocabulary.droppedMass)).toBeGreaterThan(0);
    }
  });

  it('survives ids beyond the width that take all the mass', async () => {
    const { vocabulary } = await check(
      'beyond',
      [Float32Array.of(-2000, -2001, 0), Float32Array.of(-2000, -2001, -Infinity)],
      [Float32Array.of(1, 2, 3e38), Float32Array.of(1, 2, 0)],
      { width: 2, nats: 1e-6 },
    );
    expect(vocabulary.droppedMass[0]).toBe(1);
  });
});

describe('what does not fit together is refused', () => {
  const row = logits(Float32Array.of(0, 1, 2));
  const misshapen: Logits = { data: row.data, dims: [1, 1, 2] };
  it.each([
    ['more alternatives than ids', row, row, [0], 4, 3],
    ['no alternatives', row, row, [0], 0, 3],
    ['a width beyond the logits', row, row, [0], 1, 4],
    ['a target beyond the width', row, row, [2], 1, 2],
    ['a negative target', row, row, [-1], 1, 3],
    ['more targets than rows', row, row, [0, 1], 1, 3],
    ['different numbers of rows', row, logits([0, 1, 2], [0, 1, 2]), [0], 1, 3],
    ['a shape of another size', row, misshapen, [0], 1, 2],
  ])('%s', async (_, base, tuned, targets, topK, width) => {
    await expect(
      session.reduce(base, tuned, Int32Array.from(targets), topK, width),
    ).rejects.toBeInstanceOf(RangeError);
  });

  it('nothing to score gives nothing', async () => {
    const none: Logits = { data: new Float32Array(0), dims: [1, 0, 3] };
    const result = await session.reduce(none, none, new Int32Array(0), 2, 3);
    expect(result.base.surprisal).toHaveLength(0);
  });
});

it('gives the same numbers to the last bit without those of grids', async () => {
  const random = seededRandom(8);
  const rows = [0.01, 3, 12, 40].map((scale) => normalLogits(700, scale, random));
  const other = rows.map((row) => row.map((logit) => logit + random()));
  const targets = Int32Array.of(3, 0, 599, 20);
  const whole = await session.reduce(logits(...rows), logits(...other), targets, 2, 600);
  const [base, tuned] = [rows, other].map((all) => all.map((row) => Float32Array.from(row)));
  const without = await session.reduceWithoutGrids(base ?? [], tuned ?? [], targets, 2, 600);
  expect(without.divergence).toEqual(whole.divergence);
  expect(without.vocabulary).toEqual(whole.vocabulary);
  for (const model of ['base', 'tuned'] as const) {
    const columns = Object.entries(whole[model]).filter(
      ([name]) => !/^(temperature|bin)/.test(name),
    );
    expect(columns).toHaveLength(8);
    expect(without[model]).toMatchObject(Object.fromEntries(columns));
  }
});

describe('the file', () => {
  it('has the same bytes each time', () => {
    expect(Buffer.compare(buildStatisticsKernel(), buildStatisticsKernel())).toBe(0);
  });
});
