import type { GridSums } from '../stats/gridSums';
import { interpolate } from '../stats/interpolation';

/** Where the likelihood of a one-parameter exponential family is highest. */
export interface FamilyPeak {
  /** Without the bias that the place of the maximum has, to first order (Cox and Snell 1968). */
  readonly estimate: number;
  /** Where the likelihood is highest. */
  readonly peak: number;
  /** 1/√(Σ variance of the statistic at the estimate): what it is if the family holds. */
  readonly standardError: number;
  /** The maximum lies at an end of the grid or beyond it, and the estimate is that end. */
  readonly atEnd: 'none' | 'lower' | 'upper';
}

/** A maximum-likelihood estimate of the parameter, with the values that are about as likely. */
export interface FamilyFit extends FamilyPeak {
  /** The values that a likelihood ratio test at 5 % does not reject; cut off at the ends of the grid. */
  readonly interval: { readonly from: number; readonly to: number };
}

/** Half the 95 % quantile of χ² with one degree of freedom: how far the likelihood may drop, in nats. */
export const likelihoodDrop = 1.920729;

/**
 * The log-likelihood x·S − K(x) in nats, up to a constant: S the observed statistic, K the sum of the
 * tokens' cumulant generating functions. K is convex, so that there is one maximum.
 */
export function logLikelihood(sums: GridSums, x: number): number {
  return x * sums.observed - interpolate(sums, x).value;
}

/**
 * Fits the parameter between the ends of the grid. Undefined without rows, or where the statistic does
 * not vary at all, so that every value is as likely as another.
 */
export function fitFamily(sums: GridSums): FamilyFit | undefined {
  const found = peakOf(sums);
  if (found === undefined) return undefined;
  const { peak } = found;
  const best = logLikelihood(sums, peak);
  const isInside = (x: number): boolean => best - logLikelihood(sums, x) <= likelihoodDrop;
  return {
    ...found,
    interval: {
      from: lastInside(isInside, peak, sums.points[0] ?? peak),
      to: lastInside(isInside, peak, sums.points.at(-1) ?? peak),
    },
  };
}

/** {@link fitFamily} without its interval, which takes the most time. */
export function peakOf(sums: GridSums): FamilyPeak | undefined {
  const { points, slope, curvature, observed, rowCount } = sums;
  const lower = points[0];
  const upper = points.at(-1);
  if (rowCount === 0 || lower === undefined || upper === undefined) return undefined;
  if (!curvature.some((variance) => variance > 0)) return undefined;
  const rise = (place: number): number => observed - (slope.at(place) ?? NaN);
  const atEnd = rise(0) <= 0 ? 'lower' : rise(-1) >= 0 ? 'upper' : 'none';
  const peak = atEnd === 'lower' ? lower : atEnd === 'upper' ? upper : rootOf(sums, lower, upper);
  const standardError = 1 / Math.sqrt(Math.max(0, interpolate(sums, peak).curvature));
  return {
    estimate: atEnd === 'none' ? peak - biasOf(sums, peak, standardError) : peak,
    peak,
    standardError,
    atEnd,
  };
}

/** Where the likelihood stops rising: Newton's steps, or halves of the bracket where they leave it. */
function rootOf(sums: GridSums, lower: number, upper: number): number {
  let [low, high] = [lower, upper];
  let x = (low + high) / 2;
  for (let step = 0; step < mostSteps; step++) {
    const { slope, curvature } = interpolate(sums, x);
    const rise = sums.observed - slope;
    if (rise > 0) low = x;
    else high = x;
    const newton = x + rise / curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-12 * Math.max(1, Math.abs(x))) return next;
    x = next;
  }
  return x;
}

const mostSteps = 60;

/** Half the distance between the places from which the third derivative is taken. */
const step = 0.05;

/**
 * The first-order bias of the maximum, −K‴ / (2·K″²); at most a standard error, beyond which first order
 * says nothing.
 */
function biasOf(sums: GridSums, peak: number, standardError: number): number {
  const at = (x: number): number => interpolate(sums, x).curvature;
  const third = (at(peak + step) - at(peak - step)) / (2 * step);
  const bias = (-third / 2) * standardError ** 4;
  return Math.max(-standardError, Math.min(standardError, bias));
}

/** How exact the ends of an interval are: far finer than they are shown. */
const intervalPrecision = 1e-7;

/** The place between `inside` and `end` that is the furthest from `inside` to hold. */
function lastInside(holds: (x: number) => boolean, inside: number, end: number): number {
  if (holds(end)) return end;
  let [near, far] = [inside, end];
  while (Math.abs(far - near) > intervalPrecision) {
    const middle = (near + far) / 2;
    if (holds(middle)) near = middle;
    else far = middle;
  }
  return near;
}
