import { isCausal, notCausalSentence } from '../causality';
import {
  formatNats,
  formatNumber,
  formatPlusMinus,
  formatSigned,
  fromNats,
  type DisplayUnit,
} from '../format';
import type { MeanInterval } from '../stats/meanInterval';
import { answeredBy, type FitComparison, type ProbeReport } from './probeReport';
import { elsewhereText, unansweredSentences } from './unanswered';

/** A mean in the display unit with its interval: `0.30 (0.12 to 0.48)`. */
export function intervalText(
  { mean, low, high }: MeanInterval,
  unit: DisplayUnit,
  signed = false,
): string {
  const show = (nats: number): string =>
    (signed ? formatSigned : formatNumber)(fromNats(nats, unit), 2);
  return low === undefined || high === undefined
    ? show(mean)
    : `${show(mean)} (${show(low)} to ${show(high)})`;
}

/** What has become of conditional inference: the finding over all probes. */
export function probesVerdict(report: ProbeReport, unit: DisplayUnit): string {
  const { pair, overall, overallOf, answeredByOne } = report;
  if (!isCausal(pair)) return notCausalSentence(pair, unit);
  const { count } = overall.difference;
  if (count === 0) {
    const none =
      answeredByOne === 0
        ? 'neither model answers any of the questions'
        : `no question is answered by both models (by one of them: ${answeredByOne})`;
    const asked = report.outcomes.flatMap((outcome) => outcome.asked);
    return `No evidence: ${none}. ${elsewhereText(asked)} on none of the answers.`;
  }
  const over = `${count} ${overallOf === 'probes' ? 'probe' : 'question'}${count === 1 ? '' : 's'}`;
  const distances = `KL(truth ‖ model) is ${formatNats(overall.tuned.mean, unit)} for tuned and ${formatNats(overall.base.mean, unit)} for base on average over ${over}`;
  const more = `${intervalText(overall.difference, unit, true)} ${unit}`;
  switch (directionOf(overall)) {
    case 'lost':
      return `The tuned model has lost conditional inference here: ${distances}, a difference of ${more}.`;
    case 'gained':
      return `The tuned model answers closer to the stated odds than the base: ${distances}, a difference of ${more}.`;
    case 'noEvidence':
      return `No evidence that conditional inference was lost or gained: ${distances}, a difference of ${more}.`;
  }
}

/** What the interval of the difference says. */
export function directionOf({ difference }: FitComparison): 'lost' | 'gained' | 'noEvidence' {
  const { low, high } = difference;
  if (low !== undefined && low > 0) return 'lost';
  if (high !== undefined && high < 0) return 'gained';
  return 'noEvidence';
}

/** One probe's finding in a word or two. */
export function directionText(fit: FitComparison): string {
  if (fit.difference.count === 0) return 'not answered by both';
  return { lost: 'lost', gained: 'closer', noEvidence: 'no evidence' }[directionOf(fit)];
}

/** Whether answered odds follow stated odds; empty where too few are stated. */
export function slopeSentence({ slopes }: ProbeReport): string {
  if (slopes === undefined) return '';
  const show = ({ slope, standardError }: typeof slopes.base): string =>
    formatPlusMinus(slope, standardError);
  return `Answered odds follow stated odds with a slope of ${show(slopes.tuned)} for tuned and ${show(slopes.base)} for base, over ${slopes.base.questions} questions with two answers (1 is right, 0 ignores what is stated; standard errors over probes).`;
}

/** What has to be known to read the report right. */
export function probesCaveat({ outcomes, answeredByOne, chat }: ProbeReport): string {
  const asked = outcomes.flatMap((outcome) => outcome.asked);
  const leftOut = asked.filter((question) => answeredBy(question) < 2).length;
  return [
    'Probabilities are of the answers by any tokens that spell them, compared as shares of what is on answers at all; what is left over has a table of its own with the distances.',
    ...(leftOut === 0
      ? []
      : [
          `${leftOut} of ${asked.length} questions are left out of the means, because a model gives less than 10 % to all answers together (answered by one model only: ${answeredByOne}).`,
          ...unansweredSentences(outcomes),
        ]),
    ...(chat ? ['The tuned model was asked in a chat, the base as it is.'] : []),
  ].join(' ');
}
