import type { GridPoint, GridSums } from './gridSums';

/** Points whose numbers an interpolation takes, and what is known of each: value, slope, curvature. */
const nodes = 4;
const conditions = 3 * nodes;

/**
 * Between the points, by the polynomial of degree eleven that has value, slope and curvature of the two
 * points to either side (Hermite's, from divided differences); beyond the ends, the point at the end.
 */
export function interpolate(sums: GridSums, x: number): GridPoint {
  const { points } = sums;
  const at = Math.min(Math.max(x, points[0] ?? NaN), points.at(-1) ?? NaN);
  const { place, differences } = polynomial(sums, firstNode(points, at));
  // Newton's form, from the innermost factor on, with its first two derivatives.
  let [value, slope, half] = [differences[conditions - 1] ?? NaN, 0, 0];
  for (let i = conditions - 2; i >= 0; i--) {
    const step = at - (place[i] ?? NaN);
    half = half * step + slope;
    slope = slope * step + value;
    value = value * step + (differences[i] ?? NaN);
  }
  return { value, slope, curvature: 2 * half };
}

/** The first of the points around x, of which as many are to either side as there are. */
function firstNode(points: readonly number[], x: number): number {
  let cell = 0;
  while (cell < points.length - 2 && (points[cell + 1] ?? NaN) < x) cell++;
  return Math.min(Math.max(0, cell - 1), points.length - nodes);
}

/** A polynomial in Newton's form, between some points of a grid. */
interface Polynomial {
  /** Each point as often as it has conditions. */
  readonly place: Float64Array;
  readonly differences: Float64Array;
}

/** Sums with the polynomials that were made of them, by their first point. */
interface Interpolated {
  readonly sums: GridSums;
  readonly polynomials: (Polynomial | undefined)[];
}

/**
 * The sums that were asked for last: whoever searches along a curve asks for the same few polynomials again
 * and again, and a surface is made of three curves. Sums of resamples are many, each soon done with.
 */
const recent: Interpolated[] = [];
const mostRecent = 4;
let oldest = 0;

function polynomial(sums: GridSums, first: number): Polynomial {
  for (const known of recent) {
    if (known.sums === sums) return (known.polynomials[first] ??= polynomialOf(sums, first));
  }
  const made = polynomialOf(sums, first);
  const polynomials: (Polynomial | undefined)[] = [];
  polynomials[first] = made;
  recent[oldest] = { sums, polynomials };
  oldest = (oldest + 1) % mostRecent;
  return made;
}

/** The coefficients of Newton's form; where points coincide, derivatives over factorials. */
function polynomialOf({ points, value, slope, curvature }: GridSums, first: number): Polynomial {
  const place = new Float64Array(conditions);
  const table = new Float64Array(conditions);
  for (let i = 0; i < conditions; i++) {
    const point = first + (nodeOf[i] ?? 0);
    place[i] = points[point] ?? NaN;
    table[i] = value[point] ?? NaN;
  }
  for (let order = 1; order < conditions; order++) {
    for (let i = conditions - 1; i >= order; i--) {
      const distance = (place[i] ?? NaN) - (place[i - order] ?? NaN);
      if (distance > 0) table[i] = ((table[i] ?? NaN) - (table[i - 1] ?? NaN)) / distance;
      else if (order === 1) table[i] = slope[first + (nodeOf[i] ?? 0)] ?? NaN;
      else table[i] = (curvature[first + (nodeOf[i] ?? 0)] ?? NaN) / 2;
    }
  }
  return { place, differences: table };
}

/** The point, counted from the first, that each condition is of. */
const nodeOf = Int32Array.from({ length: conditions }, (_, i) => Math.floor(i / 3));
