import type { ModelName } from '../../common/sampling/continuation';
import type { BatchLogits, Logits } from '../causalLm';
import { checkpoint } from '../eventLoop';
import type { ScoringPair } from '../windowScorer';
import { BatchSide } from './batchSide';
import type { TokenDrawer } from './drawToken';
import type { PromptState } from './promptState';
import type { WrittenText } from './writtenText';

/** Continuations of one prompt that one model writes side by side. */
export interface BatchJob {
  readonly pair: ScoringPair;
  readonly writer: ModelName;
  /** The writer and the other model behind the prompt. */
  readonly writing: PromptState;
  readonly reading: PromptState;
  readonly texts: readonly WrittenText[];
  readonly drawer: TokenDrawer;
  /** The random number of a continuation's token, in [0, 1). */
  readonly uniform: (index: number, token: number) => number;
  /** Tokens that are written before the other model reads them. */
  readonly lag: number;
  readonly topK: number;
  /** Called with the number of tokens that were written since the last call. */
  readonly onTokens: (count: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Writes the texts to their ends and scores them under both models on the way. The writer takes one
 * step at a time; the other model then reads several tokens at once, which costs it a fraction of that.
 * The texts do not depend on each other, nor on how many there are.
 *
 * @returns the largest mass on ids outside the common vocabulary
 * @throws UserFacingError if a model's logits are no numbers
 * @throws CancelledError between two runs of a model once the signal has aborted
 */
export async function writeBatch(job: BatchJob): Promise<number> {
  const texts = job.texts.filter(({ end }) => end === undefined);
  const writing = new BatchSide(job.writing, texts.length, job.signal);
  const reading = new BatchSide(job.reading, texts.length, job.signal);
  try {
    return await writeTexts(job, texts, writing, reading);
  } finally {
    writing.dispose();
    reading.dispose();
  }
}

async function writeTexts(
  job: BatchJob,
  unfinished: readonly WrittenText[],
  writing: BatchSide,
  reading: BatchSide,
): Promise<number> {
  let texts = unfinished;
  let droppedMass = 0;
  while (texts.length > 0) {
    const known = texts.map(({ ids }) => ids.length);
    const written = await writeTokens(job, texts, writing);
    const isOpen = texts.some(({ end }) => end === undefined);
    const steps = written.length;
    const read = await reading.readAll(columnsOf(texts, known, steps), steps, isOpen);
    const fresh = texts.map(({ ids }, place) => ids.slice(known[place]));
    const counts = fresh.map(({ length }) => length);
    const [own, other] = [rowsOf(written, counts), rowsOf(read, counts)];
    const [base, tuned] = job.writer === 'base' ? [own, other] : [other, own];
    await checkpoint(job.signal);
    const statistics = await job.pair.statistics.reduce(
      base,
      tuned,
      Int32Array.from(fresh.flat()),
      job.topK,
      job.pair.width,
    );
    droppedMass = Math.max(droppedMass, statistics.droppedMass);
    let first = 0;
    for (const [place, text] of texts.entries()) {
      const count = counts[place] ?? 0;
      text.statistics.push({ statistics, first, count });
      first += count;
    }
    const open = [...texts.keys()].filter((place) => texts[place]?.end === undefined);
    if (open.length < texts.length && open.length > 0) {
      writing.select(open);
      reading.select(open);
    }
    texts = texts.filter(({ end }) => end === undefined);
  }
  return droppedMass;
}

/** Writes up to `lag` tokens of each text; gives the logits they were drawn from, step by step. */
async function writeTokens(
  { drawer, uniform, lag, onTokens, pair: { width } }: BatchJob,
  texts: readonly WrittenText[],
  writing: BatchSide,
): Promise<BatchLogits[]> {
  const steps: BatchLogits[] = [];
  while (steps.length < lag) {
    const logits = writing.next;
    steps.push(logits);
    const open = texts.filter(({ end }) => end === undefined);
    for (const [place, text] of texts.entries()) {
      if (text.end !== undefined) continue;
      const first = place * logits.dims[2];
      const row = logits.data.subarray(first, first + width);
      text.add(drawer.draw(row, uniform(text.index, text.ids.length)));
    }
    onTokens(open.length);
    if (texts.every(({ end }) => end !== undefined)) break;
    // A text that has ended stays in the batch for a few steps, and what it is fed means nothing.
    await writing.feed(
      Int32Array.from(texts, ({ ids }) => ids.at(-1) ?? 0),
      1,
    );
  }
  return steps;
}

/** The tokens of the last steps, row-major, texts × steps; texts that ended earlier are filled up. */
function columnsOf(
  texts: readonly WrittenText[],
  known: readonly number[],
  steps: number,
): Int32Array {
  return Int32Array.from(
    texts.flatMap(({ ids }, place) => {
      const first = known[place] ?? 0;
      return Array.from({ length: steps }, (_, step) => ids[first + step] ?? ids.at(-1) ?? 0);
    }),
  );
}

/** The logits of each text's first `counts[text]` steps, one text behind the other. */
function rowsOf(steps: readonly BatchLogits[], counts: readonly number[]): Logits {
  const width = steps[0]?.dims[2] ?? 0;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const data = new Float32Array(total * width);
  let row = 0;
  for (const [text, count] of counts.entries()) {
    let left = count;
    for (const { data: all, dims } of steps) {
      const tokens = Math.min(dims[1], left);
      const first = text * dims[1] * width;
      data.set(all.subarray(first, first + tokens * width), row * width);
      row += tokens;
      left -= tokens;
    }
  }
  return { data, dims: [1, total, width] };
}
