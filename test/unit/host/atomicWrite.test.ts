import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Uri } from 'vscode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import writeFileAtomic from 'write-file-atomic';
import { writeWhole, type FileWriters } from '../../../src/host/atomicWrite';

/** The parts of a URI that writing uses. */
const uri = (scheme: string, file: string): Uri =>
  ({ scheme, path: file, fsPath: file }) as unknown as Uri; // the rest is never read

const content = new TextEncoder().encode('{"a": 1}');
const unused = (): Promise<never> => Promise.reject(new Error('not the way for this target'));

const atomic: FileWriters = {
  local: (file, data) =>
    writeFileAtomic(
      file,
      data instanceof Uint8Array ? Buffer.from(data) : Array.from(data).join(''),
    ),
  other: unused,
};

const failing = (message: string): FileWriters => ({
  local: () => Promise.reject(new Error(message)),
  other: unused,
});

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'steerscope-write-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('writeWhole', () => {
  it('writes the whole content and leaves nothing beside it', async () => {
    const file = path.join(folder, 'story.json');
    writeFileSync(file, 'old and longer than the new one');
    await writeWhole(atomic, uri('file', file), content);
    expect(readFileSync(file, 'utf8')).toBe('{"a": 1}');
    expect(readdirSync(folder)).toEqual(['story.json']);
  });

  it('leaves a folder of that name alone', async () => {
    const taken = path.join(folder, 'story.json');
    await mkdir(path.join(taken, 'inside'), { recursive: true });
    await expect(writeWhole(atomic, uri('file', taken), content)).rejects.toThrow(
      'story.json was not written: a folder of that name is there.',
    );
    expect(readdirSync(folder)).toEqual(['story.json']);
    expect(readdirSync(taken)).toEqual(['inside']);
  });

  it('says when the folder is not there', async () => {
    const file = path.join(folder, 'none', 'story.json');
    await expect(writeWhole(atomic, uri('file', file), content)).rejects.toThrow(
      'story.json was not written: its folder is not there. Choose another place and export again.',
    );
  });

  it.each([
    ['ENOSPC: no space left on device, write', 'the disk is full.'],
    ['EACCES: permission denied', 'you may not write there.'],
    ['EROFS: read-only file system', 'that place is read-only.'],
    ['The drive is gone', 'The drive is gone.'],
  ])('says why: %s', async (message, reason) => {
    await expect(
      writeWhole(failing(message), uri('file', '/a/story.json'), content),
    ).rejects.toThrow(`story.json was not written: ${reason}`);
  });

  it('leaves other file systems to VS Code', async () => {
    const written: string[] = [];
    const other: FileWriters = {
      local: unused,
      other: (target, data) => {
        written.push(`${target.path} ${new TextDecoder().decode(data)}`);
        return Promise.resolve();
      },
    };
    await writeWhole(other, uri('vscode-vfs', '/story.json'), content);
    await writeWhole(other, uri('vscode-vfs', '/parts.json'), ['{"ä"', ': 1}']);
    expect(written).toEqual(['/story.json {"a": 1}', '/parts.json {"ä": 1}']);
  });
});
