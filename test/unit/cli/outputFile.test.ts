import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batches } from '../../../src/cli/batches';
import { writeOutput } from '../../../src/cli/outputFile';
import { CancelledError } from '../../../src/common/errors';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'steerscope-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the output', () => {
  it('is all parts, in their order', async () => {
    const file = path.join(folder, 'report.json');
    await writeOutput(file, ['a', '\u20ac', 'c'], new AbortController().signal);
    expect(readFileSync(file, 'utf8')).toBe('a\u20acc');
    expect(readdirSync(folder)).toEqual(['report.json']);
  });

  it.each([1, 2])('is what it was when the run is cancelled after part %i of 2', async (last) => {
    const file = path.join(folder, 'report.json');
    writeFileSync(file, 'old');
    const abort = new AbortController();
    function* parts(): Generator<string> {
      yield 'one';
      // The first part is on its way: a temporary file lies beside the old one.
      expect(readdirSync(folder)).toHaveLength(2);
      if (last === 1) abort.abort();
      yield 'two';
      abort.abort();
    }
    await expect(writeOutput(file, parts(), abort.signal)).rejects.toBeInstanceOf(CancelledError);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['report.json']);
  });
});

describe('batches', () => {
  it('join small parts and end after about a million characters', () => {
    const part = 'x'.repeat(400_000);
    const lengths = Array.from(batches([part, part, part, 'y']), (batch) => batch.length);
    expect(lengths).toEqual([1_200_000, 1]);
    expect(Array.from(batches([]))).toEqual([]);
  });
});
