import { UserFacingError } from '../common/errors';
import type { CausalLm, LmBatch, LmSequence } from './causalLm';
import type { CheckpointFiles } from './modelFiles';
import type {
  FedReply,
  LoadedReply,
  ThreadPort,
  ThreadReply,
  ThreadRequest,
  ThrownReply,
} from './threadMessages';

/** Does in a thread what ThreadedLm asks for: holds one model with its sequences and batches. */
export class ThreadHost {
  private lm: CausalLm | undefined;
  private readonly sequences = new Map<number, LmSequence>();
  private readonly batches = new Map<number, LmBatch>();
  /** Settles when every message so far has been dealt with. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly port: ThreadPort<ThreadReply, ThreadRequest>,
    private readonly load: (files: CheckpointFiles, threads: number) => Promise<CausalLm>,
  ) {
    port.onMessage((request) => {
      this.queue = this.queue.then(() => this.serve(request));
    });
  }

  private async serve(request: ThreadRequest): Promise<void> {
    if (!('call' in request)) {
      try {
        this.change(request);
      } catch {
        // Whoever uses what was not made is told then.
      }
      return;
    }
    const { call } = request;
    try {
      const value = await this.answer(request);
      const logits = value !== undefined && 'logits' in value ? value.logits.data : undefined;
      const buffers = logits?.buffer instanceof ArrayBuffer ? [logits.buffer] : [];
      this.port.send({ call, value }, buffers);
    } catch (error) {
      this.port.send({ call, thrown: thrownReply(error) });
    }
  }

  private async answer(
    request: Extract<ThreadRequest, { readonly call: number }>,
  ): Promise<LoadedReply | FedReply | undefined> {
    switch (request.kind) {
      case 'load':
        this.lm = await this.load(request.files, request.threads);
        return { canContinue: this.lm.canContinue };
      case 'feed':
        return this.feed(request.target, request.ids, request.skipped);
      case 'end':
        await this.lm?.dispose();
        return undefined;
    }
  }

  private async feed(target: number, ids: Int32Array, skipped: number): Promise<FedReply> {
    const batch = this.batches.get(target);
    if (batch !== undefined) return { logits: await batch.feed(ids), bytes: 0, canCut: false };
    const sequence = this.sequenceOf(target);
    const logits = await sequence.feed(ids, skipped);
    // Whether it can be cut is the same for every length.
    const part = sequence.length > 1 ? sequence.cut(1) : undefined;
    part?.dispose();
    return { logits, bytes: sequence.bytes, canCut: part !== undefined || sequence.length === 1 };
  }

  private change(request: Exclude<ThreadRequest, { readonly call: number }>): void {
    switch (request.kind) {
      case 'start':
        if (this.lm !== undefined) {
          this.sequences.set(request.target, this.lm.start(request.room));
        }
        break;
      case 'cut': {
        const { source, length, room } = request;
        const part = this.sequenceOf(source).cut(length, room);
        if (part !== undefined) this.sequences.set(request.target, part);
        break;
      }
      case 'batch':
        if (this.lm !== undefined) {
          const sequences = request.sources.map((source) => this.sequenceOf(source));
          this.batches.set(request.target, this.lm.batch(sequences, request.room));
        }
        break;
      case 'select':
        this.batches.get(request.target)?.select(request.sequences);
        break;
      case 'release':
        this.sequences.get(request.target)?.dispose();
        this.sequences.delete(request.target);
        this.batches.get(request.target)?.dispose();
        this.batches.delete(request.target);
        break;
    }
  }

  private sequenceOf(target: number): LmSequence {
    const sequence = this.sequences.get(target);
    if (sequence === undefined) throw new Error(`There is no sequence ${target}.`);
    return sequence;
  }
}

function thrownReply(error: unknown): ThrownReply {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  if (error instanceof UserFacingError) {
    const { message, kind, actions } = error;
    return { message, kind, actions, detail };
  }
  return { message: error instanceof Error ? error.message : String(error), actions: [], detail };
}
