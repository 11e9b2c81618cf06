import { logRatio, type Comparison } from '../comparison';
import { finish, rowByRow, type Steps } from '../steps';

/** What a model's own text would accumulate, one element per row; in nats. */
export interface ExpectedPath {
  readonly mean: Float64Array;
  readonly standardDeviation: Float64Array;
}

/**
 * The log ratio accumulated along a text, and what a text by either model would accumulate on the same
 * predictions. In nats; element n is about the first n + 1 rows. Infinite where one model rules out
 * something that the other does not.
 */
export interface ImpliedReward {
  readonly accumulated: Float64Array;
  readonly byTuned: ExpectedPath;
  readonly byBase: ExpectedPath;
  /** Rows that one of the models gives no probability at all; they add nothing. */
  readonly ruledOut: number;
}

/**
 * Accumulates the log ratio over the scored rows. If the tuned model is the optimum of reward minus
 * β·KL(π ‖ base) with exactly this base, β times the sum is the reward of a complete text less the value
 * of its beginning (Korbak, Perez and Buckley 2022; token by token Rafailov et al. 2024).
 *
 * Under text by tuned, the log ratio of a row has the mean KL(tuned ‖ base) and the variance of the log
 * ratio under tuned; under text by base, −KL(base ‖ tuned) and the variance under base. Differences from
 * those means are uncorrelated whatever the dependence between tokens (they are martingale differences),
 * so variances add.
 */
export function impliedReward(comparison: Comparison): ImpliedReward {
  return finish(impliedRewardInSteps(comparison));
}

/** {@link impliedReward} in steps. */
export function* impliedRewardInSteps(comparison: Comparison): Steps<ImpliedReward> {
  const { scoredCount, divergence } = comparison;
  const path = (): ExpectedPath => ({
    mean: new Float64Array(scoredCount),
    standardDeviation: new Float64Array(scoredCount),
  });
  const accumulated = new Float64Array(scoredCount);
  const byTuned = path();
  const byBase = path();
  const sum = { ratio: 0, tuned: 0, tunedVariance: 0, base: 0, baseVariance: 0 };
  let ruledOut = 0;
  const addRow = (row: number): void => {
    const ratio = logRatio(comparison, row);
    if (Number.isFinite(ratio)) {
      sum.ratio += ratio;
      sum.tuned += divergence.klTunedBase[row] ?? 0;
      sum.tunedVariance += divergence.logRatioVarianceTuned[row] ?? 0;
      sum.base -= divergence.klBaseTuned[row] ?? 0;
      sum.baseVariance += divergence.logRatioVarianceBase[row] ?? 0;
    } else {
      ruledOut++;
    }
    accumulated[row] = sum.ratio;
    byTuned.mean[row] = sum.tuned;
    byTuned.standardDeviation[row] = Math.sqrt(sum.tunedVariance);
    byBase.mean[row] = sum.base;
    byBase.standardDeviation[row] = Math.sqrt(sum.baseVariance);
  };
  yield* rowByRow(0, scoredCount, (from, to) => {
    for (let row = from; row < to; row++) addRow(row);
  });
  return { accumulated, byTuned, byBase, ruledOut };
}

/** A stretch of the text with the log ratio that it accumulates, in nats. */
export interface RewardSpan {
  /** Rows, end exclusive. */
  readonly first: number;
  readonly end: number;
  readonly logRatio: number;
}

/** Tokens of a span: about two sentences. */
const spanLength = 32;

/** Fewest tokens that make a span. */
const shortestSpan = 4;

/** Spans of each direction, at most. */
const spansEach = 3;

/** The steepest spans of both directions, the steepest first. */
export interface SteepestSpans {
  readonly rises: readonly RewardSpan[];
  readonly falls: readonly RewardSpan[];
}

/**
 * The steepest rises and the steepest falls, up to three of each, that do not overlap: stretches of 32
 * tokens, or of a third of the text where that is less. The steepest first. None below 12 tokens.
 */
export function steepestSpans(reward: ImpliedReward): SteepestSpans {
  return finish(steepestInSteps(reward));
}

/** {@link steepestSpans} in steps. */
export function* steepestInSteps({ accumulated }: ImpliedReward): Steps<SteepestSpans> {
  const length = Math.min(spanLength, Math.floor(accumulated.length / 3));
  if (length < shortestSpan) return { rises: [], falls: [] };
  const taken: RewardSpan[] = [];
  const steepest = function* (sign: 1 | -1): Steps<RewardSpan | undefined> {
    let best: RewardSpan | undefined;
    const consider = (first: number): void => {
      const before = first === 0 ? 0 : (accumulated[first - 1] ?? 0);
      const logRatio = (accumulated[first + length - 1] ?? 0) - before;
      if (sign * logRatio <= sign * (best?.logRatio ?? 0)) return;
      if (taken.some((span) => first < span.end && span.first < first + length)) return;
      best = { first, end: first + length, logRatio };
    };
    yield* rowByRow(0, accumulated.length - length + 1, (from, to) => {
      for (let first = from; first < to; first++) consider(first);
    });
    return best;
  };
  const take = function* (sign: 1 | -1): Steps<RewardSpan[]> {
    const found: RewardSpan[] = [];
    while (found.length < spansEach) {
      yield;
      const span = yield* steepest(sign);
      if (span === undefined) break;
      found.push(span);
      taken.push(span);
    }
    return found;
  };
  return { rises: yield* take(1), falls: yield* take(-1) };
}
