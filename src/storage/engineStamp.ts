import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/**
 * Text that changes with what computes the statistics: the program's version and its graph. It is made
 * when it is first asked for.
 *
 * @param graph path of statistics.onnx
 */
export function engineStamp(version: string, graph: string): () => Promise<string> {
  let stamp: Promise<string> | undefined;
  return () =>
    (stamp ??= readFile(graph).then(
      (bytes) => `${version} ${createHash('sha256').update(bytes).digest('hex')}`,
      // Without its graph the engine says what is missing.
      () => version,
    ));
}
