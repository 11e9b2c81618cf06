import type { CausalLm, LmSequence } from '../causalLm';
import { checkpoint } from '../eventLoop';
import { freeMemory } from '../freeMemory';

/** A model that has read a prompt. */
export interface PromptState {
  readonly sequence: LmSequence;
  /** What it predicts behind the prompt: logits of one position. */
  readonly last: Float32Array;
}

/**
 * Tokens of a prompt that are read at once. Always the same, unlike the chunks of scoring that follow a
 * measurement: the order of arithmetic must not change from one run to the next, or tokens would.
 */
const chunkLength = 32;

/**
 * Lets a model read a prompt.
 *
 * @param inputs at least one id
 * @throws CancelledError between two runs once the signal has aborted
 */
export async function readPrompt(
  lm: CausalLm,
  inputs: Int32Array,
  signal: AbortSignal,
): Promise<PromptState> {
  const sequence = lm.start();
  let last = new Float32Array(0);
  try {
    for (let position = 0; position < inputs.length; position += chunkLength) {
      await checkpoint(signal);
      const { data, dims } = await sequence.feed(inputs.subarray(position, position + chunkLength));
      const [, rows, width] = dims;
      // A copy, so that the chunk's other logits can be freed.
      last = data.slice((rows - 1) * width, rows * width);
      freeMemory([data]);
    }
  } catch (error) {
    sequence.dispose();
    throw error;
  }
  return { sequence, last };
}
