import { trustedKlFrom } from '../causality';
import type { Comparison } from '../comparison';
import type { RowRange } from '../rowRanges';
import { rowByRow, type Steps } from '../steps';
import { hasMixture } from '../stats/gridSums';

/**
 * Whether mean KL(tuned ‖ base) over a range of scored rows is no more than arithmetic alone may have
 * produced: what the log ratios add up to there is then noise, however many they are. Without the
 * tokens at which a model rules out what the other does not; false where none is left.
 */
export function* predictedAlike(comparison: Comparison, { first, end }: RowRange): Steps<boolean> {
  let [sum, count] = [0, 0];
  yield* rowByRow(first, end, (from, to) => {
    for (let row = from; row < to; row++) {
      if (!hasMixture(comparison, row)) continue;
      sum += comparison.divergence.klTunedBase[row] ?? 0;
      count++;
    }
  });
  return count > 0 && sum <= trustedKlFrom(comparison.pair) * count;
}
