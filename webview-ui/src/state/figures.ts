import {
  formatNats,
  formatNumber,
  formatProbability,
  formatSigned,
  fromNats,
  type DisplayUnit,
} from '../../../src/common/format';
import type { PanelEstimate, PanelFigures } from '../../../src/common/protocol/panel';

/** One of the overview's figures as it is shown. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

function margin({ standardError }: PanelEstimate, unit: DisplayUnit, digits: number): string {
  if (standardError === undefined) return 'per token (too short for ±)';
  return `± ${formatNumber(fromNats(standardError, unit), digits)} per token`;
}

function perplexity(value: number): string {
  return formatNumber(value, value < 100 ? 1 : 0);
}

/** The four figures of a text, as they are shown. */
export function overviewFigures(figures: PanelFigures, unit: DisplayUnit): readonly Figure[] {
  const { scoredTokens, divergentTokens } = figures;
  return [
    {
      label: 'Divergence',
      value: formatNats(figures.meanJs.mean, unit, 3),
      note: margin(figures.meanJs, unit, 3),
    },
    {
      label: 'Perplexity',
      value: `${perplexity(figures.perplexityBase)} → ${perplexity(figures.perplexityTuned)}`,
      note: 'base → tuned',
    },
    {
      label: 'Divergent tokens',
      value: String(divergentTokens),
      note: `${formatProbability(scoredTokens > 0 ? divergentTokens / scoredTokens : 0)} of ${scoredTokens}`,
    },
    {
      label: 'Implied reward',
      value: `${formatSigned(fromNats(figures.meanLogRatio.mean, unit), 2)} ${unit}`,
      note: margin(figures.meanLogRatio, unit, 2),
    },
  ];
}
