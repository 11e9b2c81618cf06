import writeFileAtomic from 'write-file-atomic';

/**
 * Replaces a file in one step: whatever fails, the old file stays. The library itself would write with one
 * system call, which on a disk that is nearly full writes a part and does not fail.
 *
 * @param write fills the file that is to take its place, and lets it reach the disk where that matters
 */
export async function replaceFile(
  file: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  await writeFileAtomic(file, '', {
    fsync: false,
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- it is waited for, though the types do not say so
    tmpfileCreated: write,
  });
}
