import type { Uri } from 'vscode';
import { describe, expect, it } from 'vitest';
import { writeWhole, type WritableFiles } from '../../../src/host/atomicWrite';

/** The parts of a URI that writing uses. */
function uri(scheme: string, path: string): Uri {
  const value = { scheme, path, with: ({ path: other }: { path: string }) => uri(scheme, other) };
  return value as unknown as Uri; // the rest of the interface is never read
}

/** Files in memory; `failing` decides which operation fails and how. */
class MemoryFiles implements WritableFiles {
  readonly contents = new Map<string, string>();

  constructor(private readonly failing: Partial<Record<'write' | 'rename', Error>> = {}) {}

  writeFile({ path }: Uri, content: Uint8Array): Promise<void> {
    // A full disk takes part of the content before it fails.
    const text = new TextDecoder().decode(content);
    this.contents.set(path, this.failing.write ? text.slice(0, 2) : text);
    return this.failing.write ? Promise.reject(this.failing.write) : Promise.resolve();
  }

  rename(source: Uri, target: Uri): Promise<void> {
    if (this.failing.rename) return Promise.reject(this.failing.rename);
    this.contents.set(target.path, this.contents.get(source.path) ?? '');
    this.contents.delete(source.path);
    return Promise.resolve();
  }

  delete({ path }: Uri): Promise<void> {
    return this.contents.delete(path) ? Promise.resolve() : Promise.reject(new Error('none'));
  }
}

const content = new TextEncoder().encode('{"a": 1}');
const target = uri('file', '/home/story.json');

describe('writeWhole', () => {
  it('writes the whole content and leaves nothing beside it', async () => {
    const files = new MemoryFiles();
    await writeWhole(files, target, content, 'x1');
    expect([...files.contents]).toEqual([['/home/story.json', '{"a": 1}']]);
  });

  it('leaves an existing file as it was when the disk is full', async () => {
    const files = new MemoryFiles({ write: new Error('ENOSPC: no space left on device, write') });
    files.contents.set('/home/story.json', 'old');
    await expect(writeWhole(files, target, content, 'x1')).rejects.toThrow(
      'story.json was not written: the disk is full. Choose another place and export again.',
    );
    expect([...files.contents]).toEqual([['/home/story.json', 'old']]);
  });

  it.each([
    ['EACCES: permission denied', 'you may not write there.'],
    ['EROFS: read-only file system', 'that place is read-only.'],
    ['The provider is gone', 'The provider is gone.'],
  ])('says why: %s', async (message, reason) => {
    const files = new MemoryFiles({ rename: new Error(message) });
    await expect(writeWhole(files, target, content, 'x1')).rejects.toThrow(
      `story.json was not written: ${reason}`,
    );
    expect(files.contents.size).toBe(0);
  });

  it('writes where renaming is no single step without a file beside the target', async () => {
    const files = new MemoryFiles({ rename: new Error('never called') });
    await writeWhole(files, uri('vscode-vfs', '/story.json'), content, 'x1');
    expect([...files.contents.keys()]).toEqual(['/story.json']);
  });
});
