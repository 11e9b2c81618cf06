import type { Comparison } from '../comparison';
import { plainTemperature } from '../grids';
import { mixtureSums, temperatureSums, type GridSums } from '../stats/gridSums';
import { finish, type Steps } from '../steps';
import { impliedReward, type ExpectedPath, type ImpliedReward } from './impliedReward';
import { predictedAlike } from './predictedAlike';

/** How typical a text is of one model: standard normal where that model wrote it at temperature 1. */
export interface Typicality {
  /**
   * (Σ log ratio − its expectation under the model) / its standard deviation under the model. Undefined
   * where that is 0 or infinite.
   */
  readonly logRatio: number | undefined;
  /** (Σ entropy − Σ surprisal) / √Σ varentropy; below 0 where the text surprises more than expected. */
  readonly surprisal: number | undefined;
  /** Tokens that the model gives no probability at all: it cannot have written them. */
  readonly ruledOut: number;
}

export type AuthorshipVerdict = 'base' | 'tuned' | 'both' | 'neither' | 'noEvidence';

/** Which of the two models a text is like. Log quantities in nats. */
export interface Authorship {
  readonly tokens: number;
  readonly base: Typicality;
  readonly tuned: Typicality;
  /** ln p_tuned(text) − ln p_base(text), without tokens that one of the models rules out. */
  readonly logLikelihoodRatio: number;
  /** The models' divergence is within the noise floor ({@link predictedAlike}). */
  readonly isAlike: boolean;
  /** `noEvidence` below {@link authorshipTokens} and where the models predict alike. */
  readonly verdict: AuthorshipVerdict;
}

/** Fewest tokens that a verdict is given for: sums of fewer are not near a normal distribution. */
export const authorshipTokens = 32;

/**
 * Within what distance from 0 both z-scores count as typical of a model, so that those of at most 5 % of
 * the model's own texts do not (Bonferroni). One that does not exist is not tested, and the limit of the
 * other stays what it is.
 */
export const typicalWithin = 2.2414;

/**
 * Tests, for each model on its own, whether the text could be a sample from it. Two z-scores count: of
 * the log ratio and of the surprisal. Both are sums of martingale differences over their standard
 * deviations, so that dependence between tokens does no harm.
 */
export function authorship(comparison: Comparison): Authorship {
  return finish(authorshipInSteps(comparison, impliedReward(comparison)));
}

/**
 * {@link authorship} in steps.
 *
 * @param reward of the comparison
 */
export function* authorshipInSteps(
  comparison: Comparison,
  reward: ImpliedReward,
): Steps<Authorship> {
  const { scoredCount } = comparison;
  const last = scoredCount - 1;
  const total = reward.accumulated[last] ?? 0;
  const typicality = function* (model: 'base' | 'tuned', path: ExpectedPath): Steps<Typicality> {
    return {
      logRatio: zScore(total - (path.mean[last] ?? 0), path.standardDeviation[last] ?? 0),
      ...surprisalTypicality(yield* temperatureSums(comparison, model, 0, scoredCount)),
    };
  };
  const ofBase = yield* typicality('base', reward.byBase);
  const ofTuned = yield* typicality('tuned', reward.byTuned);
  // What a model rules out no rounding makes: that is told, however alike the rest is.
  const isAlike =
    ofBase.ruledOut + ofTuned.ruledOut === 0 &&
    predictedAlike(comparison.pair, yield* mixtureSums(comparison, 0, scoredCount));
  const like = { base: isTypical(ofBase), tuned: isTypical(ofTuned) };
  return {
    tokens: scoredCount,
    base: ofBase,
    tuned: ofTuned,
    logLikelihoodRatio: total,
    isAlike,
    verdict:
      scoredCount < authorshipTokens || isAlike
        ? 'noEvidence'
        : like.base
          ? like.tuned
            ? 'both'
            : 'base'
          : like.tuned
            ? 'tuned'
            : 'neither',
  };
}

/** Whether a text could be a sample from a model, as far as the two z-scores tell. */
export function isTypical({ logRatio, surprisal, ruledOut }: Typicality): boolean {
  if (ruledOut > 0) return false;
  return [logRatio, surprisal].every((z) => z === undefined || Math.abs(z) < typicalWithin);
}

/** @param sums of the model's p^a over the text */
function surprisalTypicality({
  slope,
  curvature,
  observed,
  skipped,
}: GridSums): Pick<Typicality, 'surprisal' | 'ruledOut'> {
  // At a = 1 the slope is −Σ entropy and the curvature Σ varentropy; −Σ surprisal is observed.
  const gap = observed - (slope[plainTemperature] ?? NaN);
  return {
    surprisal: zScore(gap, Math.sqrt(curvature[plainTemperature] ?? NaN)),
    ruledOut: skipped,
  };
}

/** What is 0 of 0, or has no finite spread, has no z-score. */
function zScore(deviation: number, standardDeviation: number): number | undefined {
  const z = deviation / standardDeviation;
  return Number.isFinite(z) ? z : undefined;
}
