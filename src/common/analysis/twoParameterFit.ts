import type { Comparison } from '../comparison';
import type { RowRange } from '../rowRanges';
import type { Steps } from '../steps';
import { tilted, tiltLimit, tiltSums, type TiltLimit, type TiltSums } from '../stats/tilted';
import { predictedAlike } from './predictedAlike';

/**
 * The two-parameter fit: p ∝ (base^(1−λ)·tuned^λ)^(1/T). T says how much sharper or flatter than the
 * mixture the text would have the predictions, λ how much of the update it supports beside that. Both
 * are within about 0.1 of the true maximum in 1/T and in λ, which the errors do not include: they are standard errors
 * by the likelihood's curvature alone.
 */
export interface TwoParameterFit {
  readonly temperature: number;
  readonly temperatureError: number;
  readonly lambda: number;
  readonly lambdaError: number;
}

/**
 * Why there is no fit: a limit of what is stored, standard errors that are too large, or no difference
 * of the models to go by.
 */
export type NoTwoParameterFit = TiltLimit | 'errors' | 'alike';

/** Where the search may pass through: inverse temperatures, and λ. */
const limits = { sharpest: 2, flattest: 0.5, least: -0.5, most: 1.5 };

const mostSteps = 40;

/** Standard errors above these say that the text does not tell the two parameters apart. */
export const mostErrors = { temperature: 0.5, lambda: 0.5 };

/**
 * Fits both to the scored rows of a range, by Newton's method on a likelihood that is jointly concave in
 * 1/T and λ/T. No fit where the maximum lies beyond what the stored sums tell well enough
 * ({@link tiltLimit}), or the text does not tell the two apart.
 */
export function* twoParameterFit(
  comparison: Comparison,
  rows: RowRange,
): Steps<TwoParameterFit | NoTwoParameterFit> {
  const sums = yield* tiltSums(comparison, rows.first, rows.end);
  if (sums.rowCount === 0 || predictedAlike(comparison.pair, sums.mixture)) return 'alike';
  let [a, kappa] = [1, 0.5];
  for (let step = 0; step < mostSteps; step++) {
    const { gradient, inverse } = at(sums, a, kappa);
    if (inverse === undefined) return 'sharpening';
    const [aa, ak, kk] = inverse;
    const da = clip(aa * gradient[0] + ak * gradient[1]);
    const dk = clip(ak * gradient[0] + kk * gradient[1]);
    a += da;
    kappa += dk;
    const lambda = kappa / a;
    if (a < limits.flattest || a > limits.sharpest) return 'temperature';
    if (lambda < limits.least || lambda > limits.most) return 'lambda';
    if (Math.abs(da) + Math.abs(dk) < 1e-7) break;
  }
  const { inverse, limit } = at(sums, a, kappa);
  if (limit !== undefined) return limit;
  if (inverse === undefined) return 'sharpening';
  const [aa, ak, kk] = inverse;
  const lambda = kappa / a;
  const fit = {
    temperature: 1 / a,
    temperatureError: Math.sqrt(aa) / a ** 2,
    lambda,
    lambdaError: Math.sqrt(kk - 2 * lambda * ak + lambda ** 2 * aa) / a,
  };
  return fit.temperatureError <= mostErrors.temperature && fit.lambdaError <= mostErrors.lambda
    ? fit
    : 'errors';
}

/** The gradient of the log-likelihood, and the inverse of what curves it; undefined where nothing does. */
function at(
  sums: TiltSums,
  a: number,
  kappa: number,
): {
  readonly gradient: readonly [number, number];
  readonly inverse: readonly [aa: number, ak: number, kk: number] | undefined;
  readonly limit: TiltLimit | undefined;
} {
  const point = tilted(sums, a, kappa);
  const { gradient, hessian } = point;
  const [aa, ak, kk] = hessian;
  const determinant = aa * kk - ak * ak;
  return {
    gradient: [sums.observedBase - gradient[0], sums.observedRatio - gradient[1]],
    inverse:
      aa > 0 && determinant > 0
        ? [kk / determinant, -ak / determinant, aa / determinant]
        : undefined,
    limit: tiltLimit(point, a, kappa),
  };
}

function clip(step: number): number {
  return Math.min(0.5, Math.max(-0.5, step));
}
