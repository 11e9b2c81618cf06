import type { Comparison } from '../comparison';
import { contextCapSentence } from '../contextCap';
import { littleContext } from '../divergent';
import {
  formatAmount,
  formatNats,
  formatNumber,
  formatProbability,
  formatSigned,
  fromNats,
  type DisplayUnit,
} from '../format';
import type { Estimate } from '../stats/estimate';
import type { Summary } from '../stats/summary';

/** One figure of a summary: a name, its number with its unit, and what helps to read it. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

/** Probability outside the common vocabulary from which a reader is told of it. */
const notableMass = 1e-4;

/** The summary as lines for reading; none where no token is scored. */
export function figuresOf(
  { rowCount, pair }: Comparison,
  summary: Summary,
  unit: DisplayUnit,
): Figure[] {
  if (summary.scoredTokens === 0) return [];
  const nats = (value: number): string => formatNats(value, unit);
  const spread = (median: number, p95: number): string =>
    `median ${formatAmount(fromNats(median, unit))}, 95 % below ${formatAmount(fromNats(p95, unit))}`;
  const { scoredTokens, divergentTokens, littleContextTokens } = summary;
  const share = formatProbability(divergentTokens / scoredTokens);
  return [
    {
      label: 'mean divergence',
      value: estimate(summary.meanJs, unit),
      note: `${spread(summary.medianJs, summary.p95Js)}, max ${formatAmount(fromNats(summary.maxJs, unit))}`,
    },
    {
      label: 'noise floor',
      value: nats(pair.noiseFloor),
      note: 'divergence that arithmetic alone produces',
    },
    ...(pair.causality === 0
      ? []
      : [
          {
            label: 'causality',
            value: nats(pair.causality),
            note: 'divergence by which later tokens move what is predicted before them',
          },
        ]),
    ...(pair.contextCap === undefined
      ? []
      : [
          {
            label: 'context window',
            value: `at most ${pair.contextCap.limit}`,
            note: contextCapSentence(pair.contextCap),
          },
        ]),
    {
      label: 'divergent tokens',
      value: `${divergentTokens} of ${scoredTokens}`,
      note: `${share}; threshold ${nats(summary.threshold)}`,
    },
    {
      label: 'mean log ratio',
      value: estimate(summary.meanLogRatio, unit, true),
      note: leaning(summary.meanLogRatio),
    },
    {
      label: 'KL(tuned ‖ base)',
      value: estimate(summary.meanKlTunedBase, unit),
      note: spread(summary.medianKlTunedBase, summary.p95KlTunedBase),
    },
    {
      label: 'KL(base ‖ tuned)',
      value: estimate(summary.meanKlBaseTuned, unit),
      note: '',
    },
    {
      label: 'total variation',
      value: estimate(summary.meanTv, undefined),
      note: 'probability that differs, 0 to 1',
    },
    {
      label: 'perplexity',
      value: `${perplexity(summary.perplexityBase)} → ${perplexity(summary.perplexityTuned)}`,
      note: 'base → tuned; lower predicts better',
    },
    {
      label: 'same first choice',
      value: formatProbability(summary.sameTop1Share),
      note: 'same token most probable to both',
    },
    ...(littleContextTokens === 0
      ? []
      : [
          {
            label: 'little context',
            value: `${littleContextTokens} of ${rowCount}`,
            note: `fewer than ${littleContext} tokens before them`,
          },
        ]),
    ...(pair.droppedMass <= notableMass
      ? []
      : [
          {
            label: 'left out',
            value: `up to ${formatProbability(pair.droppedMass)}`,
            note: 'probability on ids that only one model has',
          },
        ]),
  ];
}

/** What follows the ± of the figures, for a footnote. */
export function uncertaintyNote(summary: Summary): string {
  return summary.meanJs.standardError === undefined
    ? 'The text is too short for standard errors: they need 128 tokens.'
    : '± is one standard error, from the means of blocks of at least 32 tokens.';
}

/** A mean with its standard error, to the digits that the error leaves meaningful. */
function estimate(
  { mean, standardError }: Estimate,
  unit: DisplayUnit | undefined,
  signed = false,
): string {
  const convert = (value: number): number => (unit === undefined ? value : fromNats(value, unit));
  const suffix = unit === undefined ? '' : ` ${unit}`;
  const error = standardError === undefined ? undefined : convert(standardError);
  const digits =
    error === undefined || error === 0 ? 2 : clamp(-Math.floor(Math.log10(error)), 2, 3);
  const value = signed ? formatSigned(convert(mean), digits) : formatAmount(convert(mean), digits);
  return error === undefined
    ? `${value}${suffix}`
    : `${value} ± ${formatAmount(error, digits)}${suffix}`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Which model predicts the text better, where the standard error lets one say so. */
function leaning({ mean, standardError }: Estimate): string {
  if (standardError === undefined) return 'above 0 where tuned predicts the text better';
  if (Math.abs(mean) < 2 * standardError) return 'no evidence that either predicts it better';
  return mean > 0 ? 'tuned predicts this text better' : 'base predicts this text better';
}

function perplexity(value: number): string {
  return formatNumber(value, value < 10 ? 2 : value < 1000 ? 1 : 0);
}
