import type { PairSpec } from './model';
import type { SampleParams } from './sampling';

/** One of several checkpoints that were tuned from the same base. */
export interface TunedCheckpoint {
  /** By which its pair's file names it. */
  readonly id: string;
  /** It and the base. */
  readonly pair: PairSpec;
  /** What the pair's file says of its training. */
  readonly stated: StatedTraining;
}

/** What a pair's file says that a checkpoint came to in training; nothing of it is measured here. */
export interface StatedTraining {
  /** What gave the rewards. */
  readonly reward: string | undefined;
  readonly meanReward: number | undefined;
  /** Mean reward of continuations of the same prompts by the base. */
  readonly baseReward: number | undefined;
  /** Mean KL(tuned ‖ base) of a continuation of `klTokens` tokens, in nats. */
  readonly klSpent: number | undefined;
  readonly klTokens: number | undefined;
  /** What was continued there, in words. */
  readonly prompts: string | undefined;
}

/** Of a checkpoint whose pair's file says nothing of its training. */
export const nothingStated: StatedTraining = {
  reward: undefined,
  meanReward: undefined,
  baseReward: undefined,
  klSpent: undefined,
  klTokens: undefined,
  prompts: undefined,
};

/** What the model process is asked to compare: all checkpoints and their base continue the same prompts. */
export interface CheckpointsParams extends Omit<SampleParams, 'pair' | 'writers'> {
  readonly checkpoints: readonly TunedCheckpoint[];
}
