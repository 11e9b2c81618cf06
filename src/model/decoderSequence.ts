import { joinSequences, selectSequences } from './batchCache';
import type { BatchLogits, CausalLm, LmBatch, LmSequence, Logits } from './causalLm';
import type { DecoderSession } from './decoderSession';
import { cutCache, type LmCache } from './lmCache';
import { OwnedCache } from './ownedCache';

/** A sequence whose keys and values are kept by the runtime's own cache tensors. */
class DecoderSequence implements LmSequence {
  constructor(
    private readonly model: DecoderSession,
    /** Tokens for which memory is reserved. */
    private readonly room: number,
    private fed = 0,
    private cache = new OwnedCache({}),
  ) {}

  get length(): number {
    return this.fed;
  }

  get bytes(): number {
    return this.cache.bytes;
  }

  async feed(ids: Int32Array, skipped = 0): Promise<Logits> {
    const canContinue = this.model.tokenAxes.size > 0;
    if (this.fed > 0 && !canContinue) {
      throw new Error(`${this.model.label} keeps no cache: a sequence must be fed at once.`);
    }
    const { model, room, fed } = this;
    // Whoever disposes of the sequence meanwhile must not free what the runtime reads.
    const cache = this.cache.share();
    const { logits, memory } = await model.run(ids, 1, fed, cache.entries, skipped).finally(() => {
      cache.release();
    });
    if (canContinue && this.cache === cache) {
      this.cache = cache.continuedBy(memory, model.tokenAxes, room);
    }
    this.fed += ids.length;
    return { data: logits.data, dims: [1, logits.dims[1], logits.dims[2]] };
  }

  cut(length: number, room = length): LmSequence | undefined {
    const { model, fed, cache } = this;
    if (length === 0) return new DecoderSequence(model, room);
    // Tensors are not written again while somebody else needs them, so that sequences may share them.
    if (length === fed && !cache.isMostlyRoom(fed)) {
      return new DecoderSequence(model, room, fed, cache.share());
    }
    const most = Math.max(length, room);
    const entries = cutCache(cache.entries, model.tokenAxes, length, fed, most);
    return entries && new DecoderSequence(model, room, length, new OwnedCache(entries, most));
  }

  dispose(): void {
    this.cache.release();
    this.cache = new OwnedCache({});
  }

  /** What the model remembers of it. */
  get memory(): LmCache {
    return this.cache.entries;
  }
}

/** Sequences of one length with one cache, whose first dimension counts them. */
class DecoderBatch implements LmBatch {
  constructor(
    private readonly model: DecoderSession,
    private sequences: number,
    private fed: number,
    private readonly room: number,
    private cache: OwnedCache,
  ) {}

  get count(): number {
    return this.sequences;
  }

  async feed(ids: Int32Array): Promise<BatchLogits> {
    const { model, sequences, fed, room } = this;
    // As with a single sequence.
    const cache = this.cache.share();
    const { logits, memory } = await model.run(ids, sequences, fed, cache.entries).finally(() => {
      cache.release();
    });
    if (this.cache === cache) {
      this.cache = cache.continuedBy(memory, model.tokenAxes, room);
    }
    this.fed += ids.length / sequences;
    return logits;
  }

  select(sequences: readonly number[]): void {
    const { model, cache } = this;
    const room = Math.max(this.fed, this.room);
    this.cache = new OwnedCache(
      selectSequences(cache.entries, this.sequences, sequences, model.tokenAxes, room),
      room,
    );
    this.sequences = sequences.length;
    cache.release();
  }

  dispose(): void {
    this.cache.release();
    this.cache = new OwnedCache({});
  }
}

/** A model of this thread. */
export class DecoderLm implements CausalLm {
  constructor(private readonly session: DecoderSession) {}

  get canContinue(): boolean {
    return this.session.tokenAxes.size > 0;
  }

  start(room = 0): LmSequence {
    return new DecoderSequence(this.session, room);
  }

  batch(sequences: readonly LmSequence[], room = 0): LmBatch {
    const own = sequences.filter((sequence) => sequence instanceof DecoderSequence);
    const [length, ...others] = new Set(own.map((sequence) => sequence.length));
    if (
      length === undefined ||
      length === 0 ||
      others.length > 0 ||
      own.length < sequences.length
    ) {
      throw new Error(
        'Only sequences of one length, with something fed, can be continued together.',
      );
    }
    const most = Math.max(length, room);
    const memories = own.map(({ memory }) => memory);
    const cache = new OwnedCache(joinSequences(memories, this.session.tokenAxes, most), most);
    return new DecoderBatch(this.session, own.length, length, room, cache);
  }

  dispose(): Promise<void> {
    return this.session.dispose();
  }
}
