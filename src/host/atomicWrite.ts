import type { Uri } from 'vscode';
import { UserFacingError } from '../common/errors';

/** The part of `vscode.workspace.fs` that writing needs. */
export interface WritableFiles {
  writeFile(uri: Uri, content: Uint8Array): PromiseLike<void>;
  rename(source: Uri, target: Uri, options: { overwrite: boolean }): PromiseLike<void>;
  delete(uri: Uri): PromiseLike<void>;
}

/**
 * Writes a file as a whole or not at all: where renaming replaces a file in one step (local files) a
 * file beside the target is written first, so that a failure leaves the target as it was. Throws
 * `UserFacingError` with the reason.
 */
export async function writeWhole(
  files: WritableFiles,
  target: Uri,
  content: Uint8Array,
  uniqueSuffix: string,
): Promise<void> {
  const name = target.path.split('/').pop() ?? target.toString();
  if (target.scheme !== 'file') {
    try {
      await files.writeFile(target, content);
    } catch (error) {
      throw writeError(name, error);
    }
    return;
  }
  const beside = target.with({ path: `${target.path}.${uniqueSuffix}.tmp` });
  try {
    await files.writeFile(beside, content);
    await files.rename(beside, target, { overwrite: true });
  } catch (error) {
    await Promise.resolve(files.delete(beside)).catch(() => {
      // It was never made, or is as unreachable as the target.
    });
    throw writeError(name, error);
  }
}

function writeError(name: string, error: unknown): UserFacingError {
  const detail = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return new UserFacingError(
    'unreadable',
    `${name} was not written: ${reasonOf(`${code} ${detail}`, detail)} Choose another place and export again.`,
    ['showLog'],
    { cause: error },
  );
}

function reasonOf(text: string, detail: string): string {
  if (/ENOSPC|no space left|EDQUOT/i.test(text)) return 'the disk is full.';
  if (/EACCES|EPERM|NoPermissions|permission denied/i.test(text)) {
    return 'you may not write there.';
  }
  if (/EROFS|read-only/i.test(text)) return 'that place is read-only.';
  return detail.endsWith('.') ? detail : `${detail}.`;
}
