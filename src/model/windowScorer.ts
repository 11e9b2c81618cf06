import type { StatisticsColumns } from '../common/statisticsColumns';
import type { TextWindow } from '../common/stats/windows';
import type { CausalLm, Logits } from './causalLm';
import { checkpoint } from './eventLoop';
import type { SequenceCache, SequencePair } from './sequenceCache';

/** Reduces the logits of both models to the statistics of the tokens that follow. */
export interface Reducer {
  /**
   * @param base of which row i predicts targetIds[i], as of `tuned`
   * @param width ids over which both distributions are normalised
   */
  reduce(
    base: Logits,
    tuned: Logits,
    targetIds: Int32Array,
    topK: number,
    width: number,
  ): Promise<StatisticsColumns & { readonly droppedMass: number }>;
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
  readonly droppedMass: number;
}

/**
 * Scores the tokens of one window in chunks, beginning where what the models remember of an earlier
 * run ends. Both models are fed exactly the same ids in the same chunks; models without a cache get
 * the whole window at once.
 *
 * @param ids of the whole text
 * @throws CancelledError between two runs of a model once the signal has aborted
 */
export async function* scoreWindow(
  pair: ScoringPair,
  window: TextWindow,
  ids: Int32Array,
  prefix: readonly number[],
  topK: number,
  signal: AbortSignal,
): AsyncGenerator<ScoredTokens> {
  // The last token is only predicted, never fed.
  const inputs = new Int32Array(prefix.length + window.end - window.start - 1);
  inputs.set(prefix);
  inputs.set(ids.subarray(window.start, window.end - 1), prefix.length);
  /** Input position whose logits predict the first token that is scored here. */
  const firstPosition = prefix.length + window.firstScored - window.start - 1;
  const inParts = pair.base.canContinue && pair.tuned.canContinue;
  const chunkLength = inParts ? pair.chunkLength : inputs.length;
  const cache = inParts ? pair.sequences : undefined;
  const sequences: SequencePair = cache?.resume(inputs, firstPosition) ?? {
    base: pair.base.start(),
    tuned: pair.tuned.start(),
  };
  try {
    for (let position = sequences.base.length; position < inputs.length; position += chunkLength) {
      const chunk = inputs.subarray(position, position + chunkLength);
      await checkpoint(signal);
      const baseLogits = await sequences.base.feed(chunk);
      await checkpoint(signal);
      const tunedLogits = await sequences.tuned.feed(chunk);
      const skipped = Math.max(0, firstPosition - position);
      if (skipped < chunk.length) {
        await checkpoint(signal);
        const firstToken = window.start + position + skipped - prefix.length + 1;
        const count = chunk.length - skipped;
        const { droppedMass, ...statistics } = await pair.statistics.reduce(
          rowsFrom(baseLogits, skipped),
          rowsFrom(tunedLogits, skipped),
          ids.slice(firstToken, firstToken + count),
          topK,
          pair.width,
        );
        yield { firstToken, count, statistics, droppedMass };
      }
    }
  } finally {
    // After a cancellation too: the next version of the text begins like this one.
    if (cache !== undefined) keepWhatBothWereFed(cache, inputs, sequences);
  }
}

function keepWhatBothWereFed(
  cache: SequenceCache,
  inputs: Int32Array,
  { base, tuned }: SequencePair,
): void {
  const length = Math.min(base.length, tuned.length);
  if (length === 0) return;
  const [cutBase, cutTuned] = [base.cut(length), tuned.cut(length)];
  if (cutBase === undefined || cutTuned === undefined) return;
  cache.keep(inputs.slice(0, length), { base: cutBase, tuned: cutTuned });
}

/** The logits without their first rows. */
function rowsFrom({ data, dims: [, rows, width] }: Logits, first: number): Logits {
  return { data: data.subarray(first * width), dims: [1, rows - first, width] };
}
