import type { ScoredPair } from '../comparison';
import type { Decoding } from './decoding';

/** The two models of a pair. */
export type ModelName = 'base' | 'tuned';

/** The other model of the pair. */
export function otherModel(model: ModelName): ModelName {
  return model === 'base' ? 'tuned' : 'base';
}

/** Why a continuation ends where it does. */
export type ContinuationEnd =
  /** It has as many tokens as were asked for. */
  | 'length'
  /** Its last token completes a stop text. */
  | 'stop'
  /** Its last token is the end of a document, which its text leaves out. */
  | 'document';

/** What one model says about the tokens of a continuation, one element each, in nats. */
export interface ContinuationModel {
  /** −ln p(x) of the token that was written, over the full vocabulary at temperature 1. */
  readonly surprisal: Float64Array;
  readonly entropy: Float64Array;
  /** 1 + the number of ids with a strictly larger logit. */
  readonly rank: Int32Array;
}

/** Statistics of the tokens of a continuation, one element each; whoever wrote it, both models' own. */
export interface ContinuationStatistics {
  readonly base: ContinuationModel;
  readonly tuned: ContinuationModel;
  /** KL(tuned ‖ base) of the whole distributions, in nats. */
  readonly klTunedBase: Float64Array;
  /** KL(base ‖ tuned), in nats. */
  readonly klBaseTuned: Float64Array;
  /** Jensen-Shannon divergence, in nats. */
  readonly js: Float64Array;
  /** Total variation, 0 to 1. */
  readonly tv: Float64Array;
  /** Variance of ln(tuned/base) under tuned, in nats². */
  readonly logRatioVarianceTuned: Float64Array;
  /** Variance of ln(tuned/base) under base, in nats². */
  readonly logRatioVarianceBase: Float64Array;
  /** The writer's alternatives, row-major, tokens × topK, most probable first. */
  readonly topIds: Int32Array;
  readonly topProbabilities: Float64Array;
}

/** One text that a model wrote behind a prompt, with what both models say of it. */
export interface Continuation {
  /** Index of the prompt. */
  readonly prompt: number;
  readonly writer: ModelName;
  /** Number among the writer's continuations of this prompt; with the seed it decides the tokens. */
  readonly index: number;
  /** Every token that was drawn, the end of a document included. */
  readonly ids: Int32Array;
  readonly end: ContinuationEnd;
  /** The tokens as text, without the end of a document and without half characters at the end. */
  readonly text: string;
  /**
   * Whether prompt and continuation as one text are split into exactly these tokens. Where they are and
   * the models saw the whole prompt, scoring the text in the same context window gives the same numbers.
   */
  readonly splitsAlike: boolean;
  readonly statistics: ContinuationStatistics;
}

/** What continuations were asked to follow, as the models saw it. */
export interface SampledPrompt {
  /** Text that the tokens stand for. */
  readonly text: string;
  /** Tokens of the prompt, without the pair's prefix. */
  readonly tokenCount: number;
  /** How many of them, counted from the end, fitted into the context window. */
  readonly seenCount: number;
  /** All its ids, where the text would be split into others; left out where it is split into these. */
  readonly ids?: readonly number[];
}

/** Everything about a run of sampling but the continuations. */
export interface SamplingHead {
  readonly pair: ScoredPair;
  readonly prompts: readonly SampledPrompt[];
  readonly writers: readonly ModelName[];
  /** Continuations of each prompt by each writer. */
  readonly count: number;
  /** Number of the first of them. */
  readonly first: number;
  /** Most tokens of a continuation. */
  readonly length: number;
  /** Most tokens that the models see at once, prefix included. */
  readonly contextWindow: number;
  /** Alternatives kept per token. */
  readonly topK: number;
  readonly seed: number;
  /** Whether both models draw with the same random numbers. */
  readonly coupled: boolean;
  readonly decoding: Decoding;
  /** Threads of both models together; 0 where the runtime chose. */
  readonly threads: number;
  /** Whether each model had half of them, to run beside the other; where not, all of them. */
  readonly sideBySide: boolean;
}

/** A run of sampling, or as much of it as there is. */
export interface SampleSet extends SamplingHead {
  /** By prompt, then writer, then number. */
  readonly continuations: readonly Continuation[];
  /** Bytes of every token that occurs. */
  readonly pieces: ReadonlyMap<number, Uint8Array>;
}

/** Name of a continuation of a run that has a name. */
export function continuationId(run: string, { writer, index }: Continuation): string {
  return `${run}/${writer}/${index}`;
}
