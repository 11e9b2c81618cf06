import type { ErrorAction, ErrorKind } from '../common/errors';
import type { BatchLogits } from './causalLm';
import type { CheckpointFiles } from './modelFiles';

/**
 * What the thread of a model is told. Sequences and batches have numbers that the sender chooses; the
 * thread does one message after another in their order, and answers those with a `call`.
 */
export type ThreadRequest =
  | {
      readonly kind: 'load';
      readonly call: number;
      readonly files: CheckpointFiles;
      readonly threads: number;
    }
  | { readonly kind: 'start'; readonly target: number; readonly room: number | undefined }
  | {
      readonly kind: 'cut';
      readonly source: number;
      readonly length: number;
      readonly room: number | undefined;
      readonly target: number;
    }
  | {
      readonly kind: 'batch';
      readonly sources: readonly number[];
      readonly room: number | undefined;
      readonly target: number;
    }
  | { readonly kind: 'select'; readonly target: number; readonly sequences: readonly number[] }
  | {
      readonly kind: 'feed';
      readonly call: number;
      readonly target: number;
      readonly ids: Int32Array;
      /** First tokens of a sequence whose logits are left out; none of a batch. */
      readonly skipped: number;
    }
  | { readonly kind: 'release'; readonly target: number }
  | { readonly kind: 'end'; readonly call: number };

export interface LoadedReply {
  readonly canContinue: boolean;
}

export interface FedReply {
  readonly logits: BatchLogits;
  /** Memory that the model takes for what was fed; 0 for a batch. */
  readonly bytes: number;
  /** Whether a beginning of the sequence can be cut off. */
  readonly canCut: boolean;
}

/** An error as it crosses threads: classes do not survive that. */
export interface ThrownReply {
  readonly message: string;
  /** Of a UserFacingError. */
  readonly kind?: ErrorKind;
  readonly actions: readonly ErrorAction[];
  /** What the log shows. */
  readonly detail: string;
}

export type ThreadReply =
  | { readonly call: number; readonly value: LoadedReply | FedReply | undefined }
  | { readonly call: number; readonly thrown: ThrownReply };

/** One end of a channel between threads; a worker, a port, or one in the tests. */
export interface ThreadPort<Sent, Received> {
  /** @param transfer buffers of the message that change hands, if any */
  send(message: Sent, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: Received) => void): void;
}
