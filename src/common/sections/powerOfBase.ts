import type { Analyses } from '../analysis/analyses';
import { sharpeningTokens } from '../analysis/sharpening';
import { formatNumber, formatProbability } from '../format';

/** What of an update raising base's probabilities to one power explains. */
type Power = Pick<Analyses, 'sharpening' | 'supportedUpdate'>;

/** Share of the update below which its size does not matter. */
const hardlyAny = 0.01;

/** How much of the update base^γ explains, as a sentence; none where the models predict the same. */
export function powerSentence({ sharpening, supportedUpdate }: Power): string[] {
  if (sharpening === undefined) return [];
  if (supportedUpdate.tokens < sharpeningTokens) {
    return [
      `There is no evidence of how much of the update a power of base’s probabilities explains: that needs ${sharpeningTokens} tokens, and there ${supportedUpdate.tokens === 1 ? 'is' : 'are'} ${supportedUpdate.tokens}.`,
    ];
  }
  const { gamma, share, isBound } = sharpening;
  const much = isBound
    ? `At least ${formatProbability(share)}`
    : share < hardlyAny
      ? `Less than ${formatProbability(hardlyAny)}`
      : formatProbability(share);
  return [
    `${much} of the update is what raising base’s probabilities to the power γ = ${shownGamma(gamma, isBound)} does${effect(gamma, isBound)}; the rest is other change.`,
  ];
}

/** The same as figures, for a table. */
export function powerRows({
  sharpening,
  supportedUpdate,
}: Power): (readonly [name: string, value: string])[] {
  if (sharpening === undefined) return [];
  const { gamma, share, isBound } = sharpening;
  const isFew = supportedUpdate.tokens < sharpeningTokens;
  const shown = `${isBound ? 'at least ' : ''}${formatProbability(share)}`;
  return [
    ['share of the update that base^γ explains', isFew ? 'no evidence' : shown],
    ['γ of base^γ nearest to tuned', isFew ? 'no evidence' : shownGamma(gamma, isBound)],
  ];
}

function shownGamma(gamma: number, isBound: boolean): string {
  return `${formatNumber(gamma, 2)}${isBound ? ' or beyond' : ''}`;
}

/** What the power does to base; nothing that is worth a word where γ is 1 as far as it is shown. */
function effect(gamma: number, isBound: boolean): string {
  if (formatNumber(gamma, 2) === formatNumber(1, 2)) return '';
  if (gamma > 1) return ', which sharpens them';
  // Beyond the lower end of the grid γ can be negative, which does more than flatten.
  return isBound
    ? ', which flattens them or, below 0, reverses their order'
    : ', which flattens them';
}
