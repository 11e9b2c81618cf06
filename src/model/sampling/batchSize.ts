import type { PromptState } from './promptState';

/** Most continuations that are written at once. */
const mostAtOnce = 16;

/** Bytes that the caches of prompts and batches may take, old and new ones of a step together. */
const cacheLimit = 512 * 2 ** 20;

/** Bytes of a batch's logits that are kept until the other model reads the tokens they predicted. */
const logitsLimit = 32 * 2 ** 20;

/** What decides how much memory prompts and their continuations take. */
export interface CacheNeeds {
  /** Both models behind a prompt; the others are as long. */
  readonly prompts: readonly PromptState[];
  /** Tokens of the prompt that they were fed. */
  readonly promptLength: number;
  /** Most tokens of a continuation. */
  readonly length: number;
  /** Models that write, each a batch at the same time. */
  readonly writers: number;
}

/** What decides how much is written at once. */
export interface BatchLimits extends CacheNeeds {
  /** Prompts whose caches are held meanwhile. */
  readonly promptCount: number;
  /** Continuations that are wanted, of all prompts. */
  readonly count: number;
  /** Tokens that a model may be fed at once, so that no run takes long. */
  readonly chunkLength: number;
  /** Asked for; undefined for as many as fit. */
  readonly batch: number | undefined;
}

/**
 * How many prompts of one length may be continued side by side, at least one: as many as are needed for
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
 * How many prompts of one length have room in memory, at least one: with all of their continuations at
 * once, since those of fewer prompts then leave the room to more continuations of each.
 *
 * @param needs measured of one of them
 * @param count continuations of each
 */
export function promptsThatFit(needs: CacheNeeds, count: number): number {
  return Math.max(1, Math.floor(cacheLimit / (bytesOfPrompt(needs) + count * bytesOfText(needs))));
}

/**
 * How many continuations are written side by side, at least one, and how many tokens of each before
 * the other model reads them.
 */
export function batchSize(limits: BatchLimits): { readonly count: number; readonly lag: number } {
  const { prompts, promptCount, chunkLength } = limits;
  const room = cacheLimit - promptCount * bytesOfPrompt(limits);
  const perText = bytesOfText(limits);
  const fitting = perText === 0 ? Infinity : Math.floor(room / perText);
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

/** Bytes of both models' caches of one prompt. */
function bytesOfPrompt({ prompts }: CacheNeeds): number {
  return prompts.reduce((sum, { sequence }) => sum + sequence.bytes, 0);
}

/** Bytes of the caches of one continuation by each writer, which both models have, at its end. */
function bytesOfText(needs: CacheNeeds): number {
  const { promptLength, length, writers } = needs;
  return (2 * writers * bytesOfPrompt(needs) * (promptLength + length)) / promptLength;
}
