import { logRatio, type Comparison } from '../comparison';
import { mixtureGrid, storedMixture, storedTemperatures, temperatureGrid } from '../grids';
import { rowByRow, type Steps } from '../steps';

/**
 * The logarithm of a family's normaliser, added up over rows, at the points of its grid: of
 * p_λ ∝ base^(1−λ) · tuned^λ, or of p^a with the inverse temperature a = 1/T. In nats.
 */
export interface GridSums {
  /** Values of the parameter, ascending. */
  readonly points: readonly number[];
  /** Σ ln Σ base^(1−λ) · tuned^λ, or Σ ln Σ p^a. */
  readonly value: Float64Array;
  /** Its derivative: Σ E[ln(tuned/base)], or Σ E[ln p]. */
  readonly slope: Float64Array;
  /** Its second derivative: the variances. */
  readonly curvature: Float64Array;
  /**
   * The same quantity at the tokens that are there: Σ ln(tuned/base), or Σ ln p. The family's
   * log-likelihood at x is x · observed − value, up to a constant.
   */
  readonly observed: number;
  /** Rows that were added up. */
  readonly rowCount: number;
  /** Rows that were left out because a model rules out the token, or an id that the other allows. */
  readonly skipped: number;
}

/** A normaliser's logarithm and its derivatives at one point. */
export interface GridPoint {
  readonly value: number;
  readonly slope: number;
  readonly curvature: number;
}

/** Of p_λ, over the scored rows from `first` to before `end`. */
export function* mixtureSums(comparison: Comparison, first: number, end: number): Steps<GridSums> {
  const { divergence, mixture } = comparison;
  const sums = new Sums(mixtureGrid, storedMixture);
  yield* rowByRow(first, end, (from, to) => {
    for (let row = from; row < to; row++) {
      if (!hasMixture(comparison, row)) {
        sums.skip();
        continue;
      }
      sums.addStored(row, mixture.logSums, mixture.means, mixture.variances);
      const [baseMean, tunedMean] = [divergence.klBaseTuned[row], divergence.klTunedBase[row]];
      sums.add(0, 0, -(baseMean ?? 0), divergence.logRatioVarianceBase[row] ?? 0);
      sums.add(1, 0, tunedMean ?? 0, divergence.logRatioVarianceTuned[row] ?? 0);
      sums.observe(logRatio(comparison, row));
    }
  });
  return sums.result();
}

/** Of p^a of one model, over the scored rows from `first` to before `end`. */
export function* temperatureSums(
  comparison: Comparison,
  model: 'base' | 'tuned',
  first: number,
  end: number,
  takesPart: (row: number) => boolean = () => true,
): Steps<GridSums> {
  const columns = comparison[model];
  const { temperatureLogSums, temperatureMeans, temperatureVariances } = columns;
  const sums = new Sums(temperatureGrid, storedTemperatures);
  yield* rowByRow(first, end, (from, to) => {
    for (let row = from; row < to; row++) {
      const surprisal = columns.surprisal[row] ?? NaN;
      if (!Number.isFinite(surprisal) || !takesPart(row)) {
        sums.skip();
        continue;
      }
      sums.addStored(row, temperatureLogSums, temperatureMeans, temperatureVariances);
      sums.add(1, 0, -(columns.entropy[row] ?? 0), columns.varentropy[row] ?? 0);
      sums.observe(-surprisal);
    }
  });
  return sums.result();
}

/** Whether p_λ of a row is defined for every λ and gives its token a probability. */
export function hasMixture(comparison: Comparison, row: number): boolean {
  const { klTunedBase, klBaseTuned } = comparison.divergence;
  const numbers = (klTunedBase[row] ?? NaN) + (klBaseTuned[row] ?? NaN) + logRatio(comparison, row);
  return Number.isFinite(numbers);
}

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
  /** The first of its points. */
  readonly first: number;
  /** Each point as often as it has conditions. */
  readonly place: Float64Array;
  readonly differences: Float64Array;
}

/** The last polynomial of each sum: whoever searches along a curve asks for the same one again and again. */
const last = new WeakMap<GridSums, Polynomial>();

function polynomial(sums: GridSums, first: number): Polynomial {
  const known = last.get(sums);
  if (known?.first === first) return known;
  const place = new Float64Array(conditions);
  for (let i = 0; i < conditions; i++) place[i] = sums.points[first + Math.floor(i / 3)] ?? NaN;
  const found = { first, place, differences: dividedDifferences(sums, first, place) };
  last.set(sums, found);
  return found;
}

/** The coefficients of Newton's form; where points coincide, derivatives over factorials. */
function dividedDifferences(
  { value, slope, curvature }: GridSums,
  first: number,
  place: Float64Array,
): Float64Array {
  const known = (column: Float64Array, i: number): number =>
    column[first + Math.floor(i / 3)] ?? NaN;
  const table = new Float64Array(conditions);
  for (let i = 0; i < conditions; i++) table[i] = known(value, i);
  for (let order = 1; order < conditions; order++) {
    for (let i = conditions - 1; i >= order; i--) {
      const distance = (place[i] ?? NaN) - (place[i - order] ?? NaN);
      if (distance > 0) table[i] = ((table[i] ?? NaN) - (table[i - 1] ?? NaN)) / distance;
      else table[i] = order === 1 ? known(slope, i) : known(curvature, i) / 2;
    }
  }
  return table;
}

class Sums {
  private readonly value: Float64Array;
  private readonly slope: Float64Array;
  private readonly curvature: Float64Array;
  /** Where each stored point is in the whole grid. */
  private readonly places: readonly number[];
  private observed = 0;
  private rowCount = 0;
  private skipped = 0;

  constructor(
    private readonly points: readonly number[],
    stored: readonly number[],
  ) {
    this.value = new Float64Array(points.length);
    this.slope = new Float64Array(points.length);
    this.curvature = new Float64Array(points.length);
    this.places = stored.map((point) => points.indexOf(point));
  }

  addStored(
    row: number,
    values: Float32Array,
    slopes: Float32Array,
    curvatures: Float32Array,
  ): void {
    const { places } = this;
    const start = row * places.length;
    for (let i = 0; i < places.length; i++) {
      this.addAt(
        places[i] ?? -1,
        values[start + i] ?? 0,
        slopes[start + i] ?? 0,
        curvatures[start + i] ?? 0,
      );
    }
  }

  add(point: number, value: number, slope: number, curvature: number): void {
    this.addAt(this.points.indexOf(point), value, slope, curvature);
  }

  observe(value: number): void {
    this.observed += value;
    this.rowCount++;
  }

  skip(): void {
    this.skipped++;
  }

  result(): GridSums {
    const { points, value, slope, curvature, observed, rowCount, skipped } = this;
    return { points, value, slope, curvature, observed, rowCount, skipped };
  }

  private addAt(place: number, value: number, slope: number, curvature: number): void {
    this.value[place] = (this.value[place] ?? NaN) + value;
    this.slope[place] = (this.slope[place] ?? NaN) + slope;
    this.curvature[place] = (this.curvature[place] ?? NaN) + curvature;
  }
}
