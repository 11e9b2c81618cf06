import type { ModelName } from '../../common/sampling/continuation';
import type { CausalLm, LmSequence } from '../causalLm';
import { checkpoint } from '../eventLoop';
import { freeMemory } from '../freeMemory';

/** A model that has read a prompt. */
export interface PromptState {
  readonly lm: CausalLm;
  readonly sequence: LmSequence;
  /** What it predicts behind the prompt: logits of one position. */
  readonly last: Float32Array;
}

/** Both models behind the same prompt. */
export type PromptStates = Readonly<Record<ModelName, PromptState>>;

/**
 * Tokens of a prompt that are read at once. Always the same, unlike the chunks of scoring that follow a
 * measurement: the order of arithmetic must not change from one run to the next, or tokens would.
 */
const chunkLength = 32;

/** A prompt that a model has read. */
export interface ReadPrompt {
  readonly inputs: Int32Array;
  readonly sequence: LmSequence;
}

/**
 * Lets a model read a prompt.
 *
 * @param inputs at least one id
 * @param earlier sequences of other prompts, the beginnings of which are not read again
 * @throws CancelledError between two runs once the signal has aborted
 */
export async function readPrompt(
  lm: CausalLm,
  inputs: Int32Array,
  signal: AbortSignal,
  earlier: readonly ReadPrompt[] = [],
): Promise<PromptState> {
  const sequence = commonBeginning(inputs, earlier) ?? lm.start(inputs.length);
  let last = new Float32Array(0);
  try {
    for (let position = sequence.length; position < inputs.length; position += chunkLength) {
      await checkpoint(signal);
      const chunk = inputs.subarray(position, position + chunkLength);
      const { data } = await sequence.feed(chunk, chunk.length - 1);
      // A copy, since the row may be part of a chunk's logits, which can be freed.
      last = data.slice();
      freeMemory([data]);
    }
  } catch (error) {
    sequence.dispose();
    throw error;
  }
  return { lm, sequence, last };
}

/** Tokens that two prompts have in common from their beginning, as the same chunks would read them. */
export function sharedLength(inputs: Int32Array, earlier: Int32Array): number {
  // The last id is always read: what it predicts is needed.
  const most = Math.min(inputs.length - 1, earlier.length);
  let same = 0;
  while (same < most && earlier[same] === inputs[same]) same++;
  return same - (same % chunkLength);
}

/** The longest beginning in common with an earlier prompt; undefined where that is none, or cannot be cut off. */
function commonBeginning(
  inputs: Int32Array,
  earlier: readonly ReadPrompt[],
): LmSequence | undefined {
  let longest = { length: 0, of: earlier[0] };
  for (const of of earlier) {
    const length = sharedLength(inputs, of.inputs);
    if (length > longest.length) longest = { length, of };
  }
  return longest.length === 0 ? undefined : longest.of?.sequence.cut(longest.length, inputs.length);
}
