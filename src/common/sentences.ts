import { isCausal, noiseFloorText, notCausalSentence, trustedFrom } from './causality';
import { logRatio, type Comparison, type ScoredPair } from './comparison';
import { littleContext } from './divergent';
import {
  displayValue,
  formatAmount,
  formatNats,
  formatSignedNats,
  fromNats,
  type DisplayUnit,
} from './format';
import type { Metric } from './metrics';
import type { Summary } from './stats/summary';
import { visibleToken } from './text/tokenText';

/**
 * The finding in one sentence, numbers first; only that they are not reliable where the pair is not
 * causal. Where only a part is scored so far, or where the text is too short to say much, a second
 * sentence says so.
 */
export function verdictSentence(
  comparison: Comparison,
  summary: Summary,
  unit: DisplayUnit,
): string {
  if (comparison.rowCount === 0) return 'There is nothing to compare: the text has no tokens.';
  if (comparison.scoredCount === 0) return 'No token is scored yet.';
  return [finding(comparison, summary, unit), ...reservations(comparison)].join(' ');
}

function finding(
  { pair }: Comparison,
  { scoredTokens, divergentTokens, meanJs, maxJs, threshold }: Summary,
  unit: DisplayUnit,
): string {
  if (!isCausal(pair)) return notCausalSentence(pair, unit);
  if (isAlike(pair, { maxJs })) {
    return 'Both models predict this text alike: no token is above the noise floor.';
  }
  const floor = formatAmount(fromNats(pair.noiseFloor, unit));
  const average = `divergence ${formatNats(meanJs.mean, unit)} per token on average (noise floor ${floor})`;
  if (divergentTokens === 0) {
    return `The two models differ only slightly here: ${average}; no token reaches the threshold of ${formatNats(threshold, unit)}.`;
  }
  const verb = divergentTokens === 1 ? 'is' : 'are';
  return `The tuned model predicts differently here: ${average}; ${divergentTokens} of ${tokens(scoredTokens)} ${verb} divergent.`;
}

/** Why nothing is said that rests on the difference of two models within the noise floor. */
export const alikeReason =
  'the two models predict this text alike, mean KL(tuned ‖ base) being within the noise floor';

/** Whether no token's divergence is above what arithmetic alone may have produced. */
function isAlike(pair: ScoredPair, { maxJs }: Pick<Summary, 'maxJs'>): boolean {
  return maxJs <= trustedFrom(pair);
}

function reservations({ rowCount, scoredCount, isSplit }: Comparison): string[] {
  if (!isSplit) return [`Scored so far: ${tokens(scoredCount)}.`];
  if (scoredCount < rowCount) return [`Scored so far: ${scoredCount} of ${tokens(rowCount)}.`];
  if (rowCount < littleContext) {
    return ['A text this short says little: the first tokens have almost no context.'];
  }
  return [];
}

/** A count of tokens, such as `1 token` or `612 tokens`. */
export function tokens(count: number): string {
  return count === 1 ? '1 token' : `${count} tokens`;
}

/** The pair and how far apart its models are overall, for the status bar: `Wedding party · 0.08 bits`. */
export function statusText(comparison: Comparison, summary: Summary, unit: DisplayUnit): string {
  const { name } = comparison.pair;
  if (summary.scoredTokens === 0) return name;
  const amount = formatNats(summary.meanJs.mean, unit);
  if (!isCausal(comparison.pair)) return `${name} · ${amount}, not reliable`;
  return isAlike(comparison.pair, summary) ? `${name} · alike here` : `${name} · ${amount}`;
}

/** What the status bar's item says on demand: the verdict, and what its divergences are measured against. */
export function statusDetail(comparison: Comparison, summary: Summary, unit: DisplayUnit): string {
  const verdict = verdictSentence(comparison, summary, unit);
  if (summary.scoredTokens === 0 || !isCausal(comparison.pair)) return verdict;
  return `${verdict} ${capitalised(limitsText(comparison.pair, summary.threshold, unit))}.`;
}

/** The threshold in nats and the noise floor, which divergent tokens are above. */
export function limitsText(
  pair: Pick<ScoredPair, 'noiseFloor' | 'causality'>,
  threshold: number,
  unit: DisplayUnit,
): string {
  return `threshold ${formatNats(threshold, unit)}, ${noiseFloorText(pair, 'js', unit)}`;
}

/** How many of the scored tokens are divergent, and which way they go, in a sentence. */
export function divergentSentence(
  { favoured, avoided, scored }: DivergentCounts,
  limits: string,
): string {
  const count = favoured + avoided;
  if (count === 0) return `None of ${tokens(scored)} is divergent (${limits}).`;
  const verb = count === 1 ? 'is' : 'are';
  return `${count} of ${tokens(scored)} ${verb} divergent: ${directions(favoured, avoided)} (${limits}).`;
}

/** Divergent tokens that the tuned model favours and avoids, and tokens that are scored. */
export interface DivergentCounts {
  readonly favoured: number;
  readonly avoided: number;
  readonly scored: number;
}

/** Which way the divergent tokens go; a count that is 0 is not spelled out. */
function directions(favoured: number, avoided: number): string {
  if (avoided === 0) return `the tuned model favours ${favoured === 1 ? 'it' : 'all of them'}`;
  if (favoured === 0) return `the tuned model avoids ${avoided === 1 ? 'it' : 'all of them'}`;
  return `the tuned model favours ${favoured} and avoids ${avoided}`;
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Log ratios smaller than this, in nats, are no preference: less than 0.05 bits, a factor of 1.035. */
const noPreference = 0.05 * Math.LN2;

/** What a log ratio in nats says about the token that is there. */
export function preferenceOf(
  logRatioNats: number,
): 'tuned favours it' | 'tuned avoids it' | 'no preference' {
  if (Math.abs(logRatioNats) < noPreference) return 'no preference';
  return logRatioNats > 0 ? 'tuned favours it' : 'tuned avoids it';
}

/** What two predictions and their log ratio say of the token that is there. */
export type Reading = 'alike here' | ReturnType<typeof preferenceOf>;

/**
 * What there is to say of a token: that both predict alike where the divergence is no more than the
 * noise floor, and else what the tuned model does with it. In nats.
 */
export function readingOf(js: number, logRatioNats: number, floor: number): Reading {
  return js <= floor ? 'alike here' : preferenceOf(logRatioNats);
}

/** The reading of a row's token. */
export function readingAt(comparison: Comparison, row: number): Reading {
  const js = comparison.divergence.js[row] ?? 0;
  return readingOf(js, logRatio(comparison, row), trustedFrom(comparison.pair));
}

/** A metric's value as a number without its unit; only what is exactly 0 reads as 0. */
export function metricNumber(metric: Metric, unit: DisplayUnit, value: number): string {
  const text = formatAmount(displayValue(value, metric.unit, unit));
  const isPlus = metric.kind === 'diverging' && value > 0 && !text.startsWith('<');
  return isPlus ? `+${text}` : text;
}

/** One row in one line: `␣wedding: divergence 0.61 bits, log ratio +4.3 bits (tuned favours it)`. */
export function tokenSentence(comparison: Comparison, row: number, unit: DisplayUnit): string {
  const piece = comparison.pieces.get(comparison.tokens.id[row] ?? -1) ?? new Uint8Array();
  const ratio = logRatio(comparison, row);
  const js = comparison.divergence.js[row] ?? 0;
  return `${visibleToken(piece)}: divergence ${formatNats(js, unit)}, log ratio ${formatSignedNats(ratio, unit)} (${readingAt(comparison, row)})`;
}
