import { UserFacingError } from '../../common/errors';
import type {
  Prompt,
  SampleParams,
  SampleProgress,
  SampleResult,
} from '../../common/protocol/sampling';
import type { Continuation, ModelName, SamplingHead } from '../../common/sampling/continuation';
import { resolveDecoding, type Decoding } from '../../common/sampling/decoding';
import { uniformAt } from '../../common/sampling/philox';
import { checkpoint } from '../eventLoop';
import type { LoadedPair } from '../pairLoader';
import type { PairQueue } from '../pairQueue';
import { PieceCollector } from '../pieceCollector';
import { scoredPair } from '../scoredPair';
import { resolveSettings } from '../scoringSettings';
import { batchSize, promptsAtOnce, promptsThatFit, type CacheNeeds } from './batchSize';
import { writeBatch } from './batchWriter';
import { TokenDrawer } from './drawToken';
import { promptGroups, PromptReader, type NumberedPrompt } from './promptReader';
import type { PromptStates } from './promptState';
import { promptTokens, sampledPrompt, splitsAlike, type PromptTokens } from './promptTokens';
import { together } from './together';
import { joinStatistics } from './writtenStatistics';
import { WrittenText, type Ending } from './writtenText';

/** Streams of random numbers: one that both models share, one for each alone. */
const streams = { shared: 0, base: 1, tuned: 2 } as const;

/** Most tokens of one run: their statistics take about 100 bytes each. */
const mostTokens = 4_000_000;

type OnProgress = (progress: SampleProgress) => void;

/** Writes continuations with a pair of models and scores them under both. */
export class PairSampler {
  constructor(private readonly queue: PairQueue) {}

  /**
   * Writes continuations of prompts, each by both models or one of them. The same parameters give the
   * same tokens, whatever else is written beside them. Continuations arrive through `onProgress` as
   * they are finished.
   *
   * @param signal is looked at between any two runs of a model
   * @throws UserFacingError if the pair cannot be read or cannot write, or a value is out of range
   * @throws CancelledError once the signal has aborted
   */
  async sample(
    params: SampleParams,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<SampleResult> {
    const started = performance.now();
    const decoding = resolveDecoding(params.decoding);
    checkCounts(params);
    const { loadMilliseconds } = await this.queue.run(
      'Sampling',
      params,
      onProgress,
      signal,
      (pair) => new SamplingRun(pair, params, decoding, onProgress, signal).run(),
    );
    return { milliseconds: performance.now() - started, loadMilliseconds };
  }
}

function checkCounts({ prompts, writers, count, first = 0, length, seed }: SampleParams): void {
  const refuse = (what: string): UserFacingError =>
    new UserFacingError('usage', what, ['samplingOptions']);
  const isCount = (value: number, least: number): boolean =>
    Number.isSafeInteger(value) && value >= least && value < 2 ** 32;
  if (prompts.length === 0 || writers.length === 0) throw refuse('There is nothing to write.');
  if (!isCount(count, 1)) throw refuse('The number of continuations must be 1 or more.');
  if (!isCount(first, 0)) throw refuse('Continuations are counted from 0.');
  if (!isCount(length, 1)) throw refuse('The length of a continuation must be 1 token or more.');
  if (!isCount(seed, 0)) throw refuse('The seed must be a whole number from 0 to 4,294,967,295.');
  if (prompts.length * writers.length * count * length > mostTokens) {
    throw refuse(
      `Up to ${(prompts.length * writers.length * count * length).toLocaleString('en')} tokens would be written, and all of them stay in memory with their statistics; at most ${mostTokens.toLocaleString('en')} can be. Ask for fewer or shorter continuations.`,
    );
  }
}

/** One request with the pair that serves it. */
class SamplingRun {
  private readonly head: SamplingHead;
  private readonly tokens: readonly PromptTokens[];
  private readonly ending: Ending;
  private readonly drawer: TokenDrawer;
  private readonly pieces: PieceCollector;
  /** Tokens that may be written, and those that were or never will be. */
  private readonly total: number;
  private settled = 0;

  constructor(
    private readonly pair: LoadedPair,
    private readonly params: SampleParams,
    decoding: Decoding,
    private readonly onProgress: OnProgress,
    private readonly signal: AbortSignal,
  ) {
    if (!pair.base.canContinue || !pair.tuned.canContinue) throw cannotWrite(params.pair.name);
    const { contextWindow = 0, topK = 1, length, prompts, writers, count } = params;
    const settings = resolveSettings(
      { contextWindow, topK },
      { ...pair, prefixLength: pair.prefix.length },
    );
    this.tokens = continuable(prompts, pair).map((prompt) =>
      promptTokens(prompt, length, settings.contextWindow, pair),
    );
    this.head = {
      pair: scoredPair(params.pair, pair),
      prompts: this.tokens.map(sampledPrompt),
      writers,
      count,
      first: params.first ?? 0,
      length,
      contextWindow: settings.contextWindow,
      topK: settings.topK,
      seed: params.seed,
      coupled: params.coupled,
      decoding,
      threads: pair.threads,
      sideBySide: pair.sideBySide,
    };
    this.ending = {
      length,
      stop: decoding.stop,
      endIds: new Set(decoding.pastEnd ? [] : pair.endIds),
    };
    this.drawer = new TokenDrawer(pair.width, decoding);
    this.pieces = new PieceCollector(pair.tokenizer);
    this.total = this.tokens.length * writers.length * count * length;
  }

  async run(): Promise<void> {
    this.onProgress({ kind: 'started', ...this.head });
    const reader = new PromptReader(this.pair, this.signal);
    const { chunkLength } = this.pair;
    const { count, batch } = this.params;
    try {
      for (const group of promptGroups(this.tokens, promptsAtOnce({ count, chunkLength, batch }))) {
        let rest: readonly NumberedPrompt[] = group;
        while (rest.length > 0) {
          const states = await reader.readGroup(rest, (first, inputs) =>
            promptsThatFit(this.cacheNeeds(first, inputs.length), count),
          );
          await this.write(states);
          rest = rest.slice(states.size);
        }
      }
    } finally {
      reader.dispose();
    }
  }

  private cacheNeeds(states: PromptStates, promptLength: number): CacheNeeds {
    const { length, writers } = this.head;
    return { prompts: Object.values(states), promptLength, length, writers: writers.length };
  }

  /** Writes all continuations of prompts of one length, by the writers at the same time. */
  private async write(states: ReadonlyMap<number, PromptStates>): Promise<void> {
    const { first, count, writers } = this.head;
    const places = [...states.keys()];
    const placeOf = (number: number): number => {
      const place = places[Math.floor(number / count)];
      if (place === undefined) throw new RangeError(`There is no continuation ${number}.`);
      return place;
    };
    const statesOf = (prompt: number): PromptStates => {
      const both = states.get(prompt);
      if (both === undefined) throw new RangeError(`Prompt ${prompt} was not read.`);
      return both;
    };
    const total = places.length * count;
    const some = placeOf(0);
    const size = batchSize({
      ...this.cacheNeeds(statesOf(some), this.promptOf(some).inputs.length),
      promptCount: places.length,
      count: total,
      chunkLength: this.pair.chunkLength,
      batch: this.params.batch,
    });
    for (let begun = 0; begun < total; begun += size.count) {
      const textAt = (number: number): WrittenText => {
        const index = first + (number % count);
        return new WrittenText(placeOf(number), index, this.ending, this.pair.tokenizer);
      };
      const most = Math.min(size.count, total - begun);
      const batches = await together(
        this.signal,
        writers.map((writer) => async (signal) => {
          const texts = Array.from({ length: most }, (_, number) => textAt(begun + number));
          const droppedMass = await writeBatch({
            pair: this.pair,
            writer,
            statesOf: ({ prompt }) => statesOf(prompt),
            texts,
            length: this.head.length,
            drawer: this.drawer,
            uniform: this.uniforms(writer),
            lag: size.lag,
            topK: this.head.topK,
            onTokens: (written) => {
              this.report(written);
            },
            signal,
          });
          return { writer, texts, droppedMass };
        }),
      );
      await checkpoint(this.signal);
      for (const { writer, texts, droppedMass } of batches) {
        this.deliver(writer, texts, droppedMass);
      }
    }
  }

  private promptOf(index: number): PromptTokens {
    const prompt = this.tokens[index];
    if (prompt === undefined) throw new RangeError(`There is no prompt ${index}.`);
    return prompt;
  }

  private uniforms(writer: ModelName): (text: WrittenText, token: number) => number {
    const { seed, coupled } = this.params;
    const stream = coupled ? streams.shared : streams[writer];
    return ({ prompt, index }, step) =>
      uniformAt({ seed, stream, group: prompt, sample: index, step });
  }

  private report(written: number): void {
    this.settled += written;
    this.onProgress({ kind: 'written', fraction: this.settled / this.total });
  }

  private deliver(writer: ModelName, texts: readonly WrittenText[], droppedMass: number): void {
    const continuations = texts.map((text) => this.finish(writer, text));
    this.onProgress({
      kind: 'batch',
      continuations,
      droppedMass,
      pieces: this.pieces.take(
        ...continuations.flatMap(({ ids, statistics }) => [ids, statistics.topIds]),
      ),
    });
    // What ended early is written, too.
    this.report(texts.reduce((sum, { ids }) => sum + this.head.length - ids.length, 0));
  }

  private finish(writer: ModelName, written: WrittenText): Continuation {
    const { prompt, ids, textIds, text, end, index, statistics } = written;
    return {
      prompt,
      writer,
      index,
      ids: Int32Array.from(ids),
      end: end ?? 'length',
      text,
      splitsAlike: splitsAlike(this.promptOf(prompt), textIds, text, this.pair.tokenizer),
      statistics: joinStatistics(statistics, writer, this.head.topK),
    };
  }
}

/** Prompts without those that can be done without and continued by nothing. */
function continuable(prompts: readonly Prompt[], { prefix, tokenizer }: LoadedPair) {
  const isNothing = ({ text, then = [], isDispensable = false }: Prompt): boolean =>
    isDispensable && then.length === 0 && tokenizer.encode(text).length === 0;
  const left = prefix.length > 0 ? prompts : prompts.filter((prompt) => !isNothing(prompt));
  return left.length === 0 ? prompts : left;
}

function cannotWrite(pair: string): UserFacingError {
  return new UserFacingError(
    'unsupported',
    `${pair} cannot write continuations: a model of it was exported without a cache of earlier tokens, so that every token would cost as much as all before it. Export it with past key values, or choose another pair.`,
    ['choosePair'],
  );
}
