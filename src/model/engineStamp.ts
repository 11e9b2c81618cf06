import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * What of the built programs decides the numbers, in the folder of the programs: the model process and
 * its threads, of which the command line's program has the same sources, the statistics kernel, and the
 * version of the runtime.
 */
export const engineFiles = [
  'modelProcess.js',
  'modelThread.js',
  'statistics.wasm',
  'node_modules/onnxruntime-node/package.json',
] as const;

/**
 * Text that changes with what computes the numbers, so that what was kept before is made again. It is
 * made when it is first asked for.
 *
 * @param folder of the built programs
 */
export function engineStamp(folder: string): () => Promise<string> {
  let stamp: Promise<string> | undefined;
  return () => (stamp ??= stampOf(folder));
}

async function stampOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of engineFiles) {
    // Without one of them the engine itself says what is missing.
    const bytes = await readFile(path.join(folder, name)).catch(() => new Uint8Array(0));
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}
