import type { Comparison } from '../comparison';
import type { RowRange } from '../rowRanges';
import { topOtherRank } from '../stats/powers';
import { rowByRow, type Steps } from '../steps';

/** How many tokens are in each class of token distribution shift (URIAL; Lin et al. 2024). */
export interface ShiftClasses {
  /** Base rank 1. */
  readonly unshifted: number;
  /** Base rank 2 or 3. */
  readonly marginal: number;
  /** Base rank 4 or more. */
  readonly shifted: number;
}

/** Lowest ranks of the classes marginal and shifted. */
const ranks = { marginal: 2, shifted: 4 };

/**
 * The classes of what the tuned model would write next, its most probable token, by the rank that the
 * base gives it. Undefined where fewer than three alternatives of the base are known.
 */
export function* argmaxShift(
  comparison: Comparison,
  rows: RowRange,
): Steps<ShiftClasses | undefined> {
  if (comparison.settings.topK < Math.min(ranks.shifted - 1, comparison.pair.vocabularySize)) {
    return undefined;
  }
  return yield* classesOf(rows, (row) => topOtherRank(comparison, 'tuned', row) ?? Infinity);
}

/** The classes of the tokens that are there, by their rank under the base. */
export function* observedShift(comparison: Comparison, rows: RowRange): Steps<ShiftClasses> {
  return yield* classesOf(rows, (row) => comparison.base.rank[row] ?? Infinity);
}

function* classesOf(
  { first, end }: RowRange,
  rankAt: (row: number) => number,
): Steps<ShiftClasses> {
  const counts = { unshifted: 0, marginal: 0, shifted: 0 };
  yield* rowByRow(first, end, (from, to) => {
    for (let row = from; row < to; row++) {
      const rank = rankAt(row);
      if (rank < ranks.marginal) counts.unshifted++;
      else if (rank < ranks.shifted) counts.marginal++;
      else counts.shifted++;
    }
  });
  return counts;
}
