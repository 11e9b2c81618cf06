import { clustersOf } from '../attractors/clusters';
import { heldPhrases } from '../attractors/phraseOdds';
import {
  detectableInOne,
  leastShare,
  measureTheme,
  significance,
  themePhrases,
  type Theme,
} from '../attractors/theme';
import { withinPromptOf, type WithinPrompt } from '../attractors/withinPrompt';
import { byPrompt, writtenBy } from '../attractors/writtenTokens';
import type { TunedCheckpoint } from '../protocol/checkpoints';
import type { Continuation, ModelName, SampleSet } from '../sampling/continuation';
import { fewestPrompts } from '../sampling/fewestPrompts';
import { meanInterval, type MeanInterval } from '../stats/meanInterval';
import type { Share } from '../stats/proportions';
import type { Steps } from '../steps';

/** A checkpoint with continuations by it and by the base, which both score. */
export interface CheckpointSamples {
  readonly checkpoint: TunedCheckpoint;
  readonly set: SampleSet;
}

/** One checkpoint of a series. Log quantities in nats. */
export interface CheckpointPoint {
  readonly checkpoint: TunedCheckpoint;
  readonly set: SampleSet;
  /** Mean Σ KL(tuned ‖ base) along its continuations: what it spends on one of them. */
  readonly klSpent: MeanInterval;
  /** Mean Jensen-Shannon divergence per token of continuations by the base. */
  readonly divergence: MeanInterval;
  /**
   * Mean entropy − surprisal per token of continuations by the base, on which a calibrated model has
   * 0: below 0 the checkpoint expects less surprise than there is.
   */
  readonly entropyGap: MeanInterval;
  /** How often it writes the series' attractor; undefined where there are no words to look for. */
  readonly attractor: Theme | undefined;
  /** Whether that is more than chance beside the base, and not too rare to be called an attractor. */
  readonly isAttracted: boolean;
  /** Whether each prompt has an attractor of its own with it; undefined of fewer than five prompts. */
  readonly withinPrompt: WithinPrompt | undefined;
}

/** Several checkpoints of one base, by the KL they spend. */
export interface CheckpointSeries {
  /** Words that tuned continuations hold and the base's do not, chosen over all checkpoints together. */
  readonly phrases: readonly string[];
  /**
   * Share of one checkpoint's continuations from which words that it alone writes, and the base never,
   * would have been found nine times out of ten; undefined where no share would have been.
   */
  readonly detectable: number | undefined;
  readonly base: {
    readonly entropyGap: MeanInterval;
    readonly attractor: Share | undefined;
  };
  /** Least KL first. */
  readonly points: readonly [CheckpointPoint, ...CheckpointPoint[]];
}

/**
 * Compares checkpoints by what they write and by what they say of what the base writes. The words of the
 * attractor are chosen on the even-numbered continuations of all checkpoints together and counted on
 * the odd-numbered ones of each.
 *
 * @param samples at least one; of the same prompts with the same seed, so that the base wrote the same
 */
export function* checkpointSteps(samples: readonly CheckpointSamples[]): Steps<CheckpointSeries> {
  const [first] = samples;
  if (first === undefined) throw new RangeError('A series needs a checkpoint.');
  const held = new Map<Continuation, ReadonlySet<string>>();
  for (const { set } of samples) {
    const ofSet = yield* heldPhrases(set);
    set.continuations.forEach((each, index) => held.set(each, ofSet[index] ?? new Set()));
    yield;
  }
  const heldIn = ({ continuations }: SampleSet): readonly ReadonlySet<string>[] =>
    continuations.map((each) => held.get(each) ?? new Set());
  const together: SampleSet = {
    ...first.set,
    continuations: [
      ...writtenBy(first.set, 'base'),
      ...samples.flatMap(({ set }) => writtenBy(set, 'tuned')),
    ],
  };
  const phrases = yield* themePhrases(together, heldIn(together));
  yield;
  const bound = significance / samples.length;
  const points: CheckpointPoint[] = [];
  for (const { checkpoint, set } of samples) {
    const attractor = measureTheme(set, heldIn(set), phrases);
    const clusters = yield* clustersOf(set);
    yield;
    points.push({
      checkpoint,
      set,
      klSpent: average(set, 'tuned', ({ statistics }) => sumOf(statistics.klTunedBase)),
      divergence: perToken(set, ({ statistics }) => sumOf(statistics.js)),
      entropyGap: perToken(set, (continuation) => gapOf(continuation, 'tuned')),
      attractor,
      isAttracted:
        attractor !== undefined && attractor.chance <= bound && attractor.tuned.share >= leastShare,
      withinPrompt: withinPromptOf(set, clusters),
    });
    yield;
  }
  const [least, ...more] = points.sort((a, b) => a.klSpent.mean - b.klSpent.mean);
  if (least === undefined) throw new RangeError('A series needs a checkpoint.');
  return {
    phrases,
    detectable: yield* detectableInOne(
      together,
      heldIn(together),
      samples.map(({ set }) => set),
      bound,
    ),
    base: {
      entropyGap: perToken(first.set, (continuation) => gapOf(continuation, 'base')),
      attractor: least.attractor?.base,
    },
    points: [least, ...more],
  };
}

function gapOf({ statistics }: Continuation, model: ModelName): number {
  return sumOf(statistics[model].entropy) - sumOf(statistics[model].surprisal);
}

/** The mean over tokens of continuations by the base. */
function perToken(set: SampleSet, total: (continuation: Continuation) => number): MeanInterval {
  return average(set, 'base', total, ({ ids }) => ids.length);
}

/**
 * The mean of a sum over continuations of a model, by prompt and then over prompts; the interval is that
 * of the prompts, which stand for others like them, or of the continuations of fewer than five.
 *
 * @param amount what a continuation counts as
 */
function average(
  set: SampleSet,
  writer: ModelName,
  total: (continuation: Continuation) => number,
  amount: (continuation: Continuation) => number = () => 1,
): MeanInterval {
  const prompts = byPrompt(writtenBy(set, writer), set.prompts.length).filter(
    ({ length }) => length > 0,
  );
  const groups =
    prompts.length < fewestPrompts ? prompts.flat().map((continuation) => [continuation]) : prompts;
  return meanInterval(groups.map((group) => sumOf(group.map(total)) / sumOf(group.map(amount))));
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
