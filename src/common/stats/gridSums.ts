import { logRatio, type Comparison } from '../comparison';
import { mixtureGrid, storedMixture, storedTemperatures, temperatureGrid } from '../grids';
import type { Steps } from '../steps';
import { RangeSums, type AddRows } from './rangeSums';

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

/** A family's numbers of a row, as they are added up. */
interface Layout {
  readonly points: readonly number[];
  /** Place of each point's value; slopes and curvatures follow in the same order. */
  readonly places: readonly number[];
  /** Place of what is observed; the rows that count and those that are skipped follow. */
  readonly observed: number;
  readonly width: number;
}

/** @param given points behind the stored ones, whose numbers follow from other columns */
function layoutOf(
  points: readonly number[],
  stored: readonly number[],
  given: readonly number[],
): Layout {
  const order = [...stored, ...given];
  const observed = 3 * points.length;
  return {
    points,
    places: points.map((point) => order.indexOf(point)),
    observed,
    width: observed + 3,
  };
}

const mixtureLayout = layoutOf(mixtureGrid, storedMixture, [0, 1]);
const temperatureLayout = layoutOf(temperatureGrid, storedTemperatures, [1]);

/** The sums of a comparison's ranges, by family, as they were asked for before. */
type KnownRanges = Partial<Record<string, RangeSums>>;

const known = new WeakMap<Comparison, KnownRanges>();

/** Of p_λ, over the scored rows from `first` to before `end`. */
export function* mixtureSums(comparison: Comparison, first: number, end: number): Steps<GridSums> {
  const ranges = rangesOf(comparison, 'mixture', mixtureLayout, mixtureRows);
  return gridSums(mixtureLayout, yield* ranges.over(first, end));
}

/**
 * Of p^a of one model, over the scored rows from `first` to before `end`.
 *
 * @param onlyMixtures whether rows count only where p_λ is defined, too
 */
export function* temperatureSums(
  comparison: Comparison,
  model: 'base' | 'tuned',
  first: number,
  end: number,
  onlyMixtures = false,
): Steps<GridSums> {
  // Where p_λ is defined everywhere, the sums are those of all rows, which are known or soon wanted.
  const isPart = onlyMixtures && (yield* mixtureSums(comparison, first, end)).skipped > 0;
  const ranges = isPart
    ? rangesOf(comparison, `${model}, mixtures`, temperatureLayout, temperatureRows(model, true))
    : rangesOf(comparison, model, temperatureLayout, temperatureRows(model, false));
  return gridSums(temperatureLayout, yield* ranges.over(first, end));
}

/** Whether p_λ of a row is defined for every λ and gives its token a probability. */
export function hasMixture(comparison: Comparison, row: number): boolean {
  const { klTunedBase, klBaseTuned } = comparison.divergence;
  const numbers = (klTunedBase[row] ?? NaN) + (klBaseTuned[row] ?? NaN) + logRatio(comparison, row);
  return Number.isFinite(numbers);
}

function rangesOf(
  comparison: Comparison,
  family: string,
  { width }: Layout,
  rows: (comparison: Comparison) => AddRows,
): RangeSums {
  let ranges = known.get(comparison);
  if (ranges === undefined) known.set(comparison, (ranges = {}));
  return (ranges[family] ??= new RangeSums(comparison.scoredCount, width, rows(comparison)));
}

/** What columns hold of a family at its stored points. */
interface StoredColumns {
  readonly values: Float32Array;
  readonly slopes: Float32Array;
  readonly curvatures: Float32Array;
}

function mixtureRows(comparison: Comparison): AddRows {
  const { divergence, mixture } = comparison;
  const { klTunedBase, klBaseTuned, logRatioVarianceTuned, logRatioVarianceBase } = divergence;
  const columns = {
    values: mixture.logSums,
    slopes: mixture.means,
    curvatures: mixture.variances,
  };
  const stored = storedMixture.length;
  const points = mixtureGrid.length;
  const { observed } = mixtureLayout;
  return (target, at, first, end) => {
    for (let row = first; row < end; row++) {
      if (!hasMixture(comparison, row)) {
        add(target, at + observed + 2, 1);
        continue;
      }
      addStored(target, at, points, columns, row, stored);
      const [ofBase, ofTuned] = [at + points + stored, at + points + stored + 1];
      add(target, ofBase, -(klBaseTuned[row] ?? 0));
      add(target, ofTuned, klTunedBase[row] ?? 0);
      add(target, ofBase + points, logRatioVarianceBase[row] ?? 0);
      add(target, ofTuned + points, logRatioVarianceTuned[row] ?? 0);
      add(target, at + observed, logRatio(comparison, row));
      add(target, at + observed + 1, 1);
    }
  };
}

function temperatureRows(
  model: 'base' | 'tuned',
  onlyMixtures: boolean,
): (comparison: Comparison) => AddRows {
  const stored = storedTemperatures.length;
  const points = temperatureGrid.length;
  const { observed } = temperatureLayout;
  return (comparison) => {
    const { surprisal, entropy, varentropy, ...others } = comparison[model];
    const columns = {
      values: others.temperatureLogSums,
      slopes: others.temperatureMeans,
      curvatures: others.temperatureVariances,
    };
    return (target, at, first, end) => {
      for (let row = first; row < end; row++) {
        const own = surprisal[row] ?? NaN;
        if (!Number.isFinite(own) || (onlyMixtures && !hasMixture(comparison, row))) {
          add(target, at + observed + 2, 1);
          continue;
        }
        addStored(target, at, points, columns, row, stored);
        add(target, at + points + stored, -(entropy[row] ?? 0));
        add(target, at + 2 * points + stored, varentropy[row] ?? 0);
        add(target, at + observed, -own);
        add(target, at + observed + 1, 1);
      }
    };
  };
}

/** Adds the stored numbers of a row; each of the three columns has `points` places of the target. */
function addStored(
  target: Float64Array,
  at: number,
  points: number,
  { values, slopes, curvatures }: StoredColumns,
  row: number,
  stored: number,
): void {
  const start = row * stored;
  for (let i = 0; i < stored; i++) {
    add(target, at + i, values[start + i] ?? 0);
    add(target, at + points + i, slopes[start + i] ?? 0);
    add(target, at + 2 * points + i, curvatures[start + i] ?? 0);
  }
}

function add(target: Float64Array, place: number, value: number): void {
  target[place] = (target[place] ?? NaN) + value;
}

function gridSums({ points, places, observed }: Layout, sums: Float64Array): GridSums {
  const column = (start: number): Float64Array =>
    Float64Array.from(places, (place) => sums[start + place] ?? NaN);
  return {
    points,
    value: column(0),
    slope: column(points.length),
    curvature: column(2 * points.length),
    observed: sums[observed] ?? NaN,
    rowCount: sums[observed + 1] ?? NaN,
    skipped: sums[observed + 2] ?? NaN,
  };
}
