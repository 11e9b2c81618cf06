import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { sequenceMemory } from '../../src/model/pairLoader';
import type { NamedTask } from './pairTask.mjs';

/** What a pair's models need in memory, in MiB. */
export interface MemoryParts {
  /** Both models' weights as they are computed with: float32. */
  readonly weights: number;
  /**
   * Both models' keys and values: of one context window, float32, and what the engine may keep of
   * windows before, so that an edit costs little.
   */
  readonly caches: number;
}

/** Resident memory beyond weights and caches that the model process may take, in MiB. */
export const memoryBeyond = 300;

export function memoryParts(task: NamedTask): MemoryParts {
  const models = [task.base, task.tuned];
  return {
    weights: mebibytes(sum(models.map((directory) => weightBytes(directory, task)))),
    caches: mebibytes(sum(models.map((directory) => cacheBytes(directory, task))) + sequenceMemory),
  };
}

/** Most resident memory that the model process may ever take, in MiB. */
export function memoryBar({ weights, caches }: MemoryParts): number {
  return weights + caches + memoryBeyond;
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
