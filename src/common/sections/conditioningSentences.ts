import { conditioning, type Conditioning } from '../analysis/conditioning';
import { isCausal, noiseFloorText, notCausalSentence } from '../causality';
import type { Comparison, Condition } from '../comparison';
import { formatAmount, formatNats, formatNumber, fromNats, type DisplayUnit } from '../format';
import { tokens } from '../sentences';
import { visibleText } from '../text/tokenText';

/** Longest prefix that is shown whole, in characters. */
const longest = 48;

/** A prefix as it is shown: line breaks as signs, the end of a long one left out. */
export function prefixText({ text }: Condition): string {
  const characters = Array.from(visibleText(text).replaceAll('␣', ' '));
  return characters.length <= longest
    ? characters.join('')
    : `${characters.slice(0, longest - 1).join('')}…`;
}

/** The name of a comparison's prefix inside of a sentence, in which its direction of writing ends. */
export function quotedPrefix({ condition }: Comparison): string {
  return condition === undefined ? 'the prefix' : `“\u2068${prefixText(condition)}\u2069”`;
}

/** A share as a percentage that keeps its sign: `34 %`, `−12 %`. */
export function shareText(share: number): string {
  const percent = 100 * share;
  if (percent !== 0 && Math.abs(percent) < 1) return `${formatAmount(percent, 1)} %`;
  return `${formatNumber(percent, 0)} %`;
}

/** The interval of a share: `28 % to 40 %`; empty without one. */
export function intervalText({ interval }: Conditioning): string {
  return interval === undefined ? '' : `${shareText(interval.from)} to ${shareText(interval.to)}`;
}

/** How much of the tuned model's shift a prefix explains, in a sentence or two. */
export function conditioningSentence(
  plain: Comparison,
  conditioned: Comparison,
  unit: DisplayUnit,
): string {
  if (!isCausal(plain.pair)) return notCausalSentence(plain.pair, unit);
  const result = conditioning(plain, conditioned);
  const { share = 0, rows, meanKlTunedBase, meanKlTunedConditioned } = result;
  const prefix = quotedPrefix(conditioned);
  const interval = `95 % interval ${intervalText(result)}`;
  const floor = noiseFloorText(plain.pair, 'klTunedBase', unit);
  const sums =
    `KL(tuned ‖ base) is ${formatNats(meanKlTunedBase, unit)} per token over ${tokens(rows.length)} (${floor}), ` +
    `and ${formatAmount(fromNats(meanKlTunedConditioned, unit))} with the prefix.`;
  switch (result.evidence) {
    case 'noTokens':
      return `No evidence about ${prefix}: no token can be compared with and without it. Each needs eight tokens of context, and the same ones of the text.`;
    case 'noShift':
      return `No evidence about ${prefix}: the two models predict this text alike, so that there is no shift to explain (KL(tuned ‖ base) ${formatNats(meanKlTunedBase, unit)} per token, ${floor}).`;
    case 'noInterval':
      return `No evidence yet about ${prefix}: an interval takes 128 tokens and all of the text scored. Its share of the tuned model’s shift here is ${shareText(share)}. ${sums}`;
    case 'undecided':
      return `There is no evidence that the prefix ${prefix} explains any of the tuned model’s shift: its share is ${shareText(share)} (${interval}). ${sums}`;
    case 'explains':
      return `The prefix ${prefix} explains ${shareText(share)} of the tuned model’s shift (${interval}). ${sums}`;
    case 'opposes':
      return `The prefix ${prefix} explains none of the tuned model’s shift, it leads away from it: its share is ${shareText(share)} (${interval}). ${sums}`;
  }
}

/** What has to be known to read the share: what is left out, and how prefix and text meet. */
export function conditioningCaveat(plain: Comparison, conditioned: Comparison): string {
  const { leftOut } = conditioning(plain, conditioned);
  const { littleContext, otherWindow, ruledOut, missing } = leftOut;
  const counts = [
    ...(littleContext > 0 ? [`${littleContext} at the beginning, with little context`] : []),
    ...(otherWindow > 0
      ? [`${otherWindow} at which the prefix takes the place of tokens of the text`]
      : []),
    ...(ruledOut > 0 ? [`${ruledOut} at which a model rules out what the other does not`] : []),
    ...(missing > 0 ? [`${missing} that are edited since or not scored`] : []),
  ];
  return [
    'The share is of this text’s next-token predictions, and of this wording: another may explain more.',
    ...(counts.length === 0 ? [] : [`Left out: ${counts.join('; ')}.`]),
    ...(conditioned.condition?.isSplitAlike === false
      ? [
          'Prefix and text are split into tokens each by itself; as one text they would be split otherwise where they meet. End the prefix with a line break to avoid that.',
        ]
      : []),
  ].join(' ');
}

/** A probability or share for a table; `–` where there is none. */
export function shareCell({ share, evidence }: Conditioning): string {
  if (evidence === 'noTokens' || share === undefined) return 'no evidence';
  return shareText(share);
}
