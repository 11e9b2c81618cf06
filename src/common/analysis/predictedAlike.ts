import { trustedKlFrom } from '../causality';
import type { ScoredPair } from '../comparison';
import { mixtureGrid } from '../grids';
import type { GridSums } from '../stats/gridSums';

/**
 * Whether mean KL(tuned ‖ base) over some scored rows is no more than arithmetic alone may have
 * produced: what the log ratios add up to there is then noise, however many they are. Without the
 * tokens at which a model rules out what the other does not; false where none is left.
 *
 * @param sums of p_λ over the rows
 */
export function predictedAlike(pair: ScoredPair, sums: GridSums): boolean {
  return sums.rowCount > 0 && klOf(sums) <= trustedKlFrom(pair) * sums.rowCount;
}

/** Σ KL(tuned ‖ base), which is the slope of the normaliser's logarithm at λ = 1. */
export function klOf({ slope }: GridSums): number {
  return slope[atTuned] ?? NaN;
}

const atTuned = mixtureGrid.indexOf(1);
