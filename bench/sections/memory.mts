import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { sequenceMemory } from '../../src/model/pairLoader';
import { EngineClient } from '../harness/engineClient.mjs';
import type { NamedTask } from '../harness/pairTask.mjs';
import { peakMemory } from '../harness/processUsage.mjs';
import type { TextMaker } from '../harness/texts.mjs';
import type { Taken } from '../results.mjs';

/** Largest resident memory of the model process, in MiB. */
export interface MemoryResults extends Taken {
  readonly pairs: readonly PairMemory[];
}

export interface PairMemory {
  readonly pair: Pick<NamedTask, 'id' | 'name'>;
  /** Both models' weights as they are computed with: float32. */
  readonly weights: number;
  /**
   * Both models' keys and values: of one context window, float32, and what the engine may keep of
   * windows before, so that an edit costs little.
   */
  readonly caches: number;
  readonly peaks: readonly { readonly tokens: number; readonly peak: number }[];
}

/** Scores texts of growing length, two of each in a process of its own: what is kept of the first counts, too. */
export async function measureMemory(
  task: NamedTask,
  lengths: readonly number[],
  texts: TextMaker,
): Promise<PairMemory> {
  const peaks: { tokens: number; peak: number }[] = [];
  for (const length of lengths) {
    const engine = new EngineClient();
    try {
      const score = async (text: number): Promise<number> =>
        (await engine.compare(task, readFileSync(texts.file(length, text), 'utf8'))).rowCount;
      const tokens = await score(0);
      await score(1);
      peaks.push({ tokens, peak: peakMemory(engine.processId) });
    } finally {
      engine.dispose();
    }
  }
  const models = [task.base, task.tuned];
  return {
    pair: { id: task.id, name: task.name },
    weights: mebibytes(sum(models.map((directory) => weightBytes(directory, task)))),
    caches: mebibytes(sum(models.map((directory) => cacheBytes(directory, task))) + sequenceMemory),
    peaks,
  };
}

function weightBytes(directory: string, { dtype }: NamedTask): number {
  const file = path.join(directory, 'onnx', dtype === 'fp16' ? 'model_fp16.onnx' : 'model.onnx');
  return statSync(file).size * (dtype === 'fp16' ? 2 : 1);
}

const config = z.object({
  num_hidden_layers: z.number(),
  num_key_value_heads: z.number(),
  head_dim: z.number(),
});

function cacheBytes(directory: string, { contextWindow }: NamedTask): number {
  const text = readFileSync(path.join(directory, 'config.json'), 'utf8');
  const shape = config.parse(JSON.parse(text));
  const perToken = 2 * shape.num_hidden_layers * shape.num_key_value_heads * shape.head_dim;
  return perToken * contextWindow * Float32Array.BYTES_PER_ELEMENT;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mebibytes(bytes: number): number {
  return bytes / 2 ** 20;
}
