import type { PromptState } from './promptState';

/** Most continuations that are written at once. */
const mostAtOnce = 16;

/** Bytes that the caches of all batches may take, old and new ones of a step together. */
const cacheLimit = 512 * 2 ** 20;

/** Bytes of a batch's logits that are kept until the other model reads the tokens they predicted. */
const logitsLimit = 32 * 2 ** 20;

/** What decides how much is done at once. */
export interface BatchLimits {
  /** Both models behind a prompt; the others are as long. */
  readonly prompts: readonly PromptState[];
  /** Tokens of the prompt that they were fed. */
  readonly promptLength: number;
  /** Most tokens of a continuation. */
  readonly length: number;
  /** Continuations that are wanted, of all prompts. */
  readonly count: number;
  /** Models that write, each a batch at the same time. */
  readonly writers: number;
  /** Tokens that a model may be fed at once, so that no run takes long. */
  readonly chunkLength: number;
  /** Asked for; undefined for as many as fit. */
  readonly batch: number | undefined;
}

/**
 * How many prompts of one length are continued side by side, at least one: as many as are needed for
 * their continuations to be what is written at once.
 *
 * @param count continuations of each
 */
export function promptsAtOnce({
  count,
  chunkLength,
  batch = mostAtOnce,
}: Pick<BatchLimits, 'count' | 'chunkLength'> & { readonly batch?: number | undefined }): number {
  return Math.max(1, Math.floor(Math.min(batch, chunkLength) / count));
}

/**
 * How many continuations are written side by side, at least one, and how many tokens of each before
 * the other model reads them.
 */
export function batchSize(limits: BatchLimits): { readonly count: number; readonly lag: number } {
  const { prompts, promptLength, length, writers, chunkLength } = limits;
  const tokens = promptLength + length;
  const perText = prompts.reduce(
    (sum, { sequence }) => sum + (2 * writers * sequence.bytes * tokens) / promptLength,
    0,
  );
  const fitting = perText === 0 ? Infinity : Math.floor(cacheLimit / perText);
  const count = Math.max(
    1,
    Math.min(limits.batch ?? mostAtOnce, limits.count, chunkLength, fitting),
  );
  const width = Math.max(...prompts.map(({ last }) => last.length));
  const lag = Math.min(
    Math.floor(chunkLength / count),
    Math.floor(logitsLimit / (4 * width * count)),
  );
  return { count, lag: Math.max(1, lag) };
}
