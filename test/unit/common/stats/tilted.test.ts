import { describe, expect, it } from 'vitest';
import { tilted, tiltSums } from '../../../../src/common/stats/tilted';
import { normalLogits, seededRandom } from '../../../model/support/randomLogits';
import { predictedComparison } from '../../support/predictedComparison';

const ids = 300;
const random = seededRandom(4);
const rows = Array.from({ length: 60 }, () => {
  const base = normalLogits(ids, 3, random);
  const noise = normalLogits(ids, 1, random);
  return { base, tuned: base.map((value, i) => 1.2 * value + (noise[i] ?? 0)), target: 0 };
});
const sums = tiltSums(predictedComparison(rows), 0, rows.length);

function normalised(logits: Float32Array): number[] {
  const sum = logits.reduce((total, value) => total + Math.exp(value), 0);
  return Array.from(logits, (value) => value - Math.log(sum));
}

/** Σ ln Σ base^(a−κ)·tuned^κ over the rows, as a plain sum. */
function direct(a: number, kappa: number): number {
  return rows.reduce((total, { base, tuned }) => {
    const [b, u] = [normalised(base), normalised(tuned)];
    const sum = b.reduce(
      (weights, value, v) => weights + Math.exp((a - kappa) * value + kappa * (u[v] ?? NaN)),
      0,
    );
    return total + Math.log(sum);
  }, 0);
}

const step = 1e-3;
const gradient = (a: number, kappa: number) => [
  (direct(a + step, kappa) - direct(a - step, kappa)) / (2 * step),
  (direct(a, kappa + step) - direct(a, kappa - step)) / (2 * step),
];

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
    [0.7, 0.2],
    [0.8, 0.5],
    [1.2, 0.4],
    [1.3, 1],
    [0.9, -0.2],
    [1.1, 1.3],
  ])('is close between them: (%d, %d)', (a, kappa) => {
    const point = tilted(sums, a, kappa);
    expect(Math.abs(point.value - direct(a, kappa)) / rows.length).toBeLessThan(6e-3);
    const [byA = NaN, byKappa = NaN] = gradient(a, kappa);
    // As errors of the parameters that a fit would find here.
    expect(Math.abs(point.gradient[0] - byA) / point.hessian[0]).toBeLessThan(0.015);
    expect(Math.abs(point.gradient[1] - byKappa) / point.hessian[2]).toBeLessThan(0.03);
  });

  it('has the covariances as second derivatives', () => {
    const { hessian } = tilted(sums, 1, 0);
    expect(hessian[0]).toBeCloseTo(sums.base.curvature[3] ?? NaN, 0);
    expect(hessian[1]).toBeCloseTo(sums.covarianceBase, 0);
    expect(hessian[2]).toBeCloseTo(sums.mixture.curvature[2] ?? NaN, 0);
  });
});
