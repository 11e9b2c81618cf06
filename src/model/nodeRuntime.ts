import { nodeFiles } from './files';
import { ModelFiles } from './modelFiles';
import type { Runtime } from './pairLoader';
import { StatisticsSession } from './statisticsSession';
import { isCausalLm, loadModel, loadTokenizer } from './transformersLm';

/**
 * The real thing: models through transformers.js on this machine's CPU.
 *
 * @param statisticsModel path or bytes of statistics.onnx, which the build puts beside the programs
 */
export function nodeRuntime(statisticsModel: string | Uint8Array): Runtime {
  return {
    files: new ModelFiles(nodeFiles, isCausalLm),
    loadTokenizer,
    loadModel,
    loadStatistics: (threads) => StatisticsSession.create(statisticsModel, threads),
  };
}
