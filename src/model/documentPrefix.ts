import type { Tokenizer } from './causalLm';
import type { ModelConfig } from './modelFiles';

/** What separates documents in the training of well-known models without a usable config. */
const separators = ['<|endoftext|>', '<|begin_of_text|>', '<bos>', '<s>', '</s>', '<eos>'];

/**
 * The ids put before every window of both models when the pair names none: what the base was trained
 * to see before a document. That is the base config's beginning of sequence, else its end of sequence,
 * else a separator by its well-known text; a tuned model's own ids are chat tokens more often than not
 * and never used. Empty if there is none: then the first token of the text has no prediction.
 */
export function findPrefix(baseConfig: ModelConfig, tokenizer: Tokenizer): readonly number[] {
  for (const id of [baseConfig.bos_token_id, baseConfig.eos_token_id].flat()) {
    if (typeof id === 'number' && tokenizer.bytesOf(id).length > 0) return [id];
  }
  for (const separator of separators) {
    for (const [id, content] of tokenizer.added) if (content === separator) return [id];
  }
  return [];
}

/**
 * The ids with which a model of the pair ends a document: what separates documents, and what either
 * config calls the end of a sequence, as far as both models know it.
 *
 * @param width ids that both models predict: those below it
 */
export function documentEnds(
  prefix: readonly number[],
  configs: readonly ModelConfig[],
  width: number,
): readonly number[] {
  const ids = [...prefix, ...configs.flatMap((config) => config.eos_token_id)];
  return [...new Set(ids)].filter((id) => typeof id === 'number').filter((id) => id < width);
}

/** Most tokens at once that a config says its model was made for, prefix included. */
export function trainedContext(config: ModelConfig): number | undefined {
  return (
    config.max_position_embeddings ??
    config.n_positions ??
    config.n_ctx ??
    config.seq_length ??
    config.max_seq_len ??
    undefined
  );
}
