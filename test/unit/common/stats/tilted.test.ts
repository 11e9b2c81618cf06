import { describe, expect, it } from 'vitest';
import { tiltLimit, tilted, tiltSums } from '../../../../src/common/stats/tilted';
import { normalLogits, seededRandom } from '../../../model/support/randomLogits';
import { predictedComparison } from '../../support/predictedComparison';
import { finish } from '../../../../src/common/steps';

const ids = 300;

/** Rows of which tuned is base^sharpness times noise, and the sums over them. */
function pairOf(sharpness: number, deviation: number) {
  const random = seededRandom(4);
  const rows = Array.from({ length: 60 }, () => {
    const base = normalLogits(ids, 3, random);
    const noise = normalLogits(ids, deviation, random);
    return {
      base,
      tuned: base.map((value, i) => sharpness * value + (noise[i] ?? 0)),
      target: 0,
    };
  });
  const logs = rows.map(({ base, tuned }) => [normalised(base), normalised(tuned)] as const);
  return { rows, logs, sums: finish(tiltSums(predictedComparison(rows), 0, rows.length)) };
}

const pair = pairOf(1.2, 1);
const { sums } = pair;

function normalised(logits: Float32Array): number[] {
  const sum = logits.reduce((total, value) => total + Math.exp(value), 0);
  return Array.from(logits, (value) => value - Math.log(sum));
}

/** Σ ln Σ base^(a−κ)·tuned^κ over the rows, as a plain sum. */
function direct(a: number, kappa: number, { logs } = pair): number {
  return logs.reduce((total, [base, tuned]) => {
    const sum = base.reduce(
      (weights, value, v) => weights + Math.exp((a - kappa) * value + kappa * (tuned[v] ?? NaN)),
      0,
    );
    return total + Math.log(sum);
  }, 0);
}

const step = 1e-3;

describe('the normaliser of two parameters', () => {
  it('is exact on the curves that are known', () => {
    for (const [a, kappa] of [
      [1, 0],
      [1, 1],
      [1, 0.5],
      [0.5, 0],
      [1.5, 1.5],
    ] as const) {
      expect(tilted(sums, a, kappa).value).toBeCloseTo(direct(a, kappa), 4);
    }
  });

  it.each([
    { sharpness: 1.2, deviation: 1, fewest: 45 },
    { sharpness: 1, deviation: 1.5, fewest: 50 },
    { sharpness: 0.9, deviation: 0.5, fewest: 60 },
    { sharpness: 1.4, deviation: 0.7, fewest: 15 },
  ])('is close enough where it says so: %o', ({ sharpness, deviation, fewest }) => {
    const other = pairOf(sharpness, deviation);
    let trusted = 0;
    for (const a of [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2, 1.3]) {
      for (const lambda of [-0.2, -0.1, 0, 0.3, 0.5, 0.7, 1, 1.1, 1.2]) {
        const kappa = a * lambda;
        const point = tilted(other.sums, a, kappa);
        if (tiltLimit(point, a, kappa) !== undefined) continue;
        trusted++;
        const at = (da: number, dk: number) => direct(a + da * step, kappa + dk * step, other);
        const byA = point.gradient[0] - (at(1, 0) - at(-1, 0)) / (2 * step);
        const byKappa = point.gradient[1] - (at(0, 1) - at(0, -1)) / (2 * step);
        // As errors of the parameters that a fit would find here.
        const [aa, ak, kk] = point.hessian;
        const ofA = (kk * byA - ak * byKappa) / (aa * kk - ak ** 2);
        const ofKappa = (aa * byKappa - ak * byA) / (aa * kk - ak ** 2);
        expect(Math.abs(ofA), `a at ${a}, λ ${lambda}`).toBeLessThan(0.1);
        expect(Math.abs(ofKappa - lambda * ofA) / a, `λ at ${a}, ${lambda}`).toBeLessThan(0.1);
      }
    }
    expect(trusted).toBeGreaterThan(fewest);
  });

  it('does not trust itself far from what is stored', () => {
    for (const [a, kappa, limit] of [
      [0.7, 0.35, 'temperature'],
      [1.3, 1, 'temperature'],
      [1, -0.3, 'lambda'],
      [1, 1.3, 'lambda'],
    ] as const) {
      expect(tiltLimit(tilted(sums, a, kappa), a, kappa)).toBe(limit);
    }
  });

  it('has the covariances as second derivatives', () => {
    const { hessian } = tilted(sums, 1, 0);
    expect(hessian[0]).toBeCloseTo(sums.base.curvature[3] ?? NaN, 0);
    expect(hessian[1]).toBeCloseTo(sums.covarianceBase, 0);
    expect(hessian[2]).toBeCloseTo(sums.mixture.curvature[2] ?? NaN, 0);
  });
});
