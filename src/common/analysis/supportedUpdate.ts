import type { Comparison } from '../comparison';
import type { RowRange } from '../rowRanges';
import type { Steps } from '../steps';
import { mixtureSums, type GridSums } from '../stats/gridSums';
import { fitFamily, logLikelihood, type FamilyFit } from './familyFit';
import { predictedAlike } from './predictedAlike';
import { robustError } from './robustError';
import { addUp, tokenBlocks } from './tokenBlocks';

/**
 * How much of the update from base to tuned a text supports: the λ of p_λ ∝ base^(1−λ)·tuned^λ that
 * makes the text most likely. 0 is the base, 1 the tuned model.
 */
export interface SupportedUpdate {
  /** Tokens that were counted, and tokens left out because a model rules out what the other does not. */
  readonly tokens: number;
  readonly leftOut: number;
  /** Undefined where the models agree at every token. */
  readonly fit: FamilyFit | undefined;
  /**
   * Standard error that holds if neither model wrote the text, too: from the spread of the likelihood's
   * slope between blocks of at least 32 tokens. Undefined below four blocks.
   */
  readonly robustStandardError: number | undefined;
  /** Their divergence is within the noise floor ({@link predictedAlike}). */
  readonly isAlike: boolean;
  readonly evidence: UpdateEvidence;
  /** What λ* gains in log-likelihood over the base and over the tuned model, in nats. */
  readonly gain: { readonly overBase: number; readonly overTuned: number };
  /** The likelihood's sums, from which it can be drawn. */
  readonly sums: GridSums;
}

/**
 * - `none`: the standard error is over 0.5, or the models predict alike
 * - `undecided`: both none and all of the update are within two standard errors
 * - `against`: λ* is below 0, by two standard errors
 * - `unsupported`: 0 is within two standard errors, and 1 is not
 * - `over`: λ* is above 0 and below 1, by two standard errors
 * - `supported`: 1 is within two standard errors, and 0 is not
 * - `under`: λ* is above 1, by two standard errors
 */
export type UpdateEvidence =
  'none' | 'undecided' | 'against' | 'unsupported' | 'over' | 'supported' | 'under';

/** Standard error from which on the text says nothing of the update. */
export const mostError = 0.5;

/**
 * Fits λ to the scored rows of a range. The family is a one-parameter exponential family with the log
 * ratio as its statistic, so that the likelihood has one maximum, and its second derivative is the
 * variance of the log ratio under p_λ.
 */
export function* supportedUpdate(comparison: Comparison, rows: RowRange): Steps<SupportedUpdate> {
  const blocks: GridSums[] = [];
  for (const { first, end } of tokenBlocks(rows)) {
    if (blocks.length > 0) yield;
    blocks.push(yield* mixtureSums(comparison, first, end));
  }
  const sums = addUp(blocks) ?? (yield* mixtureSums(comparison, rows.first, rows.first));
  const fit = fitFamily(sums);
  const robustStandardError = fit && robustError(blocks, fit.peak);
  const isAlike = predictedAlike(comparison.pair, sums);
  const at = (x: number): number => logLikelihood(sums, x);
  const best = fit === undefined ? 0 : at(fit.peak);
  return {
    tokens: sums.rowCount,
    leftOut: sums.skipped,
    fit,
    robustStandardError,
    isAlike,
    evidence: isAlike ? 'none' : evidenceOf(fit, marginOf({ fit, robustStandardError })),
    gain: {
      overBase: fit === undefined ? 0 : Math.max(0, best - at(0)),
      overTuned: fit === undefined ? 0 : Math.max(0, best - at(1)),
    },
    sums,
  };
}

/** The larger of the two standard errors, which is what is shown and decides; infinite without a fit. */
export function marginOf({
  fit,
  robustStandardError = 0,
}: Pick<SupportedUpdate, 'fit' | 'robustStandardError'>): number {
  return fit === undefined ? Infinity : Math.max(fit.standardError, robustStandardError);
}

function evidenceOf(fit: FamilyFit | undefined, margin: number): UpdateEvidence {
  if (fit === undefined || !(margin <= mostError)) return 'none';
  const low = fit.estimate - 2 * margin;
  const high = fit.estimate + 2 * margin;
  if (high < 0) return 'against';
  if (low > 1) return 'under';
  if (low <= 0) return high < 1 ? 'unsupported' : 'undecided';
  return high < 1 ? 'over' : 'supported';
}
