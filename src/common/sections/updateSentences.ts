import { marginOf, type SupportedUpdate } from '../analysis/supportedUpdate';
import { formatNumber, formatPlusMinus } from '../format';
import { alikeReason } from '../sentences';

/**
 * What λ* of a text, or of a part of it, says.
 *
 * @param subject what it is about, as the beginning of a sentence
 * @param withInterval names the likelihood interval, where there is evidence
 */
export function updateSentence(
  update: SupportedUpdate,
  subject = 'This text',
  withInterval = false,
): string {
  const { fit, evidence, tokens: count } = update;
  if (count === 0) return 'No evidence: there is no token that says anything.';
  const margin = marginOf(update);
  if (fit === undefined) {
    return 'No evidence: the two models are too alike here, they predict the same.';
  }
  if (update.isAlike) return `No evidence: ${alikeReason}.`;
  const within = withInterval ? ` (95 % likelihood interval ${shownInterval(update)})` : '';
  const supports = `${subject} supports ${shownUpdate(update)} of the update${within}`;
  switch (evidence) {
    case 'none':
      return `No evidence: the two models are too alike here, or there is too little text (standard error ${formatNumber(margin, 1)}).`;
    case 'undecided':
      return `${supports}: both none and all of it are within two standard errors.`;
    case 'against':
      return `${supports}: it goes against the update, for which the tuned model is over-updated.`;
    case 'unsupported':
      return `${supports}, which is not more than none by two standard errors: the tuned model is over-updated for it.`;
    case 'over':
      return `${supports}: the tuned model is over-updated for it.`;
    case 'supported':
      return `${supports}: all of it, as far as the standard error tells.`;
    case 'under':
      return `${supports}: the tuned model is under-updated for it.`;
  }
}

/** λ* with its standard error, or the end of the grid that it lies beyond. */
export function shownUpdate(update: SupportedUpdate): string {
  const { fit, evidence } = update;
  if (fit === undefined || evidence === 'none') return 'no evidence';
  if (fit.atEnd === 'lower') return `${formatNumber(fit.estimate, 0)} or less`;
  if (fit.atEnd === 'upper') return `${formatNumber(fit.estimate, 0)} or more`;
  return formatPlusMinus(fit.estimate, marginOf(update), false, 1);
}

/** The 95 % likelihood interval of λ, which may go on beyond the ends of the grid. */
export function shownInterval({ fit, sums }: SupportedUpdate): string {
  if (fit === undefined) return 'no evidence';
  const { from, to } = fit.interval;
  const low = from === sums.points[0] ? `${formatNumber(from, 0)} or less` : formatNumber(from, 2);
  const high = to === sums.points.at(-1) ? `${formatNumber(to, 0)} or more` : formatNumber(to, 2);
  return `${low} to ${high}`;
}
