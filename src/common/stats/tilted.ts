import type { Comparison } from '../comparison';
import { rowByRow, type Steps } from '../steps';
import { hasMixture, mixtureSums, temperatureSums, type GridSums } from './gridSums';
import { interpolate } from './interpolation';

/**
 * What is known, added up over rows, of A(a, κ) = ln Σ base^(a−κ) · tuned^κ, the normaliser of two
 * parameters: the inverse temperature a = 1/T, and κ = a·λ, the part of the update that is taken.
 */
export interface TiltSums {
  /** A(a, 0) and A(a, a), which are curves of p^a of the models. */
  readonly base: GridSums;
  readonly tuned: GridSums;
  /** A(1, λ) */
  readonly mixture: GridSums;
  /** Derivative by a at a = 1 of the mean log ratio under base^a and under tuned^a. */
  readonly covarianceBase: number;
  readonly covarianceTuned: number;
  /**
   * Σ ln base and Σ ln(tuned/base) of the tokens that are there. The log-likelihood at (a, κ) is
   * a · observedBase + κ · observedRatio − A(a, κ).
   */
  readonly observedBase: number;
  readonly observedRatio: number;
  readonly rowCount: number;
  readonly skipped: number;
}

/** A(a, κ), its gradient by a and κ, and its second derivatives by aa, aκ and κκ. */
export interface Tilted {
  readonly value: number;
  readonly gradient: readonly [number, number];
  readonly hessian: readonly [number, number, number];
}

/** Over the scored rows from `first` to before `end` that {@link hasMixture}. */
export function* tiltSums(comparison: Comparison, first: number, end: number): Steps<TiltSums> {
  const base = yield* temperatureSums(comparison, 'base', first, end, true);
  const tuned = yield* temperatureSums(comparison, 'tuned', first, end, true);
  const mixture = yield* mixtureSums(comparison, first, end);
  const covariances = { base: 0, tuned: 0 };
  yield* rowByRow(first, end, (from, to) => {
    for (let row = from; row < to; row++) {
      if (!hasMixture(comparison, row)) continue;
      covariances.base += comparison.base.logRatioCovariance[row] ?? 0;
      covariances.tuned += comparison.tuned.logRatioCovariance[row] ?? 0;
    }
  });
  return {
    base,
    tuned,
    mixture,
    covarianceBase: covariances.base,
    covarianceTuned: covariances.tuned,
    observedBase: base.observed,
    observedRatio: mixture.observed,
    rowCount: mixture.rowCount,
    skipped: mixture.skipped,
  };
}

/** Step of the differences that the derivatives are taken from. */
const step = 1e-3;

/**
 * A(a, aλ) = a·A(1, λ) + ln Σ p_λ^a. The second part is a curve in a of which, for λ = 0 and 1, all is
 * known; for any λ it is 0 at a = 1, and its slope there is −H(p_λ), its curvature the varentropy. Both
 * follow from the mean of ln base under p_λ, a cubic between λ = 0 and 1, where its value and slope are
 * known, and from its variance, which is known there, too. So the curve is that between the two known
 * ones, corrected to have the right slope and curvature at a = 1 and the right value at a = 0.
 */
export function tilted(sums: TiltSums, a: number, kappa: number): Tilted {
  const at = (da: number, dk: number) => surface(sums, a + da * step, kappa + dk * step);
  const here = at(0, 0);
  const [left, right, below, above] = [at(-1, 0), at(1, 0), at(0, -1), at(0, 1)];
  const mixed = at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1);
  return {
    value: here,
    gradient: [(right - left) / (2 * step), (above - below) / (2 * step)],
    hessian: [
      (right - 2 * here + left) / step ** 2,
      mixed / (4 * step ** 2),
      (above - 2 * here + below) / step ** 2,
    ],
  };
}

/** Where the surface is good enough to be fitted: inverse temperatures, and λ. */
export const trustedRange = { flattest: 0.75, sharpest: 1.2, least: -0.1, most: 1.1 };

/** Squared correlation of the two parameters' statistics above which they are nearly one. */
const mostAlike = 0.5;

/**
 * What keeps the surface from being fitted at a point: a temperature far from 1, λ beyond 0 and 1, or
 * two parameters that do nearly the same, so that small errors of the sums move them far. The last is
 * so where the update is mostly sharpening.
 */
export type TiltLimit = 'temperature' | 'lambda' | 'sharpening';

/** Undefined where a maximum found at this point is within about 0.1 of the true one in a and in λ. */
export function tiltLimit({ hessian }: Tilted, a: number, kappa: number): TiltLimit | undefined {
  const [aa, ak, kk] = hessian;
  const lambda = kappa / a;
  const { flattest, sharpest, least, most } = trustedRange;
  if (a < flattest || a > sharpest) return 'temperature';
  if (lambda < least || lambda > most) return 'lambda';
  return ak ** 2 <= mostAlike * aa * kk ? undefined : 'sharpening';
}

function surface(sums: TiltSums, a: number, kappa: number): number {
  const lambda = kappa / a;
  const here = interpolate(sums.mixture, lambda);
  const base = interpolate(sums.base, 1);
  const tuned = interpolate(sums.tuned, 1);
  const log = meanLogBase(sums, lambda);
  /** Mean and variance of ln p_λ under p_λ. */
  const slope = log.mean + lambda * here.slope - here.value;
  const curvature = log.variance + 2 * lambda * log.covariance + lambda ** 2 * here.curvature;
  const between = (start: number, end: number): number => (1 - lambda) * start + lambda * end;
  const missingSlope = slope - between(base.slope, tuned.slope);
  const missingCurvature = curvature - between(base.curvature, tuned.curvature);
  const known = between(interpolate(sums.base, a).value, interpolate(sums.tuned, a).value);
  const bend = missingCurvature / 2 - missingSlope;
  return a * here.value + known + a * (a - 1) * (missingSlope + bend * (a - 1));
}

/** Mean and variance of ln base under p_λ, and its covariance with the log ratio, summed up. */
function meanLogBase(sums: TiltSums, lambda: number) {
  const { base, tuned, mixture, covarianceBase, covarianceTuned } = sums;
  const [b, u, m] = [interpolate(base, 1), interpolate(tuned, 1), interpolate(mixture, 1)];
  // Under tuned, ln base is ln tuned less the log ratio.
  const ends = { base: b.slope, tuned: u.slope - m.slope };
  const slopes = { base: covarianceBase, tuned: covarianceTuned - m.curvature };
  const variances = { base: b.curvature, tuned: u.curvature - 2 * covarianceTuned + m.curvature };
  const rise = ends.tuned - ends.base;
  const c2 = 3 * rise - 2 * slopes.base - slopes.tuned;
  const c3 = slopes.base + slopes.tuned - 2 * rise;
  return {
    mean: ends.base + lambda * (slopes.base + lambda * (c2 + lambda * c3)),
    covariance: slopes.base + lambda * (2 * c2 + lambda * 3 * c3),
    variance: (1 - lambda) * variances.base + lambda * variances.tuned,
  };
}
