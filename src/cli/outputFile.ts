import writeFileAtomic from 'write-file-atomic';
import { fileProblem } from './fileProblem';

/**
 * Writes a file as a whole: until all of it is on disk the old file, or none, is there.
 *
 * @throws UserFacingError if it cannot be written
 */
export async function writeOutput(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    throw fileProblem(path, 'written', error);
  }
}
