import type { Comparison } from '../comparison';
import { storedMixture, storedTemperatures } from '../grids';

const temperatures = storedTemperatures.length;
const squared = storedTemperatures.indexOf(2);

/** Σ p²: the probability that two draws of a row's next token are the same. */
export function sumSquares(comparison: Comparison, model: 'base' | 'tuned', row: number): number {
  const at = row * temperatures + squared;
  return Math.exp(comparison[model].temperatureLogSums[at] ?? NaN);
}

/** Bhattacharyya coefficient Σ √(base · tuned) of a row, 0 to 1. */
export function bhattacharyya(comparison: Comparison, row: number): number {
  const at = row * storedMixture.length + storedMixture.indexOf(0.5);
  return Math.min(1, Math.exp(comparison.mixture.logSums[at] ?? NaN));
}

/** Rank that the other model gives a model's favourite; undefined beyond the alternatives kept. */
export function topOtherRank(
  comparison: Comparison,
  model: 'base' | 'tuned',
  row: number,
): number | undefined {
  const { topK } = comparison.settings;
  const other = comparison[model === 'base' ? 'tuned' : 'base'];
  const favourite = comparison[model].topIds[row * topK];
  for (let place = 0; place < topK; place++) {
    const at = row * topK + place;
    if (other.topIds[at] !== favourite) continue;
    // Equal probabilities share the better rank.
    let first = place;
    while (
      first > 0 &&
      other.topProbabilities[at - place + first - 1] === other.topProbabilities[at]
    )
      first--;
    return first + 1;
  }
  return undefined;
}
