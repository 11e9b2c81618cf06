import { trustedKlFrom } from '../causality';
import type { Comparison } from '../comparison';
import { plainTemperature } from '../grids';
import type { RowRange } from '../rowRanges';
import type { Steps } from '../steps';
import { mixtureSums, temperatureSums } from '../stats/gridSums';
import { interpolate } from '../stats/interpolation';
import { klOf } from './predictedAlike';

/**
 * How much of KL(tuned ‖ base) raising base's probabilities to a power explains: base^γ, with one γ for
 * the text, is the distribution of that family that is nearest to tuned, and the divergence adds up
 * exactly, KL(tuned ‖ base) = KL(tuned ‖ base^γ) + KL(base^γ ‖ base) (Csiszár 1975).
 *
 * γ solves Σ E_{base^γ}[ln base] = Σ E_tuned[ln base], so that it says where tuned puts its mass by base's
 * measure, and not how sharp tuned is itself: a tuned model that is sure of what base holds unlikely
 * has a γ below 1, too.
 */
export interface Sharpening {
  /** Above 1, base^γ is sharper than base, below 1 flatter. An end of the grid where bound. */
  readonly gamma: number;
  /** KL(base^γ ‖ base) / KL(tuned ‖ base), summed over the tokens; 0 to 1. */
  readonly share: number;
  /** γ would lie beyond the grid, so that the share is at least this. */
  readonly isBound: boolean;
}

/** Fewest tokens from which on the share says anything of the models. */
export const sharpeningTokens = 32;

/** Undefined where the models predict the same, or one rules out what the other does not at every token. */
export function* sharpening(comparison: Comparison, rows: RowRange): Steps<Sharpening | undefined> {
  const { first, end } = rows;
  const sums = yield* temperatureSums(comparison, 'base', first, end, true);
  const tuned = yield* temperatureSums(comparison, 'tuned', first, end, true);
  const divergent = klOf(yield* mixtureSums(comparison, first, end));
  /** Σ E_tuned[ln base], which is −Σ (H(tuned) + KL(tuned ‖ base)). */
  const wanted = (tuned.slope[plainTemperature] ?? NaN) - divergent;
  const noise = trustedKlFrom(comparison.pair) * sums.rowCount;
  let low = sums.points[0] ?? NaN;
  let high = sums.points.at(-1) ?? NaN;
  if (!(divergent > noise)) return undefined;
  const slopeAt = (x: number): number => interpolate(sums, x).slope;
  const isBound = wanted < slopeAt(low) || wanted > slopeAt(high);
  for (let step = 0; step < halvings; step++) {
    const middle = (low + high) / 2;
    if (slopeAt(middle) < wanted) low = middle;
    else high = middle;
  }
  const gamma = (low + high) / 2;
  const { value, slope } = interpolate(sums, gamma);
  const share = ((gamma - 1) * slope - value) / divergent;
  return { gamma, share: Math.min(1, Math.max(0, share)), isBound };
}

const halvings = 50;
