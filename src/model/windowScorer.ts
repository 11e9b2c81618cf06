import type { StatisticsColumns, StatisticsWithoutGrids } from '../common/statisticsColumns';
import type { TextWindow } from '../common/stats/windows';
import type { CausalLm, Logits } from './causalLm';
import { abortable, checkpoint } from './eventLoop';
import { freeMemory } from './freeMemory';
import type { SequenceCache, SequencePair } from './sequenceCache';

/** Reduces the logits of both models to the statistics of the tokens that follow. */
export interface Reducer {
  /**
   * @param base of which row i predicts targetIds[i], as of `tuned`
   * @param width ids over which both distributions are normalised
   * @param signal is looked at now and then: many rows of a large vocabulary take a while
   * @throws CancelledError once the signal has aborted
   */
  reduce(
    base: Logits,
    tuned: Logits,
    targetIds: Int32Array,
    topK: number,
    width: number,
    signal?: AbortSignal,
  ): Promise<StatisticsColumns>;
  /** As `reduce`, in little more than half the time; the logits of each position may lie anywhere. */
  reduceWithoutGrids(
    base: readonly Float32Array[],
    tuned: readonly Float32Array[],
    targetIds: Int32Array,
    topK: number,
    width: number,
    signal?: AbortSignal,
  ): Promise<StatisticsWithoutGrids>;
}

/** What scoring needs of a loaded pair. */
export interface ScoringPair {
  readonly base: CausalLm;
  readonly tuned: CausalLm;
  readonly statistics: Reducer;
  /** Ids over which both distributions are normalised. */
  readonly width: number;
  /** Tokens that both models are fed at a time. */
  readonly chunkLength: number;
  /** Tokens of a run's first chunk with rows, for which somebody waits; at most `chunkLength`. */
  readonly firstChunkLength: number;
  /** Whether both models run at the same time, each in a thread of its own. */
  readonly sideBySide: boolean;
  /**
   * Waits until it is this run's turn to use the models; awaited before they are.
   *
   * @throws CancelledError once the signal has aborted
   */
  readonly turn: (signal: AbortSignal) => Promise<void>;
  /**
   * What the models remember of earlier runs; absent where they are not causal, so that a beginning
   * would keep what it had of another end.
   */
  readonly sequences: SequenceCache | undefined;
}

/** Statistics of consecutive tokens. */
export interface ScoredTokens {
  /** Index in the text of the first of them. */
  readonly firstToken: number;
  readonly count: number;
  readonly statistics: StatisticsColumns;
}

/** What a window is of, and what is wanted of it. */
interface WindowText {
  /** Of the whole text, or of its beginning up to the window's end at least. */
  readonly ids: Int32Array;
  /** Ids before every window. */
  readonly prefix: readonly number[];
  readonly topK: number;
  /** Whether the run has no rows yet. */
  readonly isFirst: boolean;
}

/**
 * Scores the tokens of one window in chunks, beginning where what the models remember of an earlier
 * run ends. Both models are fed exactly the same ids in the same chunks; models without a cache get
 * the whole window at once.
 *
 * @throws CancelledError between two runs of a model, or two rows that are reduced, once the signal has
 * aborted
 */
export async function* scoreWindow(
  pair: ScoringPair,
  window: TextWindow,
  { ids, prefix, topK, isFirst }: WindowText,
  signal: AbortSignal,
): AsyncGenerator<ScoredTokens> {
  // The last token is only predicted, never fed.
  const inputs = new Int32Array(prefix.length + window.end - window.start - 1);
  inputs.set(prefix);
  inputs.set(ids.subarray(window.start, window.end - 1), prefix.length);
  /** Input position whose logits predict the first token that is scored here. */
  const firstPosition = prefix.length + window.firstScored - window.start - 1;
  const inParts = pair.base.canContinue && pair.tuned.canContinue;
  const endOf = (position: number): number => {
    if (!inParts) return inputs.length;
    const isAwaited = isFirst && position <= firstPosition;
    const chunkEnd = position + (isAwaited ? pair.firstChunkLength : pair.chunkLength);
    // Without rows in it, a chunk may as well be longer.
    const end = chunkEnd > firstPosition ? chunkEnd : position + pair.chunkLength;
    return Math.min(end, inputs.length);
  };
  /** Tokens from there on in a chunk that are context only. */
  const skippedFrom = (position: number): number =>
    Math.min(Math.max(0, firstPosition - position), endOf(position) - position);
  const cache = inParts ? pair.sequences : undefined;
  const sequences: SequencePair = cache?.resume(inputs, firstPosition) ?? {
    base: pair.base.start(inputs.length),
    tuned: pair.tuned.start(inputs.length),
  };
  const feed = (position: number): Promise<BothLogits> => {
    const chunk = inputs.subarray(position, endOf(position));
    const logits = feedBoth(pair, sequences, chunk, skippedFrom(position), signal);
    // What is fed ahead may fail when nobody waits for it any more.
    logits.catch(() => undefined);
    return logits;
  };
  try {
    let position = sequences.base.length;
    let next = feed(position);
    while (position < inputs.length) {
      const { base, tuned } = await next;
      const end = endOf(position);
      // Threads of the models go on while this one reduces what they gave.
      if (pair.sideBySide && end < inputs.length) next = feed(end);
      const skipped = skippedFrom(position);
      let rows: ScoredTokens | undefined;
      try {
        if (position + skipped < end) {
          const firstToken = window.start + position + skipped - prefix.length + 1;
          const count = end - position - skipped;
          const statistics = await pair.statistics.reduce(
            base,
            tuned,
            ids.slice(firstToken, firstToken + count),
            topK,
            pair.width,
            signal,
          );
          rows = { firstToken, count, statistics };
        }
      } finally {
        freeMemory([base.data, tuned.data]);
      }
      if (rows !== undefined) yield rows;
      if (!pair.sideBySide && end < inputs.length) next = feed(end);
      position = end;
    }
  } finally {
    // After a cancellation too: the next version of the text begins like this one.
    if (cache !== undefined) keepWhatBothWereFed(cache, inputs, sequences);
    sequences.base.dispose();
    sequences.tuned.dispose();
  }
}

interface BothLogits {
  readonly base: Logits;
  readonly tuned: Logits;
}

/** Feeds both models the same ids, at the same time or one after the other; logits without the first rows. */
async function feedBoth(
  { sideBySide, turn }: ScoringPair,
  sequences: SequencePair,
  ids: Int32Array,
  skipped: number,
  signal: AbortSignal,
): Promise<BothLogits> {
  await turn(signal);
  if (sideBySide) {
    const both = Promise.all([
      sequences.base.feed(ids, skipped),
      sequences.tuned.feed(ids, skipped),
    ]);
    const [base, tuned] = await abortable(both, signal);
    return { base, tuned };
  }
  const base = await abortable(sequences.base.feed(ids, skipped), signal);
  await checkpoint(signal);
  return { base, tuned: await abortable(sequences.tuned.feed(ids, skipped), signal) };
}

function keepWhatBothWereFed(
  cache: SequenceCache,
  inputs: Int32Array,
  { base, tuned }: SequencePair,
): void {
  const length = Math.min(base.length, tuned.length);
  if (length === 0) return;
  const [cutBase, cutTuned] = [base.cut(length), tuned.cut(length)];
  if (cutBase === undefined || cutTuned === undefined) {
    cutBase?.dispose();
    cutTuned?.dispose();
    return;
  }
  cache.keep(inputs.slice(0, length), { base: cutBase, tuned: cutTuned });
}
