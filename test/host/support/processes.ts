import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { memoryBar, memoryParts } from '../../../bench/harness/memoryBar.mjs';
import { pairTask } from '../../../bench/harness/pairTask.mjs';
import type { ExtensionApi } from '../../../src/extension';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use of the extension host, once all that nobody needs is gone. */
export async function hostMemory(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    await delay(20);
    collectGarbage();
  }
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + Math.max(arrayBuffers, external);
}

/** Ids of the model processes that this process has started and that are still there. */
export function modelProcesses(): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      try {
        const [, parent] = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
        const command = readFileSync(`/proc/${id}/cmdline`, 'utf8');
        return Number(parent) === process.pid && command.includes('modelProcess.js');
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Most resident memory that the model process may take with the bundled pair, in MiB. */
export function modelMemoryBar({ context }: ExtensionApi): number {
  const models = path.join(context.extensionPath, 'media', 'models');
  return memoryBar(memoryParts(pairTask(path.join(models, 'wedding-party', 'pair.json'), 0)));
}
