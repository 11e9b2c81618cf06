import { isCausal, notCausalSentence } from '../causality';
import { formatNumber, formatPlusMinus, fromNats, type DisplayUnit } from '../format';
import { decodingText, isExact } from '../sampling/decoding';
import { fewestPrompts } from '../sampling/fewestPrompts';
import { seenSentence } from '../sampling/seenPrompts';
import type { Share } from '../stats/proportions';
import { visibleText } from '../text/tokenText';
import type { AttractorReport } from './attractorReport';
import type { Cluster } from './clusters';
import type { Diversity } from './diversity';
import type { PerturbationReport, PerturbationSide } from './perturbation';
import type { Theme } from './theme';
import type { WithinPrompt } from './withinPrompt';

/** A share with its interval: `64 % (57 to 70 %)`. */
export function shareText({ share, low, high }: Share): string {
  return `${percent(share)} % (${percent(low)} to ${percent(high)} %)`;
}

/** A share, or a difference of shares, in per cent, to the digits that small and large ones need. */
export function percent(share: number): string {
  const value = 100 * share;
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return formatNumber(value, (size > 0 && size < 1) || (size > 99 && size < 100) ? 1 : 0);
}

/** Whether and to what the tuned model returns, numbers first. */
export function attractorVerdict(report: AttractorReport, unit: DisplayUnit): string {
  const { set, search, attractingCluster, withinPrompt } = report;
  if (!isCausal(set.pair)) return notCausalSentence(set.pair, unit);
  const sentences = [
    ...(search.found && search.theme !== undefined
      ? [themeSentence(report, search.theme), clearestSentence(report)].filter(
          (each) => each !== '',
        )
      : []),
    ...(attractingCluster === undefined ? [] : [clusterSentence(report, attractingCluster)]),
  ];
  const own = withinPrompt?.isOwn === true ? [ownSentence(withinPrompt)] : [];
  return [...(sentences.length === 0 ? [noneSentence(report)] : sentences), ...own].join(' ');
}

/** How many continuations hold the theme, and in how many prompts. */
export function themeSentence({ set }: AttractorReport, theme: Theme): string {
  const prompts = set.prompts.length;
  const where = prompts === 1 ? '' : `, in ${theme.tunedPrompts} of ${prompts} prompts`;
  const whereBase = prompts === 1 ? '' : `, in ${theme.basePrompts} of ${prompts}`;
  const shared = theme.isShared ? ' shared across prompts' : '';
  const apart = prompts === 1 || theme.isShared ? '' : apartText(theme);
  return (
    `The tuned model has an attractor${shared}: ${shareText(theme.tuned)} of its continuations hold ` +
    `${listOf(theme.phrases)}${where}${apart}; of the base’s ${shareText(theme.base)}${whereBase}.`
  );
}

/** Why a theme is not shared: each prompt has phrases of its own, or nearly all of it is one prompt's. */
function apartText({ sharedPrompts, tunedPrompts, tuned, mostOfOnePrompt }: Theme): string {
  return sharedPrompts === 1 || sharedPrompts < tunedPrompts / 2
    ? ` (none of these in more than ${sharedPrompts})`
    : oneText(tuned, mostOfOnePrompt);
}

/** How much of what is counted is one prompt's. */
function oneText({ count }: Share, mostOfOnePrompt: number): string {
  return ` (${mostOfOnePrompt} of ${count} in one of them)`;
}

/** That prompts have attractors of their own, by how alike the continuations of each are. */
export function ownSentence(withinPrompt: WithinPrompt): string {
  const { tuned, base, difference, low, high, prompts, tunedPrompts, tunedAcross } = withinPrompt;
  const lead =
    tunedPrompts === prompts
      ? 'Each prompt has an attractor of its own'
      : 'Prompts have attractors of their own';
  return (
    `${lead}: two tuned continuations of the same prompt are alike with a chance of ${percent(tuned)} %, ` +
    `two of the base’s with ${percent(base)} %, a difference of ${percent(difference)} % ` +
    `(${percent(low)} to ${percent(high)} %), above 0 in ${tunedPrompts} of ${prompts} prompts; ` +
    `two tuned ones of different prompts with ${percent(tunedAcross)} %.`
  );
}

/**
 * The phrase that sets tuned apart most clearly, which is seldom what most of its continuations hold; empty
 * where it is all that the theme has. It is the first of many and was counted where it was found, so that its
 * shares are likely too far apart, and are not the theme's, which are of the half that nothing was chosen on.
 */
export function clearestSentence({ set, favoured, diversity, search }: AttractorReport): string {
  const [first] = favoured;
  const phrases = search.theme?.phrases ?? [];
  if (first === undefined || phrases.every((phrase) => phrase === first.phrase)) return '';
  const share = (count: number, { continuations }: Diversity): string =>
    `${percent(count / continuations)} %`;
  const prompts = set.prompts.length;
  const where = prompts === 1 ? '' : `, in ${first.tunedPrompts} of ${prompts} prompts`;
  return (
    `Counted on all continuations, ${listOf([first.phrase])} sets it apart most clearly of single phrases: in ` +
    `${share(first.tunedCount, diversity.tuned)} of the tuned ones${where}, and in ` +
    `${share(first.baseCount, diversity.base)} of the base’s.`
  );
}

/** How many continuations are alike. */
export function clusterSentence({ set }: AttractorReport, cluster: Cluster): string {
  const begins = excerpt(set.continuations[cluster.representative]?.text ?? '');
  const { tuned, tunedPrompts, isShared, mostOfOnePrompt } = cluster;
  const apart = isShared || tunedPrompts === 1 ? '' : oneText(tuned, mostOfOnePrompt);
  const where =
    set.prompts.length === 1
      ? ''
      : ` behind ${tunedPrompts} of ${set.prompts.length} prompts${apart}`;
  const shared = isShared ? 'Shared across prompts, ' : '';
  return (
    `${shared}${shareText(tuned)} of the tuned continuations are alike${where} and begin like ` +
    `“${begins}”; of the base’s ${shareText(cluster.base)}.`
  );
}

/** That no attractor was found, and what would have been. */
export function noneSentence({ set, search, withinPrompt }: AttractorReport): string {
  const written = set.continuations.filter(({ writer }) => writer === 'tuned').length;
  const shared = withinPrompt?.isOwn === true ? ' shared across prompts' : '';
  return `No attractor${shared} found (n = ${written}, ${limitText(search.detectable)}).`;
}

/**
 * What would have been seen.
 *
 * @param detectable share of continuations, as {@link AttractorReport.search} has it
 */
export function limitText(detectable: number | undefined): string {
  return detectable === undefined
    ? 'too few to see one of any size'
    : `would have seen words that the base never writes above ${percent(detectable)} %, nine times in ten`;
}

/** Words in quotation marks: `“cake”, “party” or “wedding”`. */
export function listOf(phrases: readonly string[]): string {
  const quoted = phrases.map((phrase) => `“${visibleText(phrase).replaceAll('␣', ' ')}”`);
  const last = quoted.at(-1) ?? '';
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(', ')} or ${last}`;
}

/** Longest excerpt of a continuation in a sentence or a table, in characters. */
const longestExcerpt = 60;

/** The beginning of a continuation in one line. */
export function excerpt(text: string, longest = longestExcerpt): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Z}]+/gu, ' ').trim();
  const characters = Array.from(line);
  if (characters.length <= longest) return line;
  return `${characters
    .slice(0, longest - 1)
    .join('')
    .trimEnd()}…`;
}

/** Standard errors from which a difference is more than chance. */
const evidence = 2;

/** How the two models' continuations differ in variety; empty where there are too few to say. */
export function varietySentence(report: AttractorReport, unit: DisplayUnit): string {
  const { base, tuned } = report.diversity;
  const { entropyStandardError: baseError } = base;
  const { entropyStandardError: tunedError } = tuned;
  const verdict = varietyVerdict(report);
  if (baseError === undefined || tunedError === undefined || verdict === '') return '';
  const show = (entropy: number, own: number, signed = false): string =>
    `${formatPlusMinus(fromNats(entropy, unit), fromNats(own, unit), signed)} ${unit}`;
  const { difference, standardError = NaN, isByPrompt } = report.entropyDifference;
  const pairing = isByPrompt ? ', prompt by prompt' : '';
  const both =
    `tuned ${show(tuned.entropy, tunedError)} of entropy in a continuation, ` +
    `base ${show(base.entropy, baseError)}, a difference of ${show(difference, standardError, true)}${pairing}`;
  return `${verdict}: ${both}.`;
}

/** Which model's continuations vary more, without a full stop; empty where there are too few to say. */
export function varietyVerdict({ entropyDifference }: AttractorReport): string {
  const { difference, standardError } = entropyDifference;
  if (standardError === undefined) return '';
  if (Math.abs(difference) <= evidence * standardError) {
    return 'No evidence that one model’s continuations vary more than the other’s';
  }
  return `The tuned model’s continuations vary ${difference < 0 ? 'less' : 'more'}`;
}

/** How many tuned continuations turn away from what the base expects, and where. */
export function turnSentence({ turns, set }: AttractorReport): string {
  const { base, tuned } = turns;
  if (tuned.medianToken === undefined) {
    return 'No tuned continuation leaves what the base expects.';
  }
  return (
    `${shareText(tuned.share)} of the tuned continuations leave what the base expects, half of them by ` +
    `token ${tuned.medianToken} of ${set.length}; of the base’s own ${shareText(base.share)}.`
  );
}

/** Whether a token could be changed in a text of either model. */
export function hasCases({ base, tuned }: PerturbationReport): boolean {
  return base.returns.total > 0 && tuned.returns.total > 0;
}

/** Whether the cases are of so few prompts that their intervals speak of these cases only. */
export function areFewPrompts({ base, tuned }: PerturbationReport): boolean {
  return Math.min(promptsOf(tuned), promptsOf(base)) < fewestPrompts;
}

function promptsOf({ perturbed }: PerturbationSide): number {
  return new Set(perturbed.map(({ prompt }) => prompt)).size;
}

/** Whether the most probable texts, which end at no stop text, come back after a token was changed. */
export function perturbationSentence(report: PerturbationReport): string {
  const { base, tuned, difference } = report;
  if (!hasCases(report)) {
    return 'The most probable texts are too short to change a token and see whether they return.';
  }
  const text = 'its own most probable text (stop texts are not used)';
  if (areFewPrompts(report)) {
    const prompts = [promptsOf(tuned), promptsOf(base)];
    const [least, most] = [Math.min(...prompts), Math.max(...prompts)];
    const cases = least === most ? String(most) : `${least} to ${most}`;
    return (
      `After a changed token the tuned model comes back to ${text} in ${tuned.returns.count} of ` +
      `${tuned.returns.total} cases, the base to its own in ${base.returns.count} of ` +
      `${base.returns.total}. These are cases of ${cases} ${most === 1 ? 'prompt' : 'prompts'}: too few to say how often it is so elsewhere.`
    );
  }
  const side = (name: string, { returns }: PerturbationSide): string =>
    `${name} in ${returns.count} of ${returns.total} cases, ${shareText(returns)}`;
  const more =
    difference.low > 0
      ? 'more often than'
      : difference.high < 0
        ? 'less often than'
        : 'about as often as';
  return `After a changed token the tuned model comes back to ${text} ${more} the base: ${side('tuned', tuned)}; ${side('base', base)}.`;
}

/** What has to be known to read the report right. */
export function attractorCaveat({ set, search }: AttractorReport): string {
  const halves =
    search.theme === undefined
      ? []
      : [
          `The words were chosen on half of the continuations and counted on the other half (${search.theme.tuned.total} by tuned, ${search.theme.base.total} by base).`,
        ];
  const scope =
    set.prompts.length === 1
      ? 'All of this is about one prompt: other prompts may lead elsewhere.'
      : `All of this is about these ${set.prompts.length} prompts and others like them.`;
  const drawn = isExact(set.decoding)
    ? []
    : [
        `Drawn with ${decodingText(set.decoding)}: entropies, coverage and branching are of the models’ own distributions along these texts, not of the one that was drawn from, and turning points are where they leave what text drawn from the base at temperature 1 would have.`,
      ];
  const seen = [seenSentence([set])].filter((sentence) => sentence !== '');
  return [...halves, scope, ...seen, ...drawn].join(' ');
}
