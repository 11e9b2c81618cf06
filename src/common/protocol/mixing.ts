import type { AskedThreads, CompareProgress, PairSpec } from './model';

/** A place of a comparison, and how much of the update is supposed there. */
export interface MixtureParams extends Pick<AskedThreads, 'threads'> {
  /** Chosen by the caller; progress carries it. */
  readonly runId: number;
  readonly pair: PairSpec;
  /** Of the pair that made the comparison. */
  readonly fingerprint: string;
  /** The tokens that both models saw before the place, without the pair's prefix. */
  readonly ids: Int32Array;
  readonly lambda: number;
  /** How many of the most probable tokens are wanted. */
  readonly topK: number;
  /** Tokens that are wanted in any case. */
  readonly wanted: Int32Array;
}

/** Progress of one run: loading*. */
export type MixtureProgress = CompareProgress & { readonly kind: 'loading' };

/** p_λ ∝ base^(1−λ) · tuned^λ at a place, computed over the whole vocabulary. */
export interface Mixture {
  /** The most probable tokens first, then those of the wanted ones that are not among them. */
  readonly ids: Int32Array;
  readonly probabilities: Float64Array;
  readonly pieces: ReadonlyMap<number, Uint8Array>;
  /** Ids over which it was added up. */
  readonly vocabularySize: number;
}
