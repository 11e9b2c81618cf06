import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import writeFileAtomic from 'write-file-atomic';
import type { FileWriters } from '../host/atomicWrite';

/** How exports reach local files and other places. */
export const fileWriters: FileWriters = {
  // The library writes with one system call, which on a disk that is nearly full writes a part and
  // does not fail; writeFile goes on until all of it is there.
  local: (file, content) =>
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- it is waited for, though the types do not say so
    writeFileAtomic(file, '', { tmpfileCreated: (created) => writeFile(created, content) }),
  other: (target, content) => vscode.workspace.fs.writeFile(target, content),
};
