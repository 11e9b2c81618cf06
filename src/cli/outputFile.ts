import { stat, writeFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { fileProblem } from './fileProblem';

/**
 * Writes a file as a whole: until all of it is on disk the old file, or none, is there. What is there
 * and is not a file, such as a device or a pipe, is written to and not replaced.
 *
 * @throws UserFacingError if it cannot be written
 */
export async function writeOutput(path: string, text: string): Promise<void> {
  try {
    if (await isSpecial(path)) {
      await writeFile(path, text);
    } else {
      // The library writes with one system call, which on a disk that is nearly full writes a part
      // and does not fail; writeFile goes on until all of it is there.
      // eslint-disable-next-line @typescript-eslint/no-misused-promises -- it is waited for, though the types do not say so
      await writeFileAtomic(path, '', { tmpfileCreated: (file) => writeFile(file, text) });
    }
  } catch (error) {
    throw fileProblem(path, 'written', error);
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
