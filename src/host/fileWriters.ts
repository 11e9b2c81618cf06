import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { replaceFile } from '../storage/replaceFile';
import type { FileWriters } from './atomicWrite';

/** How exports reach local files and other places. */
export const fileWriters: FileWriters = {
  local: (file, content) =>
    replaceFile(file, (temporary) => writeFile(temporary, content, { flush: true })),
  other: (target, content) => vscode.workspace.fs.writeFile(target, content),
};
