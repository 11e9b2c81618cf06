import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CachedComparer } from '../../../src/cli/cachedComparer';
import type { Comparison } from '../../../src/common/comparison';
import { ComparisonBuilder } from '../../../src/common/comparisonBuilder';
import { CancelledError } from '../../../src/common/errors';
import { silentLog } from '../../../src/common/log';
import type { CompareParams } from '../../../src/common/protocol/model';
import { ComparisonCache } from '../../../src/storage/comparisonCache';
import { comparisonKey } from '../../../src/storage/comparisonKey';
import { makeComparison } from '../support/comparisons';

let folder: string;
let scored: string[];
let cancelled: boolean;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'steerscope-cli-cache-'));
  scored = [];
  cancelled = false;
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function paramsOf(text: string, runId: number): CompareParams {
  const directory = path.join(folder, 'model');
  return {
    runId,
    pair: {
      id: 'p',
      name: 'P',
      base: { name: 'B', directory },
      tuned: { name: 'T', directory },
      dtype: 'fp32',
    },
    text,
    settings: {},
    threads: 0,
  };
}

/** Another start of the program, which compares one text. */
async function compare(text: string, engine = '1'): Promise<Comparison | undefined> {
  const comparer = new CachedComparer(
    {
      compare: async (params, onProgress) => {
        scored.push(params.text);
        const made = makeComparison([{ piece: 'one', js: 0.5 }, { piece: 'two' }]);
        made.vocabulary.droppedMass[1] = 0.25;
        const { fingerprint } = await comparisonKey('', params);
        onProgress({ kind: 'started', ...made, fingerprint, reused: [] });
        onProgress({
          kind: 'rows',
          firstRow: 0,
          rowCount: 2,
          statistics: made,
          pieces: made.pieces,
        });
        if (cancelled) throw new CancelledError();
      },
      dispose: () => Promise.resolve(),
    },
    new ComparisonCache(path.join(folder, 'kept'), () => Infinity, silentLog),
    () => Promise.resolve(engine),
  );
  const builder = new ComparisonBuilder();
  const { signal } = new AbortController();
  await comparer.compare(
    paramsOf(text, scored.length),
    (progress) => {
      builder.add(progress);
    },
    signal,
  );
  return builder.comparison;
}

it('scores a text once, and gives the same comparison the next time', async () => {
  const first = await compare('text');
  expect(first?.pair.droppedMass).toBe(0.25);
  expect(await compare('text')).toEqual(first);
  expect(scored).toEqual(['text']);
});

it('scores what is another question', async () => {
  await compare('text');
  await compare('other');
  await compare('text', '2');
  expect(scored).toEqual(['text', 'other', 'text']);
});

it('keeps nothing of a run that was cancelled', async () => {
  cancelled = true;
  await expect(compare('text')).rejects.toBeInstanceOf(CancelledError);
  cancelled = false;
  await compare('text');
  expect(scored).toEqual(['text', 'text']);
});
