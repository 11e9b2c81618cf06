import type { BatchLogits, LmBatch } from '../causalLm';
import { checkpoint } from '../eventLoop';
import type { PromptState } from './promptState';

/** One model with the texts of a batch: what it was fed, and what it predicts next. */
export class BatchSide {
  /** What it predicts next for each text. */
  next: BatchLogits;
  private readonly batch: LmBatch;

  /**
   * @param states the model behind the prompt of each text, at least one; prompts of one length
   * @param length most tokens that each text is fed
   */
  constructor(
    states: readonly PromptState[],
    length: number,
    private readonly signal: AbortSignal,
  ) {
    const [first] = states;
    if (first === undefined) throw new RangeError('There is no text.');
    const room = first.sequence.length + length;
    this.batch = first.lm.batch(
      states.map(({ sequence }) => sequence),
      room,
    );
    const width = first.last.length;
    const data = new Float32Array(states.length * width);
    states.forEach((state, place) => {
      data.set(state.last, place * width);
    });
    this.next = { data, dims: [states.length, 1, width] };
  }

  /** Feeds `tokens` tokens of each text and gives all logits behind them. */
  async feed(ids: Int32Array, tokens: number): Promise<BatchLogits> {
    await checkpoint(this.signal);
    const logits = await this.batch.feed(ids);
    this.next = lastRows(logits);
    if (logits.dims[1] !== tokens) throw new Error(`${logits.dims[1]} rows for ${tokens} tokens`);
    return logits;
  }

  /**
   * Reads the tokens that the other model wrote.
   *
   * @param ids row-major, texts × steps
   * @param goesOn whether more tokens follow, which the last ones have to be fed for
   * @returns the logits that predict them
   */
  async readAll(ids: Int32Array, steps: number, goesOn: boolean): Promise<BatchLogits[]> {
    const before = this.next;
    const fed = goesOn ? steps : steps - 1;
    if (fed === 0) return [before];
    return [before, await this.feed(firstColumns(ids, steps, fed), fed)];
  }

  /** Frees what the model remembers of the texts. */
  dispose(): void {
    this.batch.dispose();
  }

  select(places: readonly number[]): void {
    this.batch.select(places);
    const [, , width] = this.next.dims;
    const data = new Float32Array(places.length * width);
    places.forEach((place, row) => {
      data.set(this.next.data.subarray(place * width, (place + 1) * width), row * width);
    });
    this.next = { data, dims: [places.length, 1, width] };
  }
}

function firstColumns(ids: Int32Array, steps: number, count: number): Int32Array {
  return ids.filter((_, index) => index % steps < count);
}

function lastRows({ data, dims: [count, tokens, width] }: BatchLogits): BatchLogits {
  if (tokens === 1) return { data, dims: [count, 1, width] };
  const last = new Float32Array(count * width);
  for (let place = 0; place < count; place++) {
    const end = (place + 1) * tokens * width;
    last.set(data.subarray(end - width, end), place * width);
  }
  return { data: last, dims: [count, 1, width] };
}
