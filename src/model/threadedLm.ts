import { UserFacingError } from '../common/errors';
import type { BatchLogits, CausalLm, LmBatch, LmSequence, Logits } from './causalLm';
import type { CheckpointFiles } from './modelFiles';
import type {
  FedReply,
  LoadedReply,
  ThreadPort,
  ThreadReply,
  ThreadRequest,
  ThrownReply,
} from './threadMessages';

/** A thread that can hold a model. */
export interface ModelThread extends ThreadPort<ThreadRequest, ThreadReply> {
  /** Calls back when the thread has ended, whoever wanted that; the reason is for the log. */
  onEnd(listener: (reason: string) => void): void;
  end(): Promise<void>;
}

/** Requests to a thread and their answers. */
class ThreadCalls {
  private lastCall = 0;
  /** Why there is no thread any more. */
  private ended: string | undefined;
  private lastTarget = 0;
  private readonly waiting = new Map<
    number,
    {
      readonly resolve: (value: LoadedReply | FedReply | undefined) => void;
      readonly reject: (error: Error) => void;
    }
  >();

  constructor(private readonly thread: ModelThread) {
    thread.onMessage((reply) => {
      const call = this.waiting.get(reply.call);
      this.waiting.delete(reply.call);
      if ('thrown' in reply) call?.reject(errorOf(reply.thrown));
      else call?.resolve(reply.value);
    });
    thread.onEnd((reason) => {
      this.ended = reason;
      for (const { reject } of this.waiting.values()) reject(lostError(reason));
      this.waiting.clear();
    });
  }

  /** A number for a new sequence or batch. */
  newTarget(): number {
    return ++this.lastTarget;
  }

  tell(request: Exclude<ThreadRequest, { readonly call: number }>): void {
    this.thread.send(request);
  }

  async load(files: CheckpointFiles, threads: number): Promise<LoadedReply> {
    const value = await this.ask((call) => ({ kind: 'load', call, files, threads }));
    if (value === undefined || !('canContinue' in value)) throw new Error('No answer to load');
    return value;
  }

  async feed(target: number, ids: Int32Array, skipped: number): Promise<FedReply> {
    // A copy of these ids only, whatever array they are part of.
    const own = ids.slice();
    const value = await this.ask((call) => ({ kind: 'feed', call, target, ids: own, skipped }));
    if (value === undefined || !('logits' in value)) throw new Error('No answer to feed');
    return value;
  }

  async end(): Promise<void> {
    try {
      if (!this.hasEnded) await this.ask((call) => ({ kind: 'end', call }));
    } catch (error) {
      // A thread that ends by itself before it answers has nothing left to free.
      if (!this.hasEnded) throw error;
    }
    await this.thread.end();
  }

  private get hasEnded(): boolean {
    return this.ended !== undefined;
  }

  private ask(
    request: (call: number) => ThreadRequest,
  ): Promise<LoadedReply | FedReply | undefined> {
    if (this.ended !== undefined) return Promise.reject(lostError(this.ended));
    const call = ++this.lastCall;
    return new Promise((resolve, reject) => {
      this.waiting.set(call, { resolve, reject });
      this.thread.send(request(call));
    });
  }
}

function lostError(reason: string): UserFacingError {
  return new UserFacingError(
    'processLost',
    'A thread that ran a model ended unexpectedly. Nothing in your document changed. Compare again: the models then run without threads of their own.',
    ['showLog'],
    { cause: new Error(reason) },
  );
}

/** A model that runs in a thread of its own, so that this one stays free while it runs. */
export class ThreadedLm implements CausalLm {
  private constructor(
    private readonly calls: ThreadCalls,
    readonly canContinue: boolean,
  ) {}

  /**
   * Loads the weights of a checkpoint into a thread, which is ended with the model.
   *
   * @param threads of the model's session; 0 lets the runtime choose
   * @throws UserFacingError if the runtime refuses the file
   */
  static async load(
    thread: ModelThread,
    files: CheckpointFiles,
    threads: number,
  ): Promise<ThreadedLm> {
    const calls = new ThreadCalls(thread);
    try {
      const { canContinue } = await calls.load(files, threads);
      return new ThreadedLm(calls, canContinue);
    } catch (error) {
      await thread.end();
      throw error;
    }
  }

  start(room?: number): LmSequence {
    const target = this.calls.newTarget();
    this.calls.tell({ kind: 'start', target, room });
    return new ThreadedSequence(this.calls, target, 0, 0, true);
  }

  batch(sequences: readonly LmSequence[], room?: number): LmBatch {
    const own = sequences.filter((sequence) => sequence instanceof ThreadedSequence);
    if (own.length < sequences.length || own.some(({ length }) => length === 0)) {
      throw new Error('Nothing was fed that could be continued.');
    }
    const target = this.calls.newTarget();
    const sources = own.map((sequence) => sequence.target);
    this.calls.tell({ kind: 'batch', sources, room, target });
    return new ThreadedBatch(this.calls, target, own.length);
  }

  dispose(): Promise<void> {
    return this.calls.end();
  }
}

class ThreadedSequence implements LmSequence {
  constructor(
    private readonly calls: ThreadCalls,
    readonly target: number,
    private fed: number,
    private memory: number,
    private canCut: boolean,
  ) {}

  /** Feeds whose answers have not come yet. */
  private underWay = 0;

  get length(): number {
    return this.fed;
  }

  get bytes(): number {
    return this.memory;
  }

  async feed(ids: Int32Array, skipped = 0): Promise<Logits> {
    this.underWay++;
    try {
      const { logits, bytes, canCut } = await this.calls.feed(this.target, ids, skipped);
      this.fed += ids.length;
      this.memory = bytes;
      this.canCut = canCut;
      return { data: logits.data, dims: [1, logits.dims[1], logits.dims[2]] };
    } finally {
      this.underWay--;
    }
  }

  cut(length: number, room?: number): LmSequence | undefined {
    const { calls, fed, memory, canCut } = this;
    // In the thread it may be longer by now.
    const isCut = length > 0 && (length < fed || this.underWay > 0);
    if (isCut && !canCut) return undefined;
    const target = calls.newTarget();
    calls.tell({ kind: 'cut', source: this.target, length, room, target });
    const bytes = fed === 0 ? 0 : (memory * length) / fed;
    return new ThreadedSequence(calls, target, length, bytes, canCut);
  }

  dispose(): void {
    this.calls.tell({ kind: 'release', target: this.target });
  }
}

class ThreadedBatch implements LmBatch {
  constructor(
    private readonly calls: ThreadCalls,
    private readonly target: number,
    private sequences: number,
  ) {}

  get count(): number {
    return this.sequences;
  }

  async feed(ids: Int32Array): Promise<BatchLogits> {
    return (await this.calls.feed(this.target, ids, 0)).logits;
  }

  select(sequences: readonly number[]): void {
    this.calls.tell({ kind: 'select', target: this.target, sequences });
    this.sequences = sequences.length;
  }

  dispose(): void {
    this.calls.tell({ kind: 'release', target: this.target });
  }
}

function errorOf({ message, kind, actions, detail }: ThrownReply): Error {
  const cause = new Error(detail);
  cause.stack = detail;
  return kind === undefined
    ? new Error(message, { cause })
    : new UserFacingError(kind, message, actions, { cause });
}
