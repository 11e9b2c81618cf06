import { describe, expect, it } from 'vitest';
import { mixtureSums, temperatureSums, type GridSums } from '../../../../src/common/stats/gridSums';
import { interpolate } from '../../../../src/common/stats/interpolation';
import { normalLogits, seededRandom } from '../../../model/support/randomLogits';
import { predictedComparison, type PredictedRow } from '../../support/predictedComparison';
import { finish } from '../../../../src/common/steps';

const ids = 200;

function rowsOf(count: number, change: number, seed: number): PredictedRow[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const base = normalLogits(ids, 3, random);
    const noise = normalLogits(ids, change, random);
    return {
      base,
      tuned: base.map((value, i) => value + (noise[i] ?? 0)),
      target: Math.floor(random() * ids),
    };
  });
}

function logs(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const largest = Math.max(...values);
  const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
  return values.map((value) => value - largest - Math.log(sum));
}

/** ln Σ exp and the mean of `values` under the distribution of these exponents. */
function direct(exponents: readonly number[], values: readonly number[]) {
  const weights = exponents.map(Math.exp);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const mean = weights.reduce((total, w, v) => total + (w * (values[v] ?? NaN)) / sum, 0);
  const variance = weights.reduce(
    (total, w, v) => total + (w * ((values[v] ?? NaN) - mean) ** 2) / sum,
    0,
  );
  return { value: Math.log(sum), slope: mean, curvature: variance };
}

function totals(rows: readonly PredictedRow[], at: (b: number[], u: number[]) => GridPointLike) {
  return rows.reduce(
    (sum, { base, tuned }) => {
      const point = at(logs(base), logs(tuned));
      return {
        value: sum.value + point.value,
        slope: sum.slope + point.slope,
        curvature: sum.curvature + point.curvature,
      };
    },
    { value: 0, slope: 0, curvature: 0 },
  );
}

type GridPointLike = ReturnType<typeof direct>;

const mixed = (lambda: number) => (b: number[], u: number[]) =>
  direct(
    b.map((value, v) => (1 - lambda) * value + lambda * (u[v] ?? NaN)),
    b.map((value, v) => (u[v] ?? NaN) - value),
  );

const cooled = (a: number) => (_: number[], u: number[]) =>
  direct(
    u.map((value) => a * value),
    u,
  );

function expectPoint(sums: GridSums, x: number, wanted: GridPointLike, relative: number) {
  const point = interpolate(sums, x);
  const scale = Math.max(1, Math.abs(wanted.curvature));
  for (const name of ['value', 'slope', 'curvature'] as const) {
    expect(Math.abs(point[name] - wanted[name]), `${name} at ${x}`).toBeLessThan(relative * scale);
  }
}

describe('the sums of a family', () => {
  const rows = rowsOf(40, 1, 1);
  const comparison = predictedComparison(rows);

  it('p_λ: exact at every point of the grid, those that are not stored included', () => {
    const sums = finish(mixtureSums(comparison, 0, rows.length));
    expect(sums.points).toContain(0);
    for (const lambda of sums.points) expectPoint(sums, lambda, totals(rows, mixed(lambda)), 1e-6);
  });

  it('p_λ: between the points', () => {
    const sums = finish(mixtureSums(comparison, 0, rows.length));
    for (const lambda of [-0.3, 0.1, 0.4, 0.62, 0.9, 1.2]) {
      const wanted = totals(rows, mixed(lambda));
      expectPoint(sums, lambda, wanted, 2e-2);
      // What λ* is found from: far below its standard error, the root of 1 / curvature.
      const error = Math.abs(interpolate(sums, lambda).slope - wanted.slope) / wanted.curvature;
      expect(error).toBeLessThan(1e-3 / Math.sqrt(wanted.curvature));
    }
  });

  it('p^a: at the points and between them', () => {
    const sums = finish(temperatureSums(comparison, 'tuned', 0, rows.length));
    for (const a of sums.points) expectPoint(sums, a, totals(rows, cooled(a)), 1e-6);
    for (const a of [0.3, 0.6, 0.85, 0.97, 1.04, 1.3, 1.8]) {
      const wanted = totals(rows, cooled(a));
      const error = Math.abs(interpolate(sums, a).slope - wanted.slope) / wanted.curvature;
      expect(error).toBeLessThan(1e-3 / Math.sqrt(wanted.curvature));
    }
  });

  it('stays at its ends', () => {
    const sums = finish(mixtureSums(comparison, 0, 3));
    expect(interpolate(sums, -5)).toEqual(interpolate(sums, -1));
    expect(interpolate(sums, 9)).toEqual(interpolate(sums, 3));
  });

  it('adds up a range of rows and what is there', () => {
    const sums = finish(mixtureSums(comparison, 10, 13));
    expect(sums.rowCount).toBe(3);
    const ratio = rows.slice(10, 13).reduce((sum, { base, tuned, target }) => {
      const [b, u] = [logs(base), logs(tuned)];
      return sum + (u[target] ?? NaN) - (b[target] ?? NaN);
    }, 0);
    expect(sums.observed).toBeCloseTo(ratio, 9);
    expect(finish(mixtureSums(comparison, 5, 5))).toMatchObject({ rowCount: 0, observed: 0 });
  });

  it('leaves rows out that have no number', () => {
    const free = [0, 1, 2];
    const banned = [0, -Infinity, 2];
    const some = predictedComparison([
      { base: free, tuned: free, target: 0 },
      { base: free, tuned: banned, target: 0 },
      { base: banned, tuned: banned, target: 1 },
    ]);
    const sums = finish(mixtureSums(some, 0, 3));
    expect(sums).toMatchObject({ rowCount: 1, skipped: 2, observed: 0 });
    expect([...sums.value, ...sums.slope, ...sums.curvature].every(Number.isFinite)).toBe(true);
    expect(finish(temperatureSums(some, 'tuned', 0, 3))).toMatchObject({ rowCount: 2, skipped: 1 });
  });
});
