/** Why windows of a pair are shorter than its models were made for. */
export interface ContextCap {
  /** Most tokens that a window may have, prefix included. */
  readonly limit: number;
  /** Tokens at once that the models were made for. */
  readonly trained: number;
}

/** What a pair without a KV cache cannot do, for where its context window is stated. */
export function contextCapSentence({ limit, trained }: ContextCap): string {
  return `A model of this pair keeps no KV cache, so that the logits of a whole window are in memory at once: a window has at most ${limit} of the ${trained} tokens that the models were made for.`;
}
