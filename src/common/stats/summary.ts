import { logRatio, type Comparison } from '../comparison';
import { hasLittleContext, isDivergent } from '../divergent';
import type { RowRange } from '../rowRanges';
import { finish, rowByRow, type Steps } from '../steps';
import { estimateInSteps, quantiles, type Estimate } from './estimate';

/** What a whole text, or a part of it, says about the pair. Log quantities are in nats. */
export interface Summary {
  /** Rows that the summary is about. */
  readonly scoredTokens: number;
  readonly divergentTokens: number;
  /** Share of divergent rows, 0 to 1. */
  readonly divergentShare: Estimate;
  /** Rows whose models saw too little text before them; they are part of every figure. */
  readonly littleContextTokens: number;
  /** Divergence from which a token counts as divergent. */
  readonly threshold: number;
  /** Mean of ln p_tuned(x) − ln p_base(x). */
  readonly meanLogRatio: Estimate;
  readonly meanKlTunedBase: Estimate;
  readonly meanKlBaseTuned: Estimate;
  readonly meanJs: Estimate;
  /** 0 to 1. */
  readonly meanTv: Estimate;
  /** The mean is dominated by few positions; the median and a high quantile say how much. */
  readonly medianJs: number;
  readonly p95Js: number;
  readonly maxJs: number;
  readonly medianKlTunedBase: number;
  readonly p95KlTunedBase: number;
  /** exp of the mean surprisal. */
  readonly perplexityBase: number;
  readonly perplexityTuned: number;
  /** By the delta method: the perplexity times the standard error of the mean surprisal. */
  readonly perplexityBaseStandardError: number | undefined;
  readonly perplexityTunedStandardError: number | undefined;
  /** Share of rows at which both models find the same token most probable, 0 to 1. */
  readonly sameTop1Share: number;
}

/**
 * Summarises the scored rows of a comparison, or those of `rows` that are scored. Where there are
 * none, counts are 0 and every other figure is NaN.
 *
 * @param thresholdNats divergence from which a token is divergent
 */
export function summarize(
  comparison: Comparison,
  thresholdNats: number,
  rows: RowRange = { first: 0, end: comparison.scoredCount },
): Summary {
  return finish(summarizeInSteps(comparison, thresholdNats, rows));
}

/** {@link summarize} in steps. */
export function* summarizeInSteps(
  comparison: Comparison,
  thresholdNats: number,
  rows: RowRange = { first: 0, end: comparison.scoredCount },
): Steps<Summary> {
  const { base, tuned, divergence } = comparison;
  const first = Math.max(0, rows.first);
  const end = Math.max(first, Math.min(rows.end, comparison.scoredCount));
  const part = (column: Float64Array): Float64Array => column.subarray(first, end);
  const count = function* (holds: (row: number) => boolean): Steps<number> {
    let total = 0;
    yield* rowByRow(first, end, (from, to) => {
      for (let row = from; row < to; row++) total += holds(row) ? 1 : 0;
    });
    return total;
  };
  const js = part(divergence.js);
  const klTunedBase = part(divergence.klTunedBase);
  const scoredTokens = end - first;
  const perplexityBase = yield* perplexity(part(base.surprisal));
  yield;
  const perplexityTuned = yield* perplexity(part(tuned.surprisal));
  yield;
  const divergent = new Float64Array(scoredTokens);
  const logRatios = new Float64Array(scoredTokens);
  yield* rowByRow(first, end, (from, to) => {
    for (let row = from; row < to; row++) {
      divergent[row - first] = isDivergent(comparison, row, thresholdNats) ? 1 : 0;
      logRatios[row - first] = logRatio(comparison, row);
    }
  });
  const divergentTokens = yield* count((row) => divergent[row - first] === 1);
  const mean = function* (values: Float64Array): Steps<Estimate> {
    yield;
    return yield* estimateInSteps(values);
  };
  const [medianJs = NaN, p95Js = NaN, maxJs = NaN] = yield* quantiles(js, [0.5, 0.95, 1]);
  const [medianKl = NaN, p95Kl = NaN] = yield* quantiles(klTunedBase, [0.5, 0.95]);
  return {
    scoredTokens,
    divergentTokens,
    divergentShare: yield* mean(divergent),
    littleContextTokens: yield* count((row) => hasLittleContext(comparison, row)),
    threshold: thresholdNats,
    meanLogRatio: yield* mean(logRatios),
    meanKlTunedBase: yield* mean(klTunedBase),
    meanKlBaseTuned: yield* mean(part(divergence.klBaseTuned)),
    meanJs: yield* mean(js),
    meanTv: yield* mean(part(divergence.tv)),
    medianJs,
    p95Js,
    maxJs,
    medianKlTunedBase: medianKl,
    p95KlTunedBase: p95Kl,
    perplexityBase: perplexityBase.mean,
    perplexityTuned: perplexityTuned.mean,
    perplexityBaseStandardError: perplexityBase.standardError,
    perplexityTunedStandardError: perplexityTuned.standardError,
    sameTop1Share: (yield* count((row) => sameTop1(comparison, row))) / scoredTokens,
  };
}

function* perplexity(surprisals: Float64Array): Steps<Estimate> {
  const { mean, standardError } = yield* estimateInSteps(surprisals);
  const value = Math.exp(mean);
  return { mean: value, standardError: standardError && value * standardError };
}

/** Whether both models find the same token most probable at a row. */
export function sameTop1({ base, tuned, settings }: Comparison, row: number): boolean {
  return base.topIds[row * settings.topK] === tuned.topIds[row * settings.topK];
}
