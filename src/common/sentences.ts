import { isCausal, notCausalSentence, trustedFrom } from './causality';
import { logRatio, type Comparison } from './comparison';
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
  if (maxJs <= pair.noiseFloor) {
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

function reservations({ rowCount, scoredCount }: Comparison): string[] {
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
  return isCausal(comparison.pair) ? `${name} · ${amount}` : `${name} · ${amount}, not reliable`;
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
