import { nodeFiles } from './files';
import { loadModel } from './loadModel';
import { ModelFiles } from './modelFiles';
import type { Runtime } from './pairLoader';
import { StatisticsSession } from './statisticsSession';
import { ThreadedLm } from './threadedLm';
import { isCausalLm, loadTokenizer } from './transformersTokenizer';
import type { WorkerThreads } from './workerThreads';

/**
 * The real thing: models on this machine's CPU.
 *
 * @param statisticsModel path or bytes of statistics.onnx, which the build puts beside the programs
 * @param threads where models run; without them they run in this thread
 */
export function nodeRuntime(
  statisticsModel: string | Uint8Array,
  threads?: WorkerThreads,
): Runtime {
  return {
    files: new ModelFiles(nodeFiles, isCausalLm),
    loadTokenizer,
    loadModel: (files, sessionThreads) =>
      threads === undefined
        ? loadModel(files, sessionThreads)
        : ThreadedLm.load(threads.start(), files, sessionThreads),
    loadStatistics: (sessionThreads) => StatisticsSession.create(statisticsModel, sessionThreads),
    hasModelThreads: threads !== undefined,
  };
}
