import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildStatisticsKernel } from '../../../scripts/kernel/statisticsKernel.mjs';
import type { Comparison } from '../../../src/common/comparison';
import { ComparisonBuilder } from '../../../src/common/comparisonBuilder';
import { silentLog, type Log } from '../../../src/common/log';
import {
  parsePairFile,
  toPairSpec,
  tunedCheckpoints as checkpointsOf,
  tunedCheckpointId,
  type PairFile,
} from '../../../src/common/pairFile';
import type { TunedCheckpoint } from '../../../src/common/protocol/checkpoints';
import type { CompareParams, PairSpec } from '../../../src/common/protocol/model';
import { nodeRuntime } from '../../../src/model/nodeRuntime';
import { PairComparer } from '../../../src/model/pairComparer';
import { PairQueue } from '../../../src/model/pairQueue';

const file = path.resolve('media/models/wedding-party/pair.json');

function pairFile(): PairFile {
  return parsePairFile(readFileSync(file, 'utf8'), 'pair.json');
}

/** Ids of the bundled pair's tuned checkpoints. */
export function tunedCheckpoints(): string[] {
  return pairFile().tuned.map(tunedCheckpointId);
}

const resolve = (directory: string): string => path.resolve(path.dirname(file), directory);

/** The bundled pair as its pair.json has it now. */
export function pairFromFile(tunedCheckpoint?: string): PairSpec {
  return toPairSpec(pairFile(), resolve, tunedCheckpoint);
}

/** All tuned checkpoints of the bundled pair as its pair.json has them now. */
export function seriesFromFile(): readonly TunedCheckpoint[] {
  return checkpointsOf(pairFile(), resolve);
}

/** A comparer with the real runtime and the statistics kernel as the sources have it. */
export function realComparer(log: Log = silentLog): PairComparer {
  return new PairComparer(new PairQueue(nodeRuntime(buildStatisticsKernel()), log));
}

/** Parameters of a run with the bundled pair's own settings. */
export function paramsOf(text: string, more: Partial<CompareParams> = {}): CompareParams {
  return { runId: 1, pair: pairFromFile(), text, settings: {}, threads: 1, ...more };
}

/** Runs to the end and gives the whole comparison. */
export async function comparisonOf(
  comparer: PairComparer,
  params: CompareParams,
  signal = new AbortController().signal,
): Promise<Comparison> {
  const builder = new ComparisonBuilder();
  await comparer.compare(params, (progress) => builder.add(progress), signal);
  if (builder.comparison === undefined) throw new Error('The run ended before it started.');
  return builder.comparison;
}
