import type { ScoredPair } from '../comparison';
import type { AskedThreads, CompareProgress, PairSpec } from './model';

/** A text and what may follow it. */
export interface ProbePrompt {
  readonly text: string;
  /** Answers, each with the texts that count as it. */
  readonly answers: readonly (readonly string[])[];
}

/** What the model process is asked to find out about answers. */
export interface ProbeParams extends AskedThreads {
  /** Chosen by the caller; progress carries it. */
  readonly runId: number;
  readonly pair: PairSpec;
  readonly prompts: readonly ProbePrompt[];
  /** Whether the tuned model gets the prompt as its own turn of a chat, by its chat template. */
  readonly chat: boolean;
  /** Most tokens that the models see at once, prefix included; the pair's where left out or 0. */
  readonly contextWindow?: number;
}

/** What one model gives the answers behind a prompt. */
export interface AnswerChances {
  /** Probability of each answer, by any tokens that spell it and end it there. */
  readonly chances: Float64Array;
  /** Probability of beginnings of answers that were too improbable to follow. */
  readonly unresolved: number;
}

/** What a run asks, and how; known once it has begun. */
export interface ProbingHead {
  readonly pair: ScoredPair;
  /** Most tokens that the models see at once, prefix included. */
  readonly contextWindow: number;
  /** Threads of both models together; 0 where the runtime chose. */
  readonly threads: number;
  /** Whether each model had half of them, to run beside the other; where not, all of them. */
  readonly sideBySide: boolean;
}

/** Progress of one run, in this order: loading*, started, prompt*. */
export type ProbeProgress =
  | (CompareProgress & { readonly kind: 'loading' })
  | (ProbingHead & { readonly kind: 'started' })
  | {
      readonly kind: 'prompt';
      readonly index: number;
      readonly base: AnswerChances;
      readonly tuned: AnswerChances;
    };

export interface ProbeResult {
  /** Wall time from the request to the last prompt, model loading included, in milliseconds. */
  readonly milliseconds: number;
}
