import { MessageChannel, type MessagePort } from 'node:worker_threads';

let nowhere: MessagePort | undefined;

/**
 * Frees the memory of arrays at once, instead of when the engine next collects garbage: several
 * threads would each let tens of megabytes gather until then. The arrays are empty afterwards, and
 * so is every other view of their buffers.
 */
export function freeMemory(arrays: readonly ArrayBufferView[]): void {
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer } of arrays) {
    if (buffer instanceof ArrayBuffer && buffer.byteLength > 0) buffers.add(buffer);
  }
  // A message to a port that nobody listens to is dropped with what was transferred.
  if (buffers.size > 0) (nowhere ??= portToNowhere()).postMessage(undefined, [...buffers]);
}

function portToNowhere(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}
