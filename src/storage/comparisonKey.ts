import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { checkpointFingerprint, pairFingerprint, type FileLookup } from '../common/checkpointFiles';
import type { CompareParams } from '../common/protocol/model';

/** What decides a comparison, with the models' files as they are now. */
export interface ComparisonKey {
  /** Equal for requests of which one's result is the other's. */
  readonly key: string;
  /** Of the pair; a comparison of another one was made with other files. */
  readonly fingerprint: string;
}

/** What is asked for, without how it is computed. */
export type AskedComparison = Omit<CompareParams, 'runId' | 'visible' | 'known' | 'threads'>;

/**
 * @param engine text that changes with what computes the statistics
 * @param request of which whatever else it carries changes nothing
 */
export async function comparisonKey(
  engine: string,
  request: AskedComparison,
): Promise<ComparisonKey> {
  const { pair, text } = request;
  const fingerprint = await pairFingerprint(pair, (directory) =>
    checkpointFingerprint(directory, pair.dtype, files),
  );
  const question = {
    ...request,
    text: createHash('sha256').update(text, 'utf16le').digest('hex'),
    runId: undefined,
    visible: undefined,
    known: undefined,
    threads: undefined,
  };
  return { key: JSON.stringify([engine, fingerprint, question]), fingerprint };
}

const files: FileLookup = {
  async stat(path) {
    const { size, mtimeMs } = await stat(path);
    return { size, modified: mtimeMs };
  },
  list: (directory) => readdir(directory),
};
