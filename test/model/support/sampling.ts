import { buildStatisticsKernel } from '../../../scripts/kernel/statisticsKernel.mjs';
import { silentLog } from '../../../src/common/log';
import type { SampleParams } from '../../../src/common/protocol/sampling';
import type { Continuation, SampleSet } from '../../../src/common/sampling/continuation';
import { SampleSetBuilder } from '../../../src/common/sampling/sampleSetBuilder';
import { nodeRuntime } from '../../../src/model/nodeRuntime';
import { PairQueue } from '../../../src/model/pairQueue';
import type { PairSampler } from '../../../src/model/sampling/pairSampler';
import { pairFromFile } from './engine';

/** A queue with the real runtime and the statistics kernel as the sources have it. */
export function realQueue(): PairQueue {
  return new PairQueue(nodeRuntime(buildStatisticsKernel()), silentLog);
}

/** Parameters of a run: both models of the bundled pair, exact distributions, seed 1. */
export function sampleParamsOf(prompt: string, more: Partial<SampleParams> = {}): SampleParams {
  return {
    runId: 1,
    pair: more.pair ?? pairFromFile(),
    threads: 1,
    prompts: [{ text: prompt }],
    writers: ['base', 'tuned'],
    count: 4,
    length: 24,
    seed: 1,
    coupled: false,
    decoding: {},
    ...more,
  };
}

/** Runs to the end and gives everything that was written. */
export async function samplesOf(
  sampler: PairSampler,
  params: SampleParams,
  signal = new AbortController().signal,
): Promise<SampleSet> {
  const builder = new SampleSetBuilder();
  await sampler.sample(
    params,
    (progress) => {
      builder.add(progress);
    },
    signal,
  );
  if (builder.set === undefined) throw new Error('The run ended before it started.');
  return builder.set;
}

/** What decides whether two continuations are the same. */
export function identityOf({ prompt, writer, index, ids, end, text }: Continuation): object {
  return { prompt, writer, index, ids: [...ids], end, text };
}
