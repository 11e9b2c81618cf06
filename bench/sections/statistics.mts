import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { buildStatisticsKernel } from '../../scripts/kernel/statisticsKernel.mjs';
import type { Logits } from '../../src/model/causalLm';
import { nodeRuntime } from '../../src/model/nodeRuntime';
import { multiplyAddsPerSecond } from '../harness/arithmetic.mjs';
import type { NamedTask } from '../harness/pairTask.mjs';
import { processorMilliseconds } from '../harness/processUsage.mjs';
import type { Taken } from '../results.mjs';
import { plainStatistics } from '../subjects/plainStatistics.mjs';

/** Times of chunks in milliseconds a token. */
export interface StatisticsResults extends Taken {
  readonly pair: Pick<NamedTask, 'id' | 'name'>;
  readonly vocabulary: number;
  readonly chunkLength: number;
  /** Both models' time of each chunk, wall. */
  readonly models: readonly number[];
  /** The statistics' time of the same chunks, wall. */
  readonly statistics: readonly number[];
  /** Processor time of the same, and of the plain script's statistics of a few of the tokens. */
  readonly kernelProcessor: readonly number[];
  readonly plainProcessor: readonly number[];
  /** What the models' multiplications alone would take at the speed of one large product. */
  readonly arithmeticLimit: number;
}

/** Tokens of one call. */
const chunkLength = 128;
/** Chunks that continue from each other, then a sequence begins anew. */
const chunksPerSequence = 4;
/** Tokens that the plain script reduces a chunk: it is slow. */
const few = 2;

/** Times the statistics beside the models that they follow, chunk by chunk as the engine does. */
export async function measureStatistics(
  task: NamedTask,
  chunks: number,
): Promise<Omit<StatisticsResults, keyof Taken>> {
  const runtime = nodeRuntime(buildStatisticsKernel());
  const load = async (directory: string) =>
    runtime.loadModel(await runtime.files.check(directory, task.dtype), task.threads);
  const base = await load(task.base);
  const tuned = await load(task.tuned);
  const reducer = await runtime.loadStatistics();
  const results = {
    models: [] as number[],
    statistics: [] as number[],
    kernelProcessor: [] as number[],
    plainProcessor: [] as number[],
  };
  let vocabulary = 0;
  let sequences = [base.start(), tuned.start()] as const;
  for (let chunk = -1; chunk < chunks; chunk++) {
    if (chunk % chunksPerSequence === 0) sequences = [base.start(), tuned.start()];
    const ids = Int32Array.from(
      { length: chunkLength },
      () => 1 + Math.floor(Math.random() * 4000),
    );
    const started = performance.now();
    const baseLogits = await sequences[0].feed(ids);
    const tunedLogits = await sequences[1].feed(ids);
    const fed = performance.now();
    const worked = processorMilliseconds(process.pid);
    vocabulary = baseLogits.dims[2];
    await reducer.reduce(baseLogits, tunedLogits, ids, task.topK, vocabulary);
    const ended = performance.now();
    const reduced = processorMilliseconds(process.pid);
    for (let row = 0; row < few; row++) {
      plainStatistics(rowOf(baseLogits, row), rowOf(tunedLogits, row), 1, task.topK, task.grids);
    }
    // The first chunk is not counted: memory is taken and paths are compiled.
    if (chunk < 0) continue;
    results.models.push((fed - started) / chunkLength);
    results.statistics.push((ended - fed) / chunkLength);
    results.kernelProcessor.push((reduced - worked) / chunkLength);
    results.plainProcessor.push((processorMilliseconds(process.pid) - reduced) / few);
  }
  for (const part of [tuned, base]) await part.dispose();
  const speed = await multiplyAddsPerSecond(task.threads);
  return {
    pair: { id: task.id, name: task.name },
    vocabulary,
    chunkLength,
    ...results,
    arithmeticLimit: (2 * multiplyAddsPerToken(task.base) * 1000) / speed,
  };
}

function rowOf({ data, dims }: Logits, row: number): number[] {
  return Array.from(data.subarray(row * dims[2], (row + 1) * dims[2]));
}

const config = z.object({
  vocab_size: z.number(),
  hidden_size: z.number(),
  intermediate_size: z.number(),
  num_hidden_layers: z.number(),
  num_attention_heads: z.number(),
  num_key_value_heads: z.number(),
});

/** Multiply-adds of one model's weights for each token; attention comes on top. */
function multiplyAddsPerToken(directory: string): number {
  const text = readFileSync(path.join(directory, 'config.json'), 'utf8');
  const shape = config.parse(JSON.parse(text));
  const { hidden_size: hidden, intermediate_size: feedForward } = shape;
  const shared = shape.num_key_value_heads / shape.num_attention_heads;
  const layer = (2 + 2 * shared) * hidden * hidden + 3 * hidden * feedForward;
  return shape.num_hidden_layers * layer + shape.vocab_size * hidden;
}
