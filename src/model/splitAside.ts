import { Worker } from 'node:worker_threads';
import { CancelledError } from '../common/errors';
import { abortable } from './eventLoop';
import type { CheckpointFiles } from './modelFiles';

/** What a thread is asked to split. */
export interface SplitRequest {
  /** Of the tokenizer, which the thread loads for itself. */
  readonly files: CheckpointFiles;
  readonly text: string;
}

/**
 * Splits a text in a thread of its own, which ends with it, so that this one stays free however long that
 * takes, and a cancellation ends it at once.
 *
 * @param program path of the bundled tokenizerThread
 * @returns the ids of the text
 * @throws CancelledError once the signal has aborted
 */
export async function splitAside(
  program: string,
  request: SplitRequest,
  signal: AbortSignal,
): Promise<Int32Array> {
  if (signal.aborted) throw new CancelledError();
  const worker = new Worker(program, { workerData: request });
  try {
    const ids = new Promise<Int32Array>((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
      worker.on('exit', (code) => {
        reject(new Error(`The thread of a tokenizer ended with code ${code}.`));
      });
    });
    return await abortable(ids, signal);
  } finally {
    await worker.terminate();
  }
}
