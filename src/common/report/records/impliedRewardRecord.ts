import type { Analyses } from '../../analysis/analyses';
import { steepestSpans, type RewardSpan } from '../../analysis/impliedReward';
import { argmaxShift, observedShift, type ShiftClasses } from '../../analysis/shiftClasses';
import type { Comparison } from '../../comparison';
import { finish } from '../../steps';
import { spanRecord, type SpanRecord } from './spanRecord';

/** Implied reward as files hold it. */
export interface ImpliedRewardRecord {
  readonly total: number;
  readonly expectedByTuned: number;
  readonly standardDeviationByTuned: number;
  readonly expectedByBase: number;
  readonly standardDeviationByBase: number;
  readonly ruledOutTokens: number;
  /** As the pair states it. */
  readonly beta: number | null;
  readonly steepest: readonly (SpanRecord & { readonly logRatio: number })[];
  /** Tokens by the rank that the base gives tuned's most probable token, and the one that is there. */
  readonly shiftClasses: {
    readonly argmax: ShiftClasses | null;
    readonly observed: ShiftClasses;
  };
}

export function impliedRewardRecord(
  comparison: Comparison,
  { impliedReward: reward }: Analyses,
): ImpliedRewardRecord {
  const { rises, falls } = steepestSpans(reward);
  const scored = { first: 0, end: comparison.scoredCount };
  const atEnd = (column: Float64Array): number => column.at(-1) ?? 0;
  const record = (span: RewardSpan) => ({
    ...spanRecord(comparison, span),
    logRatio: span.logRatio,
  });
  return {
    total: atEnd(reward.accumulated),
    expectedByTuned: atEnd(reward.byTuned.mean),
    standardDeviationByTuned: atEnd(reward.byTuned.standardDeviation),
    expectedByBase: atEnd(reward.byBase.mean),
    standardDeviationByBase: atEnd(reward.byBase.standardDeviation),
    ruledOutTokens: reward.ruledOut,
    beta: comparison.pair.beta ?? null,
    steepest: [...rises, ...falls].map(record),
    shiftClasses: {
      argmax: finish(argmaxShift(comparison, scored)) ?? null,
      observed: finish(observedShift(comparison, scored)),
    },
  };
}
