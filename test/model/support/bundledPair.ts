import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildStatisticsGraph } from '../../../scripts/statisticsGraph.mjs';
import type { Comparison } from '../../../src/common/comparison';
import { ComparisonBuilder } from '../../../src/common/comparisonBuilder';
import { silentLog } from '../../../src/common/log';
import type { CompareParams, PairSpec } from '../../../src/common/protocol/model';
import { nodeRuntime } from '../../../src/model/nodeRuntime';
import { PairComparer } from '../../../src/model/pairComparer';

const directory = path.resolve('media/models/wedding-party');

/** The pair that ships, with its default tuned model. */
export function bundledPair(): PairSpec {
  return {
    id: 'wedding-party',
    name: 'Wedding party',
    base: { name: 'Base', directory: path.join(directory, 'base') },
    tuned: { name: 'Tuned', directory: path.join(directory, 'tuned') },
    dtype: 'fp16',
    prefix: [0],
    contextLength: 512,
  };
}

/** A file of the bundled pair. */
export function readBundled(file: string): Promise<Buffer> {
  return readFile(path.join(directory, file));
}

export function paramsOf(text: string, more: Partial<CompareParams> = {}): CompareParams {
  return { runId: 1, pair: bundledPair(), text, settings: {}, threads: 1, ...more };
}

/** The engine as it ships, with a statistics graph made from the sources as they are now. */
export function realComparer(): PairComparer {
  return new PairComparer(nodeRuntime(writeStatisticsGraph()), silentLog);
}

/** Runs a comparison to its end. */
export async function comparisonOf(
  comparer: PairComparer,
  params: CompareParams,
): Promise<Comparison> {
  const builder = new ComparisonBuilder();
  await comparer.compare(params, (progress) => builder.add(progress), new AbortController().signal);
  const { comparison } = builder;
  if (comparison === undefined) throw new Error('The run never started.');
  return comparison;
}

/** Several test processes write the same bytes: renaming keeps each from reading half a file. */
function writeStatisticsGraph(): string {
  const folder = path.resolve('out', 'test');
  const file = path.join(folder, 'statistics.onnx');
  const own = `${file}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(own, buildStatisticsGraph());
  renameSync(own, file);
  return file;
}
