import { limitText, listOf, percent, shareText } from '../attractors/attractorSentences';
import type { WithinPrompt } from '../attractors/withinPrompt';
import { isCausal, notCausalSentence } from '../causality';
import { formatNats, formatNumber, type DisplayUnit } from '../format';
import { intervalText } from '../probes/probeSentences';
import { decodingText, isExact } from '../sampling/decoding';
import { seenSentence } from '../sampling/seenPrompts';
import { tokens } from '../sentences';
import { newcombe, type Share } from '../stats/proportions';
import type { CheckpointPoint, CheckpointSeries } from './checkpointSeries';

/** Whether and how the attractor grows with the KL that is spent, and what else does. */
export function checkpointsVerdict(series: CheckpointSeries, unit: DisplayUnit): string {
  const unreliable = series.points.find(({ set }) => !isCausal(set.pair));
  if (unreliable !== undefined) return notCausalSentence(unreliable.set.pair, unit);
  return [
    attractorSentence(series, unit),
    ...[ownSentence(series)].filter((sentence) => sentence !== ''),
    furthestSentence(series, unit),
  ].join(' ');
}

function attractorSentence(series: CheckpointSeries, unit: DisplayUnit): string {
  const { points, base } = series;
  const growth = growthVerdict(series);
  if (base.attractor === undefined || !hasAttractor(series)) return `${growth}.`;
  const shares = [
    `base: ${shareText(base.attractor)}`,
    ...points.flatMap(({ checkpoint, attractor, klSpent }) =>
      attractor === undefined
        ? []
        : [
            `${checkpoint.pair.tuned.name}: ${shareText(attractor.tuned)} at ${formatNats(klSpent.mean, unit, 1)}`,
          ],
    ),
  ].join('; ');
  return `${growth}: ${shares}.`;
}

/** With which checkpoints prompts have attractors of their own; empty where with none. */
export function ownSentence(series: CheckpointSeries): string {
  const own = ownPoints(series).map(({ name, tuned, base, difference, low, high }) => {
    const more = `a difference of ${percent(difference)} % (${percent(low)} to ${percent(high)} %)`;
    return `${name} ${percent(tuned)} %, the base ${percent(base)} %, ${more}`;
  });
  return own.length === 0
    ? ''
    : `Prompts have attractors of their own, by the chance that two continuations of the same prompt are alike: ${own.join('; ')}.`;
}

/** Checkpoints with which prompts have attractors of their own. */
function ownPoints({ points }: CheckpointSeries): (WithinPrompt & { readonly name: string })[] {
  return points.flatMap(({ checkpoint, withinPrompt }) =>
    withinPrompt?.isOwn === true ? [{ name: checkpoint.pair.tuned.name, ...withinPrompt }] : [],
  );
}

/** Whether any checkpoint has the attractor. */
export function hasAttractor({ points, base }: CheckpointSeries): boolean {
  return base.attractor !== undefined && points.some(({ isAttracted }) => isAttracted);
}

/** Whether the attractor grows with the KL spent, or that there is none; without a full stop. */
export function growthVerdict(series: CheckpointSeries): string {
  const { points, base, phrases, detectable } = series;
  if (base.attractor === undefined || !hasAttractor(series)) {
    const checkpoints =
      points.length === 1 ? 'the checkpoint' : `any of ${points.length} checkpoints`;
    const shared = ownPoints(series).length === 0 ? '' : ' shared across prompts';
    return `No attractor${shared} found in ${checkpoints} (n = ${writtenBy(points[0])} each, ${limitText(detectable)}${points.length === 1 || detectable === undefined ? '' : ', where a single checkpoint writes them'})`;
  }
  const held = `continuations hold ${listOf(phrases)}`;
  return isGrowing(points, base.attractor)
    ? `The more KL is spent, the more ${held}`
    : `No evidence that how many ${held} grows with the KL spent`;
}

function writtenBy({ set }: CheckpointPoint): number {
  return set.continuations.filter(({ writer }) => writer === 'tuned').length;
}

/**
 * Whether the checkpoint that spends most holds the attractor more often than the base and, where there
 * are several, than the one that spends least, and none clearly less often than the one that spends a
 * step less; by Newcombe's intervals.
 */
function isGrowing(points: readonly CheckpointPoint[], base: Share): boolean {
  const shares = [base, ...points.flatMap(({ attractor }) => attractor?.tuned ?? [])];
  const last = shares.at(-1) ?? base;
  const falls = shares.some((share, place) => {
    const before = shares[place - 1];
    return before !== undefined && newcombe(share, before).high < 0;
  });
  const first = shares[1] ?? base;
  const rises = shares.length <= 2 || newcombe(last, first).low > 0;
  return newcombe(last, base).low > 0 && rises && !falls;
}

/** How the checkpoint that spends most predicts what the base writes. */
function furthestSentence({ points, base }: CheckpointSeries, unit: DisplayUnit): string {
  const last = points.at(-1) ?? points[0];
  return (
    `On what the base writes, ${last.checkpoint.pair.tuned.name} diverges from it by ` +
    `${intervalText(last.divergence, unit)} ${unit} per token, and its entropy gap is ` +
    `${intervalText(last.entropyGap, unit, true)} ${unit} per token, the base’s own ` +
    `${intervalText(base.entropyGap, unit, true)} (0 is calibrated, below 0 over-confident).`
  );
}

/** What the rewards are that a pair's file states; empty where it states none and names none. */
function rewardSentence(series: CheckpointSeries): string {
  const { points } = series;
  const stated = points.filter(({ checkpoint }) => checkpoint.stated.meanReward !== undefined);
  const names = [...new Set(stated.map(({ checkpoint }) => checkpoint.stated.reward ?? ''))];
  const [name] = names;
  if (name === undefined) {
    const named = new Set(points.flatMap(({ checkpoint }) => checkpoint.stated.reward ?? []));
    return named.size === 0
      ? ''
      : `The pair’s file names a reward (${[...named].join('; ')}) but states no values of it.`;
  }
  const base = statedBaseReward(series);
  const values = [
    ...(base === undefined ? [] : [`base: ${formatNumber(base, 2)}`]),
    ...stated.map(
      ({ checkpoint }) =>
        `${checkpoint.pair.tuned.name}: ${formatNumber(checkpoint.stated.meanReward ?? NaN, 2)}`,
    ),
  ].join('; ');
  const what = names.length === 1 && name !== '' ? ` (${name})` : '';
  return `Mean reward${what} as the pair’s file states it, ${statedBehind(series)}: ${values}.`;
}

/** The base's mean reward; undefined where the pair's file states none, or several. */
export function statedBaseReward({ points }: CheckpointSeries): number | undefined {
  const values = new Set(points.flatMap(({ checkpoint }) => checkpoint.stated.baseReward ?? []));
  return values.size === 1 ? [...values][0] : undefined;
}

/** Of what stated rewards are: not of the continuations whose KL is measured here. */
export function statedBehind({ points }: CheckpointSeries): string {
  const prompts = new Set(
    points
      .filter(({ checkpoint }) => checkpoint.stated.meanReward !== undefined)
      .map(({ checkpoint }) => checkpoint.stated.prompts),
  );
  const [only] = prompts;
  const behind = prompts.size === 1 && only !== undefined ? only : 'prompts that it does not state';
  return `measured on other continuations than those here, behind ${behind}`;
}

/** What has to be known to read the series right. */
export function checkpointsCaveat(series: CheckpointSeries): string {
  const { set } = series.points[0];
  const numbered = series.points
    .map(({ checkpoint }, place) => `${place + 1}: ${checkpoint.pair.tuned.name}`)
    .join('; ');
  return [
    `By the KL they spend, ${numbered}.`,
    `KL spent is measured along continuations of at most ${tokens(set.length)}.`,
    ...(series.phrases.length === 0
      ? []
      : [
          'The words were chosen on half of the continuations of all checkpoints together and counted on the other half of each.',
        ]),
    set.prompts.length === 1
      ? 'All of this is about one prompt: other prompts may lead elsewhere.'
      : `All of this is about these ${set.prompts.length} prompts and others like them.`,
    ...[seenSentence(series.points.map((point) => point.set)), rewardSentence(series)].filter(
      (sentence) => sentence !== '',
    ),
    ...(isExact(set.decoding)
      ? []
      : [
          `Drawn with ${decodingText(set.decoding)}: the base is not calibrated on such text, so that its entropy gap is not 0.`,
        ]),
  ].join(' ');
}
