import type { StatisticsWithoutGrids } from '../../common/statisticsColumns';
import { otherModel, type ModelName } from '../../common/sampling/continuation';
import type { BatchLogits } from '../causalLm';
import { freeMemory } from '../freeMemory';
import type { ScoringPair } from '../windowScorer';
import { BatchSide } from './batchSide';
import type { TokenDrawer } from './drawToken';
import type { PromptStates } from './promptState';
import type { WrittenText } from './writtenText';

/** Continuations of prompts of one length that one model writes side by side. */
export interface BatchJob {
  readonly pair: ScoringPair;
  readonly writer: ModelName;
  /** Both models behind a text's prompt. */
  readonly statesOf: (text: WrittenText) => PromptStates;
  readonly texts: readonly WrittenText[];
  /** Most tokens of a text. */
  readonly length: number;
  readonly drawer: TokenDrawer;
  /** The random number of a continuation's token, in [0, 1). */
  readonly uniform: (text: WrittenText, token: number) => number;
  /** Tokens that are written before the other model reads them. */
  readonly lag: number;
  readonly topK: number;
  /** Called with the number of tokens that were written since the last call. */
  readonly onTokens: (count: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Writes the texts to their ends and scores them under both models on the way. The writer takes one
 * step at a time; the other model reads several tokens at once, which costs it a fraction of that, while
 * the writer goes on with the next ones. The texts do not depend on each other, nor on how many there are.
 *
 * @returns the largest mass on ids outside the common vocabulary
 * @throws UserFacingError if a model's logits are no numbers
 * @throws CancelledError between two runs of a model once the signal has aborted
 */
export async function writeBatch(job: BatchJob): Promise<number> {
  const { writer, signal } = job;
  const states = job.texts.map(job.statesOf);
  const side = (model: ModelName): BatchSide =>
    new BatchSide(
      states.map((both) => both[model]),
      job.length,
      signal,
    );
  const writing = side(writer);
  try {
    const reading = side(otherModel(writer));
    try {
      return await writeTexts(job, job.texts, writing, reading);
    } finally {
      reading.dispose();
    }
  } finally {
    writing.dispose();
  }
}

async function writeTexts(
  job: BatchJob,
  unfinished: readonly WrittenText[],
  writing: BatchSide,
  reading: BatchSide,
): Promise<number> {
  let texts = unfinished;
  /** The largest mass dropped so far, once the tokens that were written before are scored. */
  let scored = Promise.resolve(0);
  try {
    while (texts.length > 0) {
      await job.pair.turn(job.signal);
      const known = texts.map(({ ids }) => ids.length);
      const written = await writeTokens(job, texts, writing);
      const before = await scored;
      const block = { texts, known, written };
      const open = [...texts.keys()].filter((place) => texts[place]?.end === undefined);
      scored = scoreBlock(job, block, reading, open).then((mass) => Math.max(before, mass));
      // Its failure is met where it is waited for.
      scored.catch(() => undefined);
      if (open.length < texts.length && open.length > 0) writing.select(open);
      texts = texts.filter(({ end }) => end === undefined);
    }
  } finally {
    // What is running must not lose its memory.
    await Promise.allSettled([scored]);
  }
  return scored;
}

/** Tokens that were written and that the other model has not read. */
interface Block {
  readonly texts: readonly WrittenText[];
  /** Tokens of each text before them. */
  readonly known: readonly number[];
  /** The logits that they were drawn from, step by step. */
  readonly written: readonly BatchLogits[];
}

/**
 * Lets the other model read what was written, and adds the statistics to the texts.
 *
 * @param open places of the texts that go on
 * @returns the largest mass on ids outside the common vocabulary
 */
async function scoreBlock(
  job: BatchJob,
  { texts, known, written }: Block,
  reading: BatchSide,
  open: readonly number[],
): Promise<number> {
  const steps = written.length;
  const fresh = texts.map(({ ids }, place) => ids.slice(known[place], (known[place] ?? 0) + steps));
  const counts = fresh.map(({ length }) => length);
  const read = await reading.readAll(columnsOf(fresh, steps), steps, open.length > 0);
  const [own, other] = [rowsOf(written, counts), rowsOf(read, counts)];
  const [base, tuned] = job.writer === 'base' ? [own, other] : [other, own];
  const isDone = ({ data }: BatchLogits): boolean => data !== reading.next.data;
  let statistics: StatisticsWithoutGrids;
  try {
    const targets = Int32Array.from(fresh.flat());
    const { statistics: reducer, width } = job.pair;
    statistics = await reducer.reduceWithoutGrids(
      base,
      tuned,
      targets,
      job.topK,
      width,
      job.signal,
    );
  } finally {
    freeMemory([...written, ...read].filter(isDone).map(({ data }) => data));
  }
  let first = 0;
  for (const [place, text] of texts.entries()) {
    const count = counts[place] ?? 0;
    text.statistics.push({ statistics, first, count });
    first += count;
  }
  if (open.length < texts.length && open.length > 0) reading.select(open);
  return statistics.vocabulary.droppedMass.reduce((most, mass) => Math.max(most, mass), 0);
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
      text.add(drawer.draw(row, uniform(text, text.ids.length)));
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

/** The tokens of a block, row-major, texts × steps; texts that ended earlier are filled up. */
function columnsOf(fresh: readonly (readonly number[])[], steps: number): Int32Array {
  return Int32Array.from(
    fresh.flatMap((ids) =>
      Array.from({ length: steps }, (_, step) => ids[step] ?? ids.at(-1) ?? 0),
    ),
  );
}

/** The logits of each text's first `counts[text]` steps, one text behind the other. */
function rowsOf(steps: readonly BatchLogits[], counts: readonly number[]): Float32Array[] {
  return counts.flatMap((count, text) =>
    steps
      .flatMap(({ data, dims: [, tokens, width] }) =>
        Array.from({ length: tokens }, (_, token) => {
          const first = (text * tokens + token) * width;
          return data.subarray(first, first + width);
        }),
      )
      .slice(0, count),
  );
}
