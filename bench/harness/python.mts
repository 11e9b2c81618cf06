import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { NamedTask } from './pairTask.mjs';

/** The pair of SmolLM-135M's shape, made if it is not there. */
export function randomPair(python: string): string {
  const folder = path.resolve('out/bench/random-smollm');
  const file = path.join(folder, 'pair.json');
  if (!existsSync(file)) {
    console.error('Making a pair of random weights …');
    execFileSync(python, ['bench/subjects/make_random_pair.py', folder], {
      env: { ...process.env, PYTHONPATH: 'training' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
  return file;
}

/**
 * The bundled pair in each dtype, made anew, in folders that bench/subjects/make_dtypes.py names.
 *
 * @param pairFile pair.json
 */
export function pairInDtypes(python: string, pairFile: string, id: string): string {
  const folder = path.resolve('out/bench/dtypes', id);
  execFileSync(python, ['bench/subjects/make_dtypes.py', pairFile, folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return folder;
}

/** Writes a pair's weights as GGUF unless that was done since they last changed. */
export function makeGguf(python: string, task: NamedTask): void {
  for (const model of ['base', 'tuned'] as const) {
    const source = path.join(task[model], 'onnx');
    const file = path.join(task.gguf, `${model}.gguf`);
    if (existsSync(file) && statSync(file).mtimeMs > newest(source, task)) continue;
    execFileSync(python, ['bench/subjects/make_gguf.py', task[model], task.dtype, file], {
      stdio: ['ignore', 'inherit', 'pipe'],
    });
  }
}

function newest(folder: string, { dtype }: NamedTask): number {
  return statSync(path.join(folder, dtype === 'fp16' ? 'model_fp16.onnx' : 'model.onnx')).mtimeMs;
}
