import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/common/errors';
import { ComparisonCache } from '../../../src/storage/comparisonCache';
import { makeComparison } from '../support/comparisons';
import { numberedComparison } from './support/numberedComparison';

let folder: string;
let lines: string[];
let limit: number;

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'steerscope-cache-')), 'kept');
  lines = [];
  limit = 1e9;
});

afterEach(async () => {
  await rm(path.dirname(folder), { recursive: true, force: true });
});

/** Another start of the program. */
function newCache(): ComparisonCache {
  return new ComparisonCache(folder, () => limit, {
    log: (level, line) => lines.push(`${level} ${line}`),
  });
}

async function onlyFile(): Promise<string> {
  const names = await readdir(folder);
  expect(names).toHaveLength(1);
  return path.join(folder, names[0] ?? '');
}

describe('a folder of comparisons', () => {
  it('gives back what was kept, to the last bit, to another start of the program', async () => {
    const kept = numberedComparison();
    await newCache().put('key', kept);
    const read = await newCache().get('key');
    expect(read).toEqual(kept);
    expect(lines).toEqual([]);
  });

  it('keeps comparisons without rows, and a file that is larger than what is read at a time', async () => {
    const empty = makeComparison([]);
    const long = numberedComparison(3000);
    const cache = newCache();
    await cache.put('empty', empty);
    await cache.put('long', long);
    expect(await cache.get('empty')).toEqual(empty);
    expect(await cache.get('long')).toEqual(long);
  });

  it('gives up reading once nobody wants it, and keeps the file', async () => {
    const long = numberedComparison(3000);
    const cache = newCache();
    await cache.put('long', long);
    const abort = new AbortController();
    const reading = cache.get('long', abort.signal);
    abort.abort();
    await expect(reading).rejects.toBeInstanceOf(CancelledError);
    expect(lines).toEqual([]);
    expect(await cache.get('long')).toEqual(long);
  });

  it('has nothing for another key', async () => {
    const cache = newCache();
    expect(await cache.get('key')).toBeUndefined();
    await cache.put('key', numberedComparison());
    expect(await cache.get('other')).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it('does nothing where nothing is to be kept', async () => {
    await newCache().put('key', numberedComparison());
    limit = 0;
    expect(await newCache().get('key')).toBeUndefined();
    await newCache().put('other', numberedComparison());
    expect(await readdir(folder)).toHaveLength(1);
    await newCache().prune();
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets go of what was used longest ago, and never of more than it must', async () => {
    const cache = newCache();
    for (const key of ['one', 'two', 'three']) await cache.put(key, numberedComparison());
    const names = await readdir(folder);
    const { size } = await stat(path.join(folder, names[0] ?? ''));
    for (const name of names) await utimes(path.join(folder, name), new Date(), new Date(1e9));
    limit = 2.5 * size;
    expect(await cache.get('one')).toBeDefined();
    await cache.put('four', numberedComparison());
    expect(await cache.get('four')).toBeDefined();
    expect(await cache.get('one')).toBeDefined();
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('does not let one that is larger than the limit push out the others', async () => {
    const cache = newCache();
    await cache.put('small', numberedComparison());
    const [name] = await readdir(folder);
    const { size } = await stat(path.join(folder, name ?? ''));
    limit = 10 * size;
    await cache.put('large', numberedComparison(3000));
    expect(await readdir(folder)).toEqual([name]);
    expect(lines).toEqual([expect.stringContaining('is not kept: steerscope.cache.size allows')]);
    expect(await cache.get('small')).toBeDefined();
  });

  it('deletes everything when told to, and says how much that was', async () => {
    const cache = newCache();
    expect(await cache.clear()).toEqual({ comparisons: 0, bytes: 0 });
    for (const key of ['one', 'two']) await cache.put(key, numberedComparison());
    const { size } = await stat(path.join(folder, (await readdir(folder))[0] ?? ''));
    await writeFile(path.join(folder, 'a.comparison.123'), 'x');
    expect(await cache.clear()).toEqual({ comparisons: 2, bytes: 2 * size + 1 });
    expect(await readdir(folder)).toEqual([]);
    expect(await cache.get('one')).toBeUndefined();
  });

  it('clears away what was never finished, once nobody can be writing it any more', async () => {
    await newCache().put('key', numberedComparison());
    const fresh = path.join(folder, 'a.comparison.123');
    const old = path.join(folder, 'b.comparison.456');
    const other = path.join(folder, 'notes.txt');
    for (const file of [fresh, old, other]) await writeFile(file, 'x');
    await utimes(old, new Date(1e9), new Date(1e9));
    await newCache().prune();
    const names = await readdir(folder);
    expect(names).toContain('a.comparison.123');
    expect(names).toContain('notes.txt');
    expect(names).not.toContain('b.comparison.456');
  });
});

describe('a file that is not what was written', () => {
  /** Expects the comparison to be computed again, with one line about it, and the file to be gone. */
  async function expectUnused(change: (bytes: Buffer) => Buffer): Promise<void> {
    lines.length = 0;
    await newCache().put('key', numberedComparison());
    const file = await onlyFile();
    await writeFile(file, change(await readFile(file)));
    expect(await newCache().get('key')).toBeUndefined();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^warn A kept result is not used, since it .*; it is computed again \(\w+\.comparison\)\.$/,
    );
    expect(await readdir(folder)).toEqual([]);
  }

  it('is not used when it ends too early, wherever that is', async () => {
    await newCache().put('key', numberedComparison());
    const { size } = await stat(await onlyFile());
    for (const length of [0, 1, 7, 12, 19, 30, 400, 1000, size >> 1, size - 5, size - 1]) {
      await expectUnused((bytes) => bytes.subarray(0, length));
    }
  });

  it('is not used when a byte of it changed, wherever that is', async () => {
    await newCache().put('key', numberedComparison());
    const { size } = await stat(await onlyFile());
    for (let place = 0; place < size; place += 1 + Math.floor(size / 61)) {
      await expectUnused((bytes) => {
        bytes.writeUInt8(bytes.readUInt8(place) ^ 0x20, place);
        return bytes;
      });
    }
  });

  it('is not used when something follows, or it is of another version', async () => {
    await expectUnused((bytes) => Buffer.concat([bytes, Buffer.of(0)]));
    await expectUnused((bytes) => {
      bytes.writeUInt32LE(99, 8);
      return bytes;
    });
    await expectUnused(() => Buffer.from('not at all'));
  });
});

describe('a folder that cannot be used', () => {
  it('is said once, and nothing fails', async () => {
    // A file where the folder should be: even those who may write everywhere cannot use it.
    await writeFile(folder, '');
    const cache = newCache();
    await cache.put('key', numberedComparison());
    await cache.put('other', numberedComparison());
    expect(await cache.get('key')).toBeUndefined();
    expect(await cache.get('key')).toBeUndefined();
    expect(lines).toEqual([
      `warn Results cannot be kept in ${folder} (EEXIST); they are computed again when they are needed.`,
      `warn Kept results cannot be read from ${folder} (ENOTDIR); they are computed again.`,
    ]);
  });

  it('may have folders in the places of files', async () => {
    const cache = newCache();
    await cache.put('key', numberedComparison());
    const file = await onlyFile();
    await rm(file);
    await mkdir(file);
    expect(await cache.get('key')).toBeUndefined();
    await cache.put('key', numberedComparison());
    expect(lines).toHaveLength(2);
  });
});
