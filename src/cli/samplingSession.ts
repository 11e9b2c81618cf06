import { randomInt } from 'node:crypto';
import { CancelledError } from '../common/errors';
import type { DisplayUnit } from '../common/format';
import type { Log } from '../common/log';
import type { SampleParams, SampleProgress } from '../common/protocol/sampling';
import type { SampleSet } from '../common/sampling/continuation';
import { SampleSetBuilder } from '../common/sampling/sampleSetBuilder';
import type { CommandContext } from './commandContext';
import { choosePair, type PairOptions } from './choosePair';
import type { PromptOptions } from './readPrompts';
import { SamplingProgressLine } from './samplingProgressLine';

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
  readonly sideBySide?: boolean | undefined;
  readonly units: DisplayUnit;
  readonly format?: 'json' | 'text' | undefined;
  readonly output?: string | undefined;
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
export interface SamplingContext extends CommandContext {
  /** Starts the engine; called only once everything else is known to be in order. */
  readonly createSampler: (log: Log) => Promise<Sampler & { dispose(): Promise<void> }>;
}

/** What one run of a command asks for; the options have the rest. */
export type SampleRequest = Pick<SampleParams, 'prompts' | 'writers'> & Partial<SampleParams>;

/** Samples with the options of a command. */
export type Sample = (
  request: SampleRequest,
  onProgress?: (fraction: number) => void,
) => Promise<SampleSet>;

/**
 * Does `work` with an engine that is gone afterwards. All of its runs have one seed, which is drawn
 * where none is given.
 *
 * @throws UserFacingError, CancelledError
 */
export async function withSampling<T>(
  options: SamplingOptions,
  { console, places, createSampler, log, signal }: SamplingContext,
  work: (sample: Sample, progress: SamplingProgressLine) => Promise<T>,
): Promise<T> {
  const pair = await choosePair(options, places);
  const { temperature, topK, topP, stop, pastEnd = false, contextWindow } = options;
  const seed = options.seed ?? randomInt(2 ** 32);
  const progress = new SamplingProgressLine(console.stderr);
  const sampler = await createSampler(log);
  const sample: Sample = async (request, onProgress) => {
    const builder = new SampleSetBuilder();
    await sampler.sample(
      {
        runId: 0,
        pair,
        threads: options.threads ?? 0,
        sideBySide: options.sideBySide,
        count: options.count,
        length: options.length,
        seed,
        coupled: false,
        decoding: { temperature, topK, topP, stop, pastEnd },
        ...(contextWindow === undefined ? {} : { contextWindow }),
        ...request,
      },
      (event) => {
        builder.add(event);
        if (onProgress === undefined || event.kind === 'loading') progress.update(event);
        else if (event.kind === 'written') onProgress(event.fraction);
      },
      signal,
    );
    if (builder.set === undefined) throw new Error('The run ended before it began to write.');
    return builder.set;
  };
  try {
    const result = await work(sample, progress);
    if (signal.aborted) throw new CancelledError();
    return result;
  } finally {
    progress.clear();
    // After a cancellation the process ends at once; waiting for a model to load would keep it.
    if (!signal.aborted) await sampler.dispose();
  }
}
