import { meanOf } from '../stats/estimate';
import type { Continuation } from './continuation';

/** Sums over the tokens of a continuation, in nats. */
export interface ContinuationTotals {
  /** ln p of the whole continuation under each model; its end counts. */
  readonly logProbabilityBase: number;
  readonly logProbabilityTuned: number;
  /** ln p_tuned − ln p_base. */
  readonly logRatio: number;
  /** Σ KL(tuned ‖ base) at every step: what tuned spends on its way, if it is the writer. */
  readonly klTunedBase: number;
  /** Σ KL(base ‖ tuned) at every step. */
  readonly klBaseTuned: number;
}

/** Adds up what both models say about a continuation. */
export function continuationTotals({
  statistics,
}: Pick<Continuation, 'statistics'>): ContinuationTotals {
  const logProbabilityBase = -sumOf(statistics.base.surprisal);
  const logProbabilityTuned = -sumOf(statistics.tuned.surprisal);
  return {
    logProbabilityBase,
    logProbabilityTuned,
    logRatio: logProbabilityTuned - logProbabilityBase,
    klTunedBase: sumOf(statistics.klTunedBase),
    klBaseTuned: sumOf(statistics.klBaseTuned),
  };
}

/** The sum of values, without loss of digits; 0 of nothing. */
function sumOf(values: Float64Array): number {
  return values.length === 0 ? 0 : meanOf(values) * values.length;
}
