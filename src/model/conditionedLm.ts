import type { CausalLm, LmBatch, LmSequence, Logits } from './causalLm';
import { checkpoint } from './eventLoop';
import { freeMemory } from './freeMemory';

/** What a model sees that is not among the ids it is fed. */
export interface Insertion {
  readonly ids: Int32Array;
  /** Ids of each sequence before it. */
  readonly after: number;
  /** Most tokens that the model is fed at a time. */
  readonly chunkLength: number;
}

/**
 * A model every sequence of which has further ids in it: whoever feeds it, and gets its logits, sees the
 * sequence without them. The row of the last id before them predicts what follows them.
 */
export class ConditionedLm implements CausalLm {
  constructor(
    private readonly lm: CausalLm,
    private readonly insertion: Insertion,
    private readonly signal: AbortSignal,
  ) {}

  get canContinue(): boolean {
    return this.lm.canContinue;
  }

  start(room?: number): LmSequence {
    const { lm, insertion, signal } = this;
    const all = room === undefined ? undefined : room + insertion.ids.length;
    const chunkLength = lm.canContinue ? insertion.chunkLength : Infinity;
    return new ConditionedSequence(lm.start(all), { ...insertion, chunkLength }, signal);
  }

  batch(): LmBatch {
    throw new Error('Sequences with a condition cannot be continued side by side.');
  }

  /** The model belongs to the pair that it was taken from, which frees it. */
  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

class ConditionedSequence implements LmSequence {
  private fed = 0;

  constructor(
    private readonly sequence: LmSequence,
    private readonly insertion: Insertion,
    private readonly signal: AbortSignal,
  ) {}

  get length(): number {
    return this.fed;
  }

  get bytes(): number {
    return this.sequence.bytes;
  }

  async feed(ids: Int32Array, skipped = 0): Promise<Logits> {
    const { after } = this.insertion;
    const before = after - this.fed;
    const isBeginning = this.fed === 0;
    this.fed += ids.length;
    const isHere = before > 0 ? before <= ids.length : isBeginning && before === 0;
    return isHere ? this.feedWith(ids, before, skipped) : this.sequence.feed(ids, skipped);
  }

  /** What is remembered is of other ids than those that were fed, so it is no use to anybody else. */
  cut(): undefined {
    return undefined;
  }

  dispose(): void {
    this.sequence.dispose();
  }

  /** Feeds ids with the insertion behind the first `before` of them, in chunks. */
  private async feedWith(ids: Int32Array, before: number, skipped: number): Promise<Logits> {
    const { ids: inserted, chunkLength } = this.insertion;
    const all = new Int32Array(ids.length + inserted.length);
    all.set(ids.subarray(0, before));
    all.set(inserted, before);
    all.set(ids.subarray(before), before + inserted.length);
    /** Rows that nobody asked for: those that predict what is inserted. */
    const hidden = {
      first: Math.max(0, before - 1),
      end: Math.max(0, before - 1) + inserted.length,
    };
    let rows = new Float32Array();
    let width = 0;
    for (let first = 0; first < all.length; first += chunkLength) {
      if (first > 0) await checkpoint(this.signal);
      const logits = await this.sequence.feed(all.subarray(first, first + chunkLength));
      if (first === 0) {
        width = logits.dims[2];
        rows = new Float32Array(ids.length * width);
      }
      for (let row = 0; row < logits.dims[1]; row++) {
        const place = first + row;
        if (place >= hidden.first && place < hidden.end) continue;
        const to = place < hidden.first ? place : place - inserted.length;
        rows.set(logits.data.subarray(row * width, (row + 1) * width), to * width);
      }
      freeMemory([logits.data]);
    }
    return { data: rows.subarray(skipped * width), dims: [1, ids.length - skipped, width] };
  }
}
