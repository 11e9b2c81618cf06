// The program of a thread that splits one long text; see splitAside.
import { parentPort, workerData } from 'node:worker_threads';
import type { SplitRequest } from './splitAside';
import { loadTokenizer } from './transformersTokenizer';

const port = parentPort;
if (port === null) throw new Error('This program is a thread of another one.');

const { files, text } = workerData as SplitRequest;

async function split(): Promise<Int32Array> {
  return (await loadTokenizer(files)).encode(text);
}

void split().then((ids) => {
  port.postMessage(ids, [ids.buffer as ArrayBuffer]);
});
