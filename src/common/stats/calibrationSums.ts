import type { Comparison } from '../comparison';
import { calibrationEdges, fewestAlternatives, storedBins } from '../grids';
import { sumSquares } from './powers';

/** Events "the next token is v" of all ids v and rows, by the bin of their probability p. */
export interface CalibrationSums {
  /** Σ p by bin of `calibrationEdges`: how many of the events are expected. */
  readonly mass: Float64Array;
  /** Σ p(1 − p): the variance of their number. Below 0.01 it is at most 1 % too large. */
  readonly variance: Float64Array;
  /** How many events there are. */
  readonly count: Float64Array;
  /** How many have happened: tokens that are there. */
  readonly hits: Float64Array;
  /** Σ Σ p²: the squares of all events. */
  readonly squares: number;
  /** Σ p of the tokens that are there. */
  readonly hitMass: number;
  readonly rowCount: number;
}

/** Whether enough alternatives were kept for the bins of high probability. */
export function hasAllBins({ settings, pair }: Comparison): boolean {
  return settings.topK >= Math.min(fewestAlternatives, pair.vocabularySize);
}

/** A typed array is read the fastest, and this is read for every alternative of every token. */
const edges = Float64Array.from(calibrationEdges);

/**
 * The bin of a probability.
 *
 * @param highest a bin that it does not lie above
 */
export function binOf(probability: number, highest = edges.length - 2): number {
  let bin = highest;
  while (bin > 0 && probability < (edges[bin] ?? NaN)) bin--;
  return bin;
}

/**
 * Over the scored rows from `first` to before `end`. Bins below 0.01 are stored; those above 0.1 are
 * of the alternatives, and the one between is what is left of all that reaches 0.01.
 */
export function calibrationSums(
  comparison: Comparison,
  model: 'base' | 'tuned',
  first: number,
  end: number,
): CalibrationSums {
  const bins = calibrationEdges.length - 1;
  const mass = new Float64Array(bins);
  const squares = new Float64Array(bins);
  const count = new Float64Array(bins);
  const hits = new Float64Array(bins);
  const { binMasses, binCounts, topProbabilities, surprisal } = comparison[model];
  const { topK } = comparison.settings;
  const storedCount = storedBins;
  const left = storedCount - 1;
  const fromAlternatives = edges[storedCount] ?? NaN;
  let [allSquares, hitMass] = [0, 0];
  /** What the bins of the alternatives take out of the one that is left. */
  const taken = { mass: 0, squares: 0, count: 0 };
  for (let row = first; row < end; row++) {
    const stored = row * storedCount;
    for (let bin = 0; bin < storedCount; bin++) {
      add(mass, bin, binMasses[stored + bin] ?? 0);
      add(count, bin, binCounts[stored + bin] ?? 0);
    }
    allSquares += sumSquares(comparison, model, row);
    // The alternatives come the most probable first, so that no bin lies above the one before.
    let bin = bins - 1;
    for (let place = 0; place < topK; place++) {
      const p = topProbabilities[row * topK + place] ?? 0;
      if (p < fromAlternatives) break;
      bin = binOf(p, bin);
      add(mass, bin, p);
      add(squares, bin, p * p);
      add(count, bin, 1);
      taken.mass += p;
      taken.squares += p * p;
      taken.count++;
    }
    const own = Math.exp(-(surprisal[row] ?? NaN));
    hitMass += own;
    add(hits, binOf(own), 1);
  }
  add(mass, left, -taken.mass);
  add(squares, left, allSquares - taken.squares);
  add(count, left, -taken.count);
  // Squares of small probabilities are at least those of their mean; they hardly matter.
  for (let bin = 0; bin < left; bin++) {
    const events = count[bin] ?? 0;
    const least = events === 0 ? 0 : (mass[bin] ?? 0) ** 2 / events;
    squares[bin] = least;
    add(squares, left, -least);
  }
  const variance = mass.map((value, bin) => Math.max(0, value - Math.max(0, squares[bin] ?? 0)));
  return { mass, variance, count, hits, squares: allSquares, hitMass, rowCount: end - first };
}

function add(sums: Float64Array, bin: number, value: number): void {
  sums[bin] = (sums[bin] ?? NaN) + value;
}
