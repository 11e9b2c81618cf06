import type { Comparison } from '../comparison';
import { hasMixture, interpolate, mixtureSums, temperatureSums, type GridSums } from './gridSums';

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
export function tiltSums(comparison: Comparison, first: number, end: number): TiltSums {
  const takesPart = (row: number) => hasMixture(comparison, row);
  const base = temperatureSums(comparison, 'base', first, end, takesPart);
  const tuned = temperatureSums(comparison, 'tuned', first, end, takesPart);
  const mixture = mixtureSums(comparison, first, end);
  const covariances = { base: 0, tuned: 0 };
  for (let row = first; row < end; row++) {
    if (!takesPart(row)) continue;
    covariances.base += comparison.base.logRatioCovariance[row] ?? 0;
    covariances.tuned += comparison.tuned.logRatioCovariance[row] ?? 0;
  }
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
 * A between the curves on which it is known. In λ = κ/a it is a cubic with the values and slopes that
 * it has at λ = 0 and 1. At a = 1 the slopes are known, and how they change with a; they grow about
 * as a². What the cubic lacks is known at a = 1, too, and grows as its fourth derivative does, as a⁴.
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

function surface(sums: TiltSums, a: number, kappa: number): number {
  const { base, tuned, mixture } = sums;
  const lambda = kappa / a;
  const one = { base: interpolate(base, 1), tuned: interpolate(tuned, 1) };
  const toTuned = interpolate(mixture, 1).slope;
  const fromBase = -interpolate(mixture, 0).slope;
  // How far the chord from base to tuned lies from the tangents at its ends: 0 at a = 0.
  const change = one.tuned.slope - one.base.slope;
  const atBase = grown(fromBase, change + fromBase - sums.covarianceBase, a);
  const atTuned = grown(toTuned, toTuned + sums.covarianceTuned - change, a);
  const ends = [interpolate(base, a).value, interpolate(tuned, a).value] as const;
  const rest = interpolate(mixture, lambda).value - cubic(0, 0, fromBase, toTuned, lambda);
  return cubic(...ends, atBase, atTuned, lambda) + a ** 4 * rest;
}

/** A quantity that is 0 at a = 0, from its value and slope at a = 1: a power of a. */
function grown(value: number, slope: number, a: number): number {
  const power = value > 0 ? Math.min(Math.max(slope / value, 0), 4) : 2;
  return value * a ** power;
}

/** From start to end as λ goes from 0 to 1, below the chord by the given slopes at either end. */
function cubic(start: number, end: number, atStart: number, atEnd: number, lambda: number): number {
  const below = lambda * (1 - lambda) * ((1 - lambda) * atStart + lambda * atEnd);
  return (1 - lambda) * start + lambda * end - below;
}
