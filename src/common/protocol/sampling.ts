import type { Continuation, ModelName, SamplingHead } from '../sampling/continuation';
import type { Decoding } from '../sampling/decoding';
import type { AskedThreads, CompareProgress, PairSpec } from './model';

/** What is to be continued: a text, or its first tokens, and tokens put behind it. */
export interface Prompt {
  readonly text: string;
  /** Only so many tokens of the text; all where left out. */
  readonly tokens?: number;
  /** Ids behind them. */
  readonly then?: readonly number[];
  /** What those ids begin with as text: of another tokenizer they would be other tokens. */
  readonly thenText?: string;
  /**
   * Whether it is left out, if there are others, where it has no tokens and the pair knows none that
   * begins a document: nothing can be continued then.
   */
  readonly isDispensable?: boolean;
}

/** What the model process is asked to write. */
export interface SampleParams extends AskedThreads {
  /** Chosen by the caller; progress carries it. */
  readonly runId: number;
  readonly pair: PairSpec;
  readonly prompts: readonly Prompt[];
  readonly writers: readonly ModelName[];
  /** Continuations of each prompt by each writer. */
  readonly count: number;
  /** Number of the first of them; 0 where left out. */
  readonly first?: number;
  /** Most tokens of a continuation. */
  readonly length: number;
  /** An unsigned 32-bit integer. */
  readonly seed: number;
  /** Whether both models draw with the same random numbers, which shows where they part. */
  readonly coupled: boolean;
  readonly decoding: Partial<Decoding>;
  /** Most tokens that the models see at once, prefix included; the pair's where left out or 0. */
  readonly contextWindow?: number;
  /** Alternatives kept per token; 1 where left out. */
  readonly topK?: number;
  /**
   * Continuations that are written at once, where memory allows, of one prompt or several; up to 16 where
   * left out.
   */
  readonly batch?: number;
}

/** Progress of one run, in this order: loading*, started, written and batch in turn. */
export type SampleProgress =
  | (CompareProgress & { readonly kind: 'loading' })
  | ({ readonly kind: 'started' } & SamplingHead)
  | {
      readonly kind: 'written';
      /** Share of the tokens that may be written, 0 to 1. */
      readonly fraction: number;
    }
  | {
      readonly kind: 'batch';
      readonly continuations: readonly Continuation[];
      /** Largest mass on ids outside the common vocabulary; see ScoredPair. */
      readonly droppedMass: number;
      /** Pieces that no earlier message of this run carried. */
      readonly pieces: ReadonlyMap<number, Uint8Array>;
    };

export interface SampleResult {
  /** Wall time from the request to the last continuation, model loading included, in milliseconds. */
  readonly milliseconds: number;
  /** Wall time of loading alone; 0 when the pair was loaded already. */
  readonly loadMilliseconds: number;
}
