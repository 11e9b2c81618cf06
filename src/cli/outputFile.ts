import { open, stat, type FileHandle } from 'node:fs/promises';
import { CancelledError, UserFacingError } from '../common/errors';
import { replaceFile } from '../storage/replaceFile';
import { fileProblem } from './fileProblem';

/**
 * Refuses an output that is one of the texts, under whatever name: the report would replace it.
 *
 * @throws UserFacingError of kind `usage`
 */
export async function refuseToReplaceInput(
  output: string,
  inputs: readonly string[],
): Promise<void> {
  const target = await identityOf(output);
  if (target === undefined) return;
  for (const input of inputs) {
    if (input !== '-' && (await identityOf(input)) === target) {
      throw new UserFacingError(
        'usage',
        `The report cannot be written to ${output}: it is a text to compare and would be replaced. Choose another --output.`,
      );
    }
  }
}

/**
 * Writes a file as a whole: until all of it is on disk the old file, or none, is there. What is there
 * and is not a file, such as a device or a pipe, is written to and not replaced.
 *
 * @throws UserFacingError if it cannot be written
 * @throws CancelledError once the signal has aborted; the old file, or none, is there then
 */
export async function writeOutput(
  path: string,
  chunks: Iterable<string>,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (await isSpecial(path)) {
      await writeChunks(path, chunks, signal, false);
    } else {
      await replaceFile(path, (file) => writeChunks(file, chunks, signal, true));
    }
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    throw fileProblem(path, 'written', error);
  }
}

async function writeChunks(
  path: string,
  chunks: Iterable<string>,
  signal: AbortSignal,
  sync: boolean,
): Promise<void> {
  const file: FileHandle = await open(path, 'w');
  try {
    for (const chunk of chunks) {
      if (signal.aborted) throw new CancelledError();
      await file.writeFile(chunk);
    }
    if (sync) await file.sync();
  } finally {
    await file.close();
  }
  if (signal.aborted) throw new CancelledError();
}

/** What tells a file from every other, by whatever path; none where there is no file. */
async function identityOf(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
  } catch {
    // Reading or writing will say what is wrong.
    return undefined;
  }
}

async function isSpecial(path: string): Promise<boolean> {
  try {
    return !(await stat(path)).isFile();
  } catch {
    // Nothing is there, or writing will say what is wrong.
    return false;
  }
}
