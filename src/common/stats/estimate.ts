import { finish, rowByRow, type Steps } from '../steps';

/** A mean over dependent observations with its standard error. */
export interface Estimate {
  /** NaN where there are no observations. */
  readonly mean: number;
  /** Undefined where the text is too short for one, or the mean is infinite. */
  readonly standardError: number | undefined;
}

/** Shortest block of consecutive tokens whose means are taken as independent. */
const blockLength = 32;

/** Fewest blocks from which a spread is worth stating. */
const fewestBlocks = 4;

/** Blocks whose means a step may take. */
const blocksPerStep = 128;

/**
 * The mean of consecutive tokens' values. Neighbouring tokens are dependent, so the standard error is
 * that of the means of equally long blocks of at least 32 tokens (the method of batch means); it is
 * undefined below four blocks, that is 128 tokens,
 * and where the mean is infinite.
 */
export function estimateMean(values: Float64Array): Estimate {
  return finish(estimateInSteps(values));
}

/** {@link estimateMean} in steps. */
export function* estimateInSteps(values: Float64Array): Steps<Estimate> {
  const sum = new CompensatedSum();
  yield* rowByRow(0, values.length, (from, to) => {
    sum.add(values, from, to);
  });
  const mean = sum.total / values.length;
  const blocks = Math.floor(values.length / blockLength);
  if (blocks < fewestBlocks || !Number.isFinite(mean)) return { mean, standardError: undefined };
  const edge = (block: number): number => Math.floor((block * values.length) / blocks);
  let squares = 0;
  for (let block = 0; block < blocks; block++) {
    if (block % blocksPerStep === 0) yield;
    const blockMean = meanOf(values, edge(block), edge(block + 1));
    squares += (blockMean - mean) ** 2;
  }
  return { mean, standardError: Math.sqrt(squares / (blocks - 1) / blocks) };
}

/**
 * The arithmetic mean, compensated so that a long text loses no digits; NaN of nothing. One infinite
 * value makes it infinite, and infinities of both signs make it NaN.
 *
 * @param from the first that counts
 * @param to the first behind them that does not
 */
export function meanOf(values: Float64Array, from = 0, to = values.length): number {
  const sum = new CompensatedSum();
  sum.add(values, from, to);
  return sum.total / (to - from);
}

/** A sum that keeps what rounding takes from it (Neumaier 1974). */
class CompensatedSum {
  private sum = 0;
  private compensation = 0;

  /** Adds the values from one place to before another. */
  add(values: Float64Array, from: number, to: number): void {
    let { sum, compensation } = this;
    for (let index = from; index < to; index++) {
      const value = values[index] ?? NaN;
      const next = sum + value;
      compensation += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    }
    this.sum = sum;
    this.compensation = compensation;
  }

  get total(): number {
    // What infinities leave of the compensation is no number.
    return Number.isFinite(this.sum) ? this.sum + this.compensation : this.sum;
  }
}

/**
 * The quantile of values in any order by linear interpolation between order statistics (type 7 of
 * Hyndman and Fan 1996); NaN of nothing, and where a value is none.
 *
 * @param share 0 for the smallest, 0.5 for the median, 1 for the largest
 */
export function quantile(values: Float64Array, share: number): number {
  return finish(quantiles(values, [share]))[0] ?? NaN;
}

/** The {@link quantile} of each share, in steps. */
export function* quantiles(values: Float64Array, shares: readonly number[]): Steps<number[]> {
  let missing = 0;
  yield* rowByRow(0, values.length, (from, to) => {
    for (let index = from; index < to; index++) missing += Number.isNaN(values[index]) ? 1 : 0;
  });
  if (missing > 0) return shares.map(() => NaN);
  const ordered = values.slice();
  const found: number[] = [];
  for (const share of shares) {
    yield;
    found.push(yield* quantileIn(ordered, share));
  }
  return found;
}

/** The quantile of values that may be reordered. */
function* quantileIn(ordered: Float64Array, share: number): Steps<number> {
  const position = (ordered.length - 1) * share;
  const below = Math.floor(position);
  const low = yield* orderStatistic(ordered, below);
  const part = position - below;
  // Nothing of an infinite neighbour, or the way between two, is no number.
  if (part === 0) return low;
  // What lies behind is at least as large, so that the next in order is the least of it.
  let high = Infinity;
  yield* rowByRow(below + 1, ordered.length, (from, to) => {
    for (let i = from; i < to; i++) high = Math.min(high, ordered[i] ?? NaN);
  });
  return high === low ? low : low + (high - low) * part;
}

/** Values that a step of a selection passes, about. */
const valuesPerStep = 32_768;

/**
 * The element at `place` in ascending order, by Hoare's selection (1961): values before it are left at
 * most as large, values behind it at least as large. Takes the number of values in time, where a sort
 * of hundreds of thousands would hold up an editor.
 */
function* orderStatistic(values: Float64Array, place: number): Steps<number> {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >>> 1] ?? NaN;
    const range = { i: low, j: high };
    while (range.i <= range.j) {
      if (range.i > low) yield;
      part(values, pivot, range);
    }
    if (place <= range.j) high = range.j;
    else if (place >= range.i) low = range.i;
    else break;
  }
  return values[place] ?? NaN;
}

/**
 * Goes on with moving values below a pivot to before `i` and those above it to behind `j`, which have met
 * when all are.
 */
function part(values: Float64Array, pivot: number, range: { i: number; j: number }): void {
  let { i, j } = range;
  const few = j - i - valuesPerStep;
  while (i <= j && j - i >= few) {
    while ((values[i] ?? NaN) < pivot) i++;
    while ((values[j] ?? NaN) > pivot) j--;
    if (i > j) break;
    const value = values[i] ?? NaN;
    values[i++] = values[j] ?? NaN;
    values[j--] = value;
  }
  range.i = i;
  range.j = j;
}
