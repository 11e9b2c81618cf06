import {
  formatAmount,
  formatNats,
  formatNumber,
  formatProbability,
  formatSignedNats,
  fromNats,
  type DisplayUnit,
} from '../format';
import type { PanelEstimate, PanelFigures } from '../protocol/panel';
import type { Figure } from '../report/figures';

function margin({ standardError }: PanelEstimate, unit: DisplayUnit, digits: number): string {
  if (standardError === undefined) return 'per token (too short for ±)';
  return `± ${formatAmount(fromNats(standardError, unit), digits)} per token`;
}

/** Decimals that a mean and its standard error are shown with: as many as the error gives meaning. */
function digitsOf({ standardError }: PanelEstimate, unit: DisplayUnit, least: number): number {
  if (standardError === undefined || standardError === 0) return least;
  const needed = -Math.floor(Math.log10(fromNats(standardError, unit)));
  return Math.min(6, Math.max(least, needed));
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A perplexity; from a hundred thousand on as a power of ten. */
function perplexity(value: number): string {
  if (value < 1e5 || !Number.isFinite(value)) return formatNumber(value, value < 100 ? 1 : 0);
  const [factor, exponent] = value.toExponential(1).split('e+');
  const power = Array.from(exponent ?? '', (digit) => superscripts[Number(digit)]).join('');
  return `${factor}·10${power}`;
}

function perplexityError({ mean, standardError = 0 }: PanelEstimate): string {
  return standardError < 1e5
    ? formatAmount(standardError, mean < 100 ? 1 : 0)
    : perplexity(standardError);
}

function shareError({ standardError }: PanelEstimate): string {
  return standardError === undefined ? '' : ` ± ${formatProbability(standardError)}`;
}

function noiseFloorNote(noiseFloor: number, unit: DisplayUnit): string {
  return `noise floor ${formatAmount(fromNats(noiseFloor, unit), 3)}`.replace('< ', '<\u00a0');
}

/** The four figures of a text, as they are shown. The noise floor is in nats. */
export function overviewFigures(
  figures: PanelFigures,
  unit: DisplayUnit,
  noiseFloor: number,
): readonly Figure[] {
  const { scoredTokens, divergentTokens, divergentShare, perplexityBase, perplexityTuned } =
    figures;
  const { meanJs, meanLogRatio } = figures;
  const jsDigits = digitsOf(meanJs, unit, 3);
  const rewardDigits = digitsOf(meanLogRatio, unit, 2);
  const share = formatProbability(scoredTokens > 0 ? divergentShare.mean : 0);
  const hasError = perplexityBase.standardError !== undefined;
  return [
    {
      label: 'Divergence',
      value: formatNats(meanJs.mean, unit, jsDigits),
      note: `${margin(meanJs, unit, jsDigits)}, ${noiseFloorNote(noiseFloor, unit)}`,
    },
    {
      label: 'Perplexity',
      value: `${perplexity(perplexityBase.mean)} → ${perplexity(perplexityTuned.mean)}`,
      note: hasError
        ? `base ± ${perplexityError(perplexityBase)} → tuned ± ${perplexityError(perplexityTuned)}`
        : 'base → tuned',
    },
    {
      label: 'Divergent tokens',
      value: String(divergentTokens),
      note: `${share}${shareError(divergentShare)} of ${scoredTokens}`,
    },
    {
      label: 'Implied reward',
      value: formatSignedNats(meanLogRatio.mean, unit, rewardDigits),
      note: margin(meanLogRatio, unit, rewardDigits),
    },
  ];
}
