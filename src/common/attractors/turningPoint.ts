import { logRatio } from '../comparison';
import type { ContinuationStatistics } from '../sampling/continuation';

/** Standard deviations above the mean up to which a sum is what the base's own text would have. */
const fanWidth = 2;

/**
 * The token at which a continuation leaves what the base expects for good: from it on to the end, the
 * accumulated log ratio lies above the base's fan, which is −Σ KL(base ‖ tuned) with two standard
 * deviations √Σ Var to either side, all on this continuation's own predictions.
 *
 * @returns undefined where it ends within the fan, or the fan has no finite edge
 */
export function turningPoint(statistics: ContinuationStatistics): number | undefined {
  const { klBaseTuned, logRatioVarianceBase } = statistics;
  let ratio = 0;
  let mean = 0;
  let variance = 0;
  let turn: number | undefined;
  for (let token = 0; token < klBaseTuned.length; token++) {
    ratio += logRatio(statistics, token);
    mean -= klBaseTuned[token] ?? 0;
    variance += logRatioVarianceBase[token] ?? 0;
    const above = ratio > mean + fanWidth * Math.sqrt(variance);
    if (!above) turn = undefined;
    else turn ??= token;
  }
  return turn;
}
