import { randomInt } from 'node:crypto';
import { CancelledError, UserFacingError } from '../common/errors';
import type { DisplayUnit } from '../common/format';
import type { Log } from '../common/log';
import type { SampleParams, SampleProgress } from '../common/protocol/sampling';
import { samplesJsonParts } from '../common/report/samplesJson';
import { samplesText } from '../common/report/samplesText';
import type { ModelName, SampleSet } from '../common/sampling/continuation';
import { SampleSetBuilder } from '../common/sampling/sampleSetBuilder';
import { choosePair, type PairOptions } from './choosePair';
import type { Console } from './console';
import { exitCodes } from './exitCodes';
import { refuseToReplaceInput } from './outputFile';
import type { CatalogPlaces } from './pairCatalog';
import { SamplingProgressLine } from './samplingProgressLine';
import { readPrompts, type PromptOptions } from './readPrompts';
import { styleOf, widthOf } from './terminal';
import { writeReport } from './writeReport';

/** The options of everything that samples, read and checked one by one. */
export interface SamplingOptions extends PairOptions, PromptOptions {
  readonly count: number;
  readonly length: number;
  readonly seed?: number | undefined;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly stop: readonly string[];
  readonly pastEnd?: boolean | undefined;
  readonly contextWindow?: number | undefined;
  readonly threads?: number | undefined;
  readonly units: DisplayUnit;
  readonly format?: 'json' | 'text' | undefined;
  readonly output?: string | undefined;
}

/** The options of `sample`. */
export interface SampleOptions extends SamplingOptions {
  readonly writer: ModelName | 'both';
  readonly first: number;
  readonly coupled?: boolean | undefined;
}

/** Writes continuations; PairSampler is one. */
export interface Sampler {
  sample(
    params: SampleParams,
    onProgress: (progress: SampleProgress) => void,
    signal: AbortSignal,
  ): Promise<unknown>;
}

/** What commands that sample work with. */
export interface SamplingContext {
  readonly console: Console;
  readonly places: CatalogPlaces;
  /** Starts the engine; called only once everything else is known to be in order. */
  readonly createSampler: (log: Log) => Promise<Sampler & { dispose(): Promise<void> }>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Writes continuations and reports them.
 *
 * @returns the exit code
 * @throws UserFacingError, CancelledError
 */
export async function sampleCommand(
  paths: readonly string[],
  options: SampleOptions,
  context: SamplingContext,
): Promise<number> {
  const { console, signal, log } = context;
  if (options.output !== undefined) await refuseToReplaceInput(options.output, paths);
  const prompts = await readPrompts(paths, options, console.stdin, signal, log);
  if (prompts.length === 0) {
    throw new UserFacingError(
      'usage',
      'There is nothing to continue: name a file, or give --prompt or --prompts.',
    );
  }
  const set = await sampleSet(prompts, options, context, {
    writers: options.writer === 'both' ? ['base', 'tuned'] : [options.writer],
    first: options.first,
    coupled: options.coupled ?? false,
    topK: 5,
  });
  await writeReport(options, console, signal, {
    json: () => samplesJsonParts(set),
    text: (toFile) => [
      samplesText(set, {
        unit: options.units,
        style: toFile ? { ...styleOf(console), colour: 'none' } : styleOf(console),
        width: toFile ? 80 : widthOf(console),
      }),
    ],
  });
  return exitCodes.done;
}

/** Samples with a fresh engine, which is gone afterwards. */
export async function sampleSet(
  prompts: readonly string[],
  options: SamplingOptions,
  { console, places, createSampler, log, signal }: SamplingContext,
  more: Pick<SampleParams, 'writers' | 'first' | 'coupled' | 'topK'>,
): Promise<SampleSet> {
  const pair = await choosePair(options, places);
  const progress = new SamplingProgressLine(console.stderr);
  const sampler = await createSampler(log);
  const builder = new SampleSetBuilder();
  const { temperature, topK, topP, stop, pastEnd = false } = options;
  try {
    await sampler.sample(
      {
        runId: 0,
        pair,
        threads: options.threads ?? 0,
        prompts: prompts.map((text) => ({ text })),
        count: options.count,
        length: options.length,
        seed: options.seed ?? randomInt(2 ** 32),
        decoding: { temperature, topK, topP, stop, pastEnd },
        ...(options.contextWindow === undefined ? {} : { contextWindow: options.contextWindow }),
        ...more,
      },
      (event) => {
        builder.add(event);
        progress.update(event);
      },
      signal,
    );
  } finally {
    progress.clear();
    // After a cancellation the process ends at once; waiting for a model to load would keep it.
    if (!signal.aborted) await sampler.dispose();
  }
  if (signal.aborted) throw new CancelledError();
  if (builder.set === undefined) throw new Error('The run ended before it began to write.');
  return builder.set;
}
