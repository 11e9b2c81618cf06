import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { checkpointFingerprint, pairFingerprint } from '../common/checkpointFiles';
import type { CompareParams } from '../common/protocol/model';

/** What decides a comparison, with the models' files as they are now. */
export interface ComparisonKey {
  /** Equal for requests of which one's result is the other's. */
  readonly key: string;
  /** Of the pair; a comparison of another one was made with other files. */
  readonly fingerprint: string;
}

/**
 * @param engine text that changes with what computes the statistics
 * @param request a whole one: every field decides the numbers
 */
export async function comparisonKey(
  engine: string,
  request: Pick<CompareParams, 'pair' | 'settings' | 'range' | 'text'>,
): Promise<ComparisonKey> {
  const { pair, settings, range, text } = request;
  const fingerprint = await pairFingerprint(pair, (directory) =>
    checkpointFingerprint(directory, pair.dtype, statFile),
  );
  const hash = createHash('sha256').update(text, 'utf16le').digest('hex');
  return { key: JSON.stringify([engine, fingerprint, pair, settings, range, hash]), fingerprint };
}

async function statFile(path: string): Promise<{ size: number; modified: number }> {
  const { size, mtimeMs } = await stat(path);
  return { size, modified: mtimeMs };
}
