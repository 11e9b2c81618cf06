import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Comparison } from '../../../src/common/comparison';
import type { PairSpec } from '../../../src/common/protocol/model';
import { ResultCache } from '../../../src/host/resultCache';
import type { AskedComparison } from '../../../src/storage/comparisonKey';
import { makeComparison } from '../support/comparisons';

let folder: string;
let kept: Map<string, Comparison>;
/** Settles when results that are written arrive on the disk; they do at once without. */
let disk: Promise<void> | undefined;
let pruned: number;
let changeSize: () => void;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'steerscope-results-'));
  kept = new Map();
  disk = undefined;
  pruned = 0;
});

afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true, force: true });
});

function results(engine = 'engine 1'): ResultCache {
  return new ResultCache(
    {
      get: (key) => Promise.resolve(kept.get(key)),
      put: async (key, comparison) => {
        if (disk !== undefined) await disk;
        kept.set(key, comparison);
      },
      prune: () => {
        pruned++;
        return Promise.resolve();
      },
      clear: () => {
        const comparisons = kept.size;
        kept.clear();
        return Promise.resolve({ comparisons, bytes: 10 * comparisons });
      },
    },
    () => Promise.resolve(engine),
    {
      onDidChange: (listener) => {
        changeSize = (): void => {
          listener(new Set(['cache.size']));
        };
        return { dispose: (): void => undefined };
      },
    },
  );
}

function question(text: string, more: Partial<AskedComparison> = {}): AskedComparison {
  const pair: PairSpec = {
    id: 'p',
    name: 'P',
    base: { name: 'B', directory: folder },
    tuned: { name: 'T', directory: folder },
    dtype: 'fp32',
  };
  return { pair, text, settings: {}, ...more };
}

const forever = new AbortController().signal;

/** Asks, and keeps an answer. */
async function answer(
  cache: ResultCache,
  asked: AskedComparison,
  live = false,
  change: Partial<Comparison> = {},
): Promise<void> {
  const { asked: key } = await cache.find(asked, forever);
  const made = makeComparison([{ piece: 'a' }, { piece: 'b' }]);
  cache.keep('document', key, { ...made, fingerprint: key.fingerprint, ...change }, live);
}

describe('results from one session to the next', () => {
  it('are found again for the same question and for no other', async () => {
    const cache = results();
    await answer(cache, question('text'));
    expect((await results().find(question('text'), forever)).comparison).toBeDefined();
    const others: AskedComparison[] = [
      question('text '),
      question('text', { settings: { topK: 3 } }),
      question('text', { range: { start: 0, end: 2 } }),
      question('text', { pair: { ...question('').pair, dtype: 'fp16' } }),
      question('text', { pair: { ...question('').pair, prefix: [1] } }),
    ];
    for (const other of others)
      expect((await cache.find(other, forever)).comparison).toBeUndefined();
    expect((await results('engine 2').find(question('text'), forever)).comparison).toBeUndefined();
    await writeFile(path.join(folder, 'tokenizer.json'), '{}');
    expect((await cache.find(question('text'), forever)).comparison).toBeUndefined();
  });

  it('are found whatever else a request carries', async () => {
    const cache = results();
    await answer(cache, question('text'));
    const request = { ...question('text'), threads: 4, visible: { start: 0, end: 1 } };
    expect((await cache.find(request, forever)).comparison).toBeDefined();
  });

  it('are not kept when they are of other files, or not whole', async () => {
    const cache = results();
    await answer(cache, question('text'), false, { fingerprint: 'other files' });
    await answer(cache, question('text'), false, { scoredCount: 1 });
    await answer(cache, question('text'), false, { isSplit: false });
    expect(kept.size).toBe(0);
  });

  it('of live comparison are written after a pause, and leave those before them alone', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const cache = results();
    for (const text of ['a', 'ab', 'abc']) await answer(cache, question(text), true);
    expect(kept.size).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(kept.size).toBe(1);
    expect((await cache.find(question('abc'), forever)).comparison).toBeDefined();
    await answer(cache, question('abcd'), true);
    cache.flush('document');
    expect(kept.size).toBe(2);
    expect((await cache.find(question('abcd'), forever)).comparison).toBeDefined();
    expect((await cache.find(question('abc'), forever)).comparison).toBeDefined();
    await answer(cache, question('abcde'), true);
    cache.dispose();
    expect((await cache.find(question('abcde'), forever)).comparison).toBeDefined();
  });

  it('are all on disk before the program ends, those of live comparison, too', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const cache = results();
    let arrive: () => void = () => undefined;
    disk = new Promise((resolve) => {
      arrive = resolve;
    });
    await answer(cache, question('one'));
    await answer(cache, question('two'), true);
    let ended = false;
    const end = cache.finish().then(() => {
      ended = true;
    });
    await new Promise(setImmediate);
    expect([ended, kept.size]).toEqual([false, 0]);
    arrive();
    await end;
    expect(kept.size).toBe(2);
  });

  it('are all forgotten when told to, and what waits to be written, too', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const cache = results();
    await answer(cache, question('one'));
    await answer(cache, question('two'), true);
    expect(await cache.clear()).toEqual({ comparisons: 1, bytes: 10 });
    vi.advanceTimersByTime(60_000);
    expect(kept.size).toBe(0);
  });

  it('go when less is to be kept, at the start and later', () => {
    results();
    expect(pruned).toBe(1);
    changeSize();
    expect(pruned).toBe(2);
  });
});
