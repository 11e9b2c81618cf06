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

/**
 * The polynomials of each sum, by their first point: whoever searches along a curve asks for the same few
 * again and again.
 */
const known = new WeakMap<GridSums, (Polynomial | undefined)[]>();

function polynomial(sums: GridSums, first: number): Polynomial {
  let polynomials = known.get(sums);
  if (polynomials === undefined) known.set(sums, (polynomials = []));
  return (polynomials[first] ??= polynomialOf(sums, first));
}

/** The coefficients of Newton's form; where points coincide, derivatives over factorials. */
function polynomialOf({ points, value, slope, curvature }: GridSums, first: number): Polynomial {
  const place = new Float64Array(conditions);
  const table = new Float64Array(conditions);
  const node = Int32Array.from(place, (_, i) => first + Math.floor(i / 3));
  for (let i = 0; i < conditions; i++) {
    place[i] = points[node[i] ?? -1] ?? NaN;
    table[i] = value[node[i] ?? -1] ?? NaN;
  }
  for (let order = 1; order < conditions; order++) {
    for (let i = conditions - 1; i >= order; i--) {
      const distance = (place[i] ?? NaN) - (place[i - order] ?? NaN);
      if (distance > 0) table[i] = ((table[i] ?? NaN) - (table[i - 1] ?? NaN)) / distance;
      else if (order === 1) table[i] = slope[node[i] ?? -1] ?? NaN;
      else table[i] = (curvature[node[i] ?? -1] ?? NaN) / 2;
    }
  }
  return { place, differences: table };
}
