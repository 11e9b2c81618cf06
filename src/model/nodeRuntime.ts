import { readFile } from 'node:fs/promises';
import { nodeFiles } from './files';
import { loadModel } from './loadModel';
import { ModelFiles } from './modelFiles';
import type { Runtime } from './pairLoader';
import type { ProbeStore } from './probeStore';
import { splitAside } from './splitAside';
import { StatisticsReducer } from './statistics/statisticsReducer';
import { ThreadedLm } from './threadedLm';
import { isCausalLm, loadTokenizer } from './transformersTokenizer';
import type { WorkerThreads } from './workerThreads';

/**
 * The real thing: models on this machine's CPU.
 *
 * @param statisticsKernel path or bytes of statistics.wasm, which the build puts beside the programs
 * @param tokenizerProgram path of the bundled tokenizerThread; without it long texts hold up this thread
 * @param threads where models run; without them, or once one has ended by itself, they run in this thread
 */
export function nodeRuntime(
  statisticsKernel: string | Uint8Array,
  threads?: WorkerThreads,
  probes?: ProbeStore,
  tokenizerProgram?: string,
): Runtime {
  return {
    probes,
    files: new ModelFiles(nodeFiles, isCausalLm),
    loadTokenizer: async (files) => {
      const tokenizer = await loadTokenizer(files);
      return tokenizerProgram === undefined
        ? tokenizer
        : {
            ...tokenizer,
            encodeAside: (text, signal) => splitAside(tokenizerProgram, { files, text }, signal),
          };
    },
    loadModel: (files, sessionThreads) =>
      threads?.usable === true
        ? ThreadedLm.load(threads.start(), files, sessionThreads)
        : loadModel(files, sessionThreads),
    loadStatistics: async () =>
      new StatisticsReducer(
        typeof statisticsKernel === 'string' ? await readFile(statisticsKernel) : statisticsKernel,
      ),
    get hasModelThreads() {
      return threads?.usable === true;
    },
  };
}
