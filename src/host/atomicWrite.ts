import type { Uri } from 'vscode';
import { UserFacingError } from '../common/errors';

/** What a file is to hold; text in parts, where the whole can be long. */
export type FileContent = Uint8Array | Iterable<string>;

/** Ways to write a file. */
export interface FileWriters {
  /** Replaces a local file in one step: whatever fails, the old file stays. Takes a path. */
  local(path: string, content: FileContent): Promise<void>;
  /** Writes to any other file system that VS Code knows. */
  other(target: Uri, content: Uint8Array): PromiseLike<void>;
}

/**
 * Writes a file as a whole or not at all, as far as its file system can. Throws `UserFacingError`
 * with the reason.
 */
export async function writeWhole(
  writers: FileWriters,
  target: Uri,
  content: FileContent,
): Promise<void> {
  try {
    // Only local files can be replaced in one step: the rename of VS Code deletes the target first.
    if (target.scheme === 'file') await writers.local(target.fsPath, content);
    else await writers.other(target, wholeOf(content));
  } catch (error) {
    throw writeError(target.path.split('/').pop() ?? target.toString(), error);
  }
}

/** Other file systems take a file as a whole. */
function wholeOf(content: FileContent): Uint8Array {
  return content instanceof Uint8Array
    ? content
    : Buffer.concat(Array.from(content, (part) => Buffer.from(part)));
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
  if (/EISDIR|FileIsADirectory/i.test(text)) return 'a folder of that name is there.';
  if (/ENOENT|ENOTDIR|FileNotFound/i.test(text)) return 'its folder is not there.';
  if (/EROFS|read-only/i.test(text)) return 'that place is read-only.';
  return detail.endsWith('.') ? detail : `${detail}.`;
}
