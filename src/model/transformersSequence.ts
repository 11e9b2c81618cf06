import type { BatchLogits, LmBatch, LmSequence, Logits } from './causalLm';
import { cacheBytes, cutCache, selectSequences, type LmCache } from './lmCache';
import { runModel, type RunnableModel } from './transformersRun';

/** A sequence whose keys and values are kept by the runtime's own cache tensors. */
export class TransformersSequence implements LmSequence {
  constructor(
    private readonly model: RunnableModel,
    private fed = 0,
    private cache: LmCache = {},
  ) {}

  get length(): number {
    return this.fed;
  }

  get bytes(): number {
    return cacheBytes(this.cache);
  }

  async feed(ids: Int32Array): Promise<Logits> {
    const canContinue = this.model.tokenAxes.size > 0;
    if (this.fed > 0 && !canContinue) {
      throw new Error(`${this.model.label} keeps no cache: a sequence must be fed at once.`);
    }
    const { logits, cache } = await runModel(this.model, ids, 1, this.fed, this.cache);
    this.fed += ids.length;
    if (canContinue) this.cache = cache;
    return { data: logits.data, dims: [1, logits.dims[1], logits.dims[2]] };
  }

  cut(length: number): LmSequence | undefined {
    const { model, fed, cache } = this;
    if (length === 0) return new TransformersSequence(model);
    // The runtime's tensors are never written again, so that sequences may share them.
    if (length === fed) return new TransformersSequence(model, fed, cache);
    const entries = cutCache(cache, model.tokenAxes, length, fed);
    return entries && new TransformersSequence(model, length, entries);
  }

  fork(count: number): LmBatch {
    if (this.bytes === 0) throw new Error('Nothing was fed that could be continued.');
    const copies = Array.from({ length: count }, () => 0);
    const cache = selectSequences(this.cache, 1, copies);
    return new TransformersBatch(this.model, count, this.fed, cache);
  }
}

/** Sequences of one length with one cache, whose first dimension counts them. */
class TransformersBatch implements LmBatch {
  constructor(
    private readonly model: RunnableModel,
    private sequences: number,
    private fed: number,
    private cache: LmCache,
  ) {}

  get count(): number {
    return this.sequences;
  }

  async feed(ids: Int32Array): Promise<BatchLogits> {
    const { model, sequences, fed } = this;
    const { logits, cache } = await runModel(model, ids, sequences, fed, this.cache);
    this.fed += ids.length / sequences;
    this.cache = cache;
    return logits;
  }

  select(sequences: readonly number[]): void {
    this.cache = selectSequences(this.cache, this.sequences, sequences);
    this.sequences = sequences.length;
  }
}
