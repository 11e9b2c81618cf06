import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  calibrationEdges,
  storedBins,
  storedMixture,
  storedTemperatures,
} from '../../src/common/grids';
import { parsePairFile, toPairSpec } from '../../src/common/pairFile';
import type { Task } from './task.mjs';

export interface NamedTask extends Task {
  readonly id: string;
  readonly name: string;
}

/**
 * What subjects are given of a pair: its context, half of it as stride.
 *
 * @param file pair.json
 */
export function pairTask(file: string, threads: number): NamedTask {
  const pair = toPairSpec(parsePairFile(readFileSync(file, 'utf8'), file), (folder) =>
    path.resolve(path.dirname(file), folder),
  );
  const { dtype, contextLength } = pair;
  if (dtype !== 'fp16' && dtype !== 'fp32') throw new Error('Only fp32 and fp16.');
  if (contextLength === undefined) throw new Error(`${file} does not say its context length.`);
  return {
    id: pair.id,
    name: pair.name,
    base: pair.base.directory,
    tuned: pair.tuned.directory,
    dtype,
    prefix: pair.prefix ?? [],
    contextWindow: contextLength,
    stride: Math.floor(contextLength / 2),
    topK: 10,
    threads,
    grids: {
      mixture: storedMixture,
      temperatures: storedTemperatures,
      binEdges: calibrationEdges.slice(1, storedBins),
    },
    gguf: path.resolve('out/bench/gguf', pair.id),
  };
}
