import { describe, expect, it } from 'vitest';
import type { CompareProgress } from '../../src/common/protocol/model';
import { PairComparer } from '../../src/model/pairComparer';
import { PairQueue } from '../../src/model/pairQueue';
import { comparisonOf } from './support/engine';
import { comparerOf, letters, linesLog, paramsOf } from './support/fakePair';
import { fakeLogits, fakeRuntime, fakeTokenizer, fakeVocabulary } from './support/fakeRuntime';

/** −ln p of a token in float64 over the first `width` ids, from what it must have been shown. */
function surprisal(
  context: readonly number[],
  target: number,
  seed: number,
  width = fakeVocabulary,
): number {
  const logits = fakeLogits(context, seed, width).map(Math.fround);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
  return Math.log(sum) - (logits[target] ?? NaN);
}

/** What each token of a text must have been shown, by the definition of windows. */
function contextsOf(
  ids: readonly number[],
  contextWindow: number,
  stride: number,
  prefix: readonly number[],
): number[][] {
  const capacity = contextWindow - prefix.length;
  return ids.map((_, token) => {
    let start = 0;
    while (token >= start + capacity) start += stride;
    return [...prefix, ...ids.slice(start, token)];
  });
}

describe('what every token is shown', () => {
  it.each([
    { tokens: 1, contextWindow: 64, stride: 32 },
    { tokens: 63, contextWindow: 64, stride: 32 },
    { tokens: 64, contextWindow: 64, stride: 32 },
    { tokens: 300, contextWindow: 64, stride: 32 },
    { tokens: 300, contextWindow: 17, stride: 5 },
    { tokens: 40, contextWindow: 8, stride: 7 },
    { tokens: 40, contextWindow: 8, stride: 1 },
    // Several chunks a window.
    { tokens: 700, contextWindow: 300, stride: 150 },
  ])('is its window, once: $tokens tokens, W $contextWindow, S $stride', async (plan) => {
    const { tokens, contextWindow, stride } = plan;
    const { comparer } = comparerOf();
    const text = letters(tokens);
    const { pair, ...params } = paramsOf(text, { settings: { contextWindow, stride, topK: 3 } });
    const comparison = await comparisonOf(comparer, {
      ...params,
      pair: { ...pair, contextLength: 512 },
    });
    const ids = [...fakeTokenizer.encode(text)];
    const contexts = contextsOf(ids, contextWindow, stride, [0]);
    expect(comparison.scoredCount).toBe(tokens);
    expect([...comparison.tokens.contextLength]).toEqual(contexts.map(({ length }) => length));
    contexts.forEach((context, row) => {
      const target = ids[row] ?? -1;
      expect(comparison.base.surprisal[row]).toBeCloseTo(surprisal(context, target, 0), 5);
      expect(comparison.tuned.surprisal[row]).toBeCloseTo(surprisal(context, target, 1), 5);
    });
    await comparer.dispose();
  });

  it('is the same without a cache, one run a window', async () => {
    const text = letters(200);
    const { comparer } = comparerOf();
    const cached = await comparisonOf(comparer, paramsOf(text));
    const { comparer: without, events } = comparerOf({ canContinue: false });
    const uncached = await comparisonOf(without, paramsOf(text));
    expect(uncached.base).toEqual(cached.base);
    expect(uncached.divergence).toEqual(cached.divergence);
    expect(events.filter((event) => event === 'feed tuned 63').length).toBeGreaterThan(3);
    await comparer.dispose();
    await without.dispose();
  });

  it('is the same when both models run side by side, and ahead of what is reduced', async () => {
    const text = letters(200);
    const { comparer } = comparerOf();
    const oneByOne = await comparisonOf(comparer, paramsOf(text));
    const { comparer: threaded, events } = comparerOf({ hasModelThreads: true });
    const { base, divergence } = await comparisonOf(threaded, paramsOf(text, { threads: 2 }));
    expect({ base, divergence }).toEqual({ base: oneByOne.base, divergence: oneByOne.divergence });
    await comparer.dispose();
    await threaded.dispose();
    expect(events.slice(-2).sort()).toEqual(['free base', 'free tuned']);
  });

  it('begins with the second token where there is no prefix', async () => {
    const { comparer } = comparerOf();
    const { pair, ...params } = paramsOf('abcab');
    const comparison = await comparisonOf(comparer, { ...params, pair: { ...pair, prefix: [] } });
    expect(comparison).toMatchObject({ firstToken: 1, rowCount: 4, tokenCount: 5 });
    expect(comparison.base.surprisal[0]).toBeCloseTo(surprisal([1], 2, 0), 5);
    await comparer.dispose();
  });

  it('is never nothing, even with the longest stride and no prefix', async () => {
    const { comparer } = comparerOf();
    const { pair, ...params } = paramsOf(letters(40), {
      settings: { contextWindow: 8, stride: 7 },
    });
    const noPrefix = { ...params, pair: { ...pair, prefix: [] } };
    const comparison = await comparisonOf(comparer, noPrefix);
    expect(comparison.scoredCount).toBe(39);
    expect(Math.min(...comparison.tokens.contextLength)).toBe(1);
    await expect(
      comparisonOf(comparer, { ...noPrefix, settings: { contextWindow: 8, stride: 8 } }),
    ).rejects.toMatchObject({ kind: 'usage' });
    await comparer.dispose();
  });

  it('depends on the place of a token alone when a range is scored', async () => {
    const { comparer } = comparerOf();
    const text = letters(200);
    const settings = { contextWindow: 32, stride: 10 };
    const whole = await comparisonOf(comparer, paramsOf(text, { settings }));
    const range = { start: 77, end: 143 };
    const part = await comparisonOf(comparer, paramsOf(text, { settings, range }));
    expect(part).toMatchObject({ firstToken: 77, rowCount: 66, scoredCount: 66, tokenCount: 200 });
    expect(part.tokens.start[0]).toBe(77);
    expect(part.tokens.contextLength).toEqual(whole.tokens.contextLength.subarray(77, 143));
    part.base.surprisal.forEach((value, row) => {
      expect(value).toBeCloseTo(whole.base.surprisal[77 + row] ?? NaN, 6);
    });
    await comparer.dispose();
  });
});

describe('logits of different widths', () => {
  it('are compared over the common ids, with the mass that was dropped', async () => {
    const { comparer } = comparerOf({ widths: { base: 20, tuned: 18 }, tokenizerSize: 16 });
    const comparison = await comparisonOf(comparer, paramsOf('abcd'));
    expect(comparison.pair.vocabularySize).toBe(16);
    const contexts = [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3]];
    const dropped = contexts.flatMap((context) =>
      [20, 18].map((width, seed) => {
        const weights = fakeLogits(context, seed, width).map((x) => Math.exp(Math.fround(x)));
        const total = weights.reduce((a, b) => a + b, 0);
        return weights.slice(16).reduce((a, b) => a + b, 0) / total;
      }),
    );
    expect(comparison.pair.droppedMass).toBeCloseTo(Math.max(...dropped), 5);
    contexts.forEach((context, row) => {
      expect(comparison.base.surprisal[row]).toBeCloseTo(surprisal(context, row + 1, 0, 16), 5);
    });
    await comparer.dispose();
  });

  it('refuse a text with an id that one model does not predict', async () => {
    const { comparer } = comparerOf({ widths: { base: 16, tuned: 9 } });
    await expect(comparisonOf(comparer, paramsOf('abon'))).rejects.toMatchObject({
      kind: 'incomparable',
      message:
        'This text cannot be compared with this pair: it contains "o", for which the two models have no common prediction. Remove it from the text or choose another pair.',
    });
    await comparer.dispose();
  });
});

describe('the noise floor', () => {
  it('is what the statistics are tested to where models are causal', async () => {
    const { comparer } = comparerOf();
    const { pair } = await comparisonOf(comparer, paramsOf('abc'));
    expect(pair.noiseFloor).toBe(1e-6);
    expect(pair.causality).toBe(0);
    await comparer.dispose();
  });

  it('tells when later tokens change earlier numbers, be it of the tuned model only', async () => {
    const lines: string[] = [];
    const { comparer } = comparerOf({ tunedLeak: 0.3 }, linesLog(lines));
    const { pair } = await comparisonOf(comparer, paramsOf('abc'));
    expect(pair.noiseFloor).toBeGreaterThan(1e-3);
    expect(pair.causality).toBeGreaterThan(1e-3);
    expect(lines.join('\n')).toMatch(
      /^warn fake: These numbers are not reliable: at dtype fp32 later tokens change /m,
    );
    await comparer.dispose();
  });

  it('tells noise that no later token makes apart from what they do', async () => {
    const lines: string[] = [];
    const { comparer } = comparerOf({ tunedJitter: 0.2 }, linesLog(lines));
    const { pair } = await comparisonOf(comparer, paramsOf('abc'));
    expect(pair.noiseFloor).toBeGreaterThan(1e-3);
    expect(pair.causality).toBe(0);
    expect(lines.join('\n')).toMatch(/ at dtype fp32 feeding a text in parts changes the numbers /);
    await comparer.dispose();
  });

  it('tells what is not causal of models that are fed whole beginnings', async () => {
    const { comparer } = comparerOf({ tunedLeak: 0.3, canContinue: false });
    expect((await comparisonOf(comparer, paramsOf('abc'))).pair.causality).toBeGreaterThan(1e-3);
    await comparer.dispose();
  });
});

describe('progress', () => {
  it('comes in order: loading, started, rows without gaps, each piece once', async () => {
    const { comparer } = comparerOf();
    const seen: CompareProgress[] = [];
    await comparer.compare(
      paramsOf(letters(150)),
      (p) => seen.push(p),
      new AbortController().signal,
    );
    expect(seen.slice(0, 3)).toMatchObject([
      { kind: 'loading', model: 'base', name: 'Base', bytes: 123, measuring: false },
      { kind: 'loading', model: 'tuned', name: 'Tuned' },
      { kind: 'started', rowCount: 150 },
    ]);
    let next = 0;
    const pieces = new Map<number, Uint8Array>();
    for (const progress of seen.slice(3)) {
      if (progress.kind !== 'rows') throw new Error(`Unexpected ${progress.kind}`);
      expect(progress.firstRow).toBe(next);
      next += progress.rowCount;
      for (const [id, bytes] of progress.pieces) {
        expect(pieces.has(id)).toBe(false);
        pieces.set(id, bytes);
      }
    }
    expect(next).toBe(150);
    expect(pieces.get(1)).toEqual(Uint8Array.of(97));
    await comparer.dispose();
  });

  it('has no rows for an empty text', async () => {
    const { comparer } = comparerOf();
    const comparison = await comparisonOf(comparer, paramsOf(''));
    expect(comparison).toMatchObject({ rowCount: 0, tokenCount: 0, utf16Length: 0 });
    await comparer.dispose();
  });
});

it('refuses a prefix that the tokenizer does not have', async () => {
  const { comparer, events } = comparerOf();
  const { pair } = paramsOf('');
  await expect(
    comparisonOf(comparer, paramsOf('abc', { pair: { ...pair, prefix: [16] } })),
  ).rejects.toMatchObject({
    kind: 'incomparable',
    message:
      'The pair fake cannot be used: its prefix has the token 16, and its tokenizer has tokens 0 to 15. Correct the prefix or choose another pair.',
  });
  expect(events).toEqual([]);
});

describe('models without a cache', () => {
  /** Of which half a thousand rows for both models take more memory than a window may. */
  const width = 70_000;
  const wide = { widths: { base: width, tuned: width }, tokenizerSize: width };

  it('see no more at once than there is memory for the logits of, and say so', async () => {
    const lines: string[] = [];
    const { runtime } = fakeRuntime({ ...wide, canContinue: false });
    // Probing so many ids takes seconds.
    const probe = { width, noiseFloor: 1e-6, causality: 0, chunkLength: 32 };
    const plan = { threads: 1, sideBySide: false, reason: 'kept' };
    const kept = { probe, plan, triesLeft: 0 };
    const probes = { get: () => Promise.resolve(kept), put: () => Promise.resolve() };
    const comparer = new PairComparer(new PairQueue({ ...runtime, probes }, linesLog(lines)));
    const { pair } = paramsOf('');
    const params = paramsOf('abc', { pair: { ...pair, contextLength: 512 } });
    const comparison = await comparisonOf(comparer, params);
    expect(comparison.pair.contextCap).toEqual({ limit: 479, trained: 512 });
    expect(comparison.settings.contextWindow).toBe(479);
    expect(lines).toContain(
      'warn fake: A model of this pair keeps no KV cache, so that the logits of a whole window are in memory at once: a window has at most 479 of the 512 tokens that the models were made for.',
    );
    await comparer.dispose();
  });

  it('see all that they were made for where that is little', async () => {
    const { comparer } = comparerOf({ canContinue: false });
    const { pair, settings } = await comparisonOf(comparer, paramsOf('abc'));
    expect(pair.contextCap).toBeUndefined();
    expect(settings.contextWindow).toBe(64);
    await comparer.dispose();
  });
});

it('never shows the models more than they were made for', async () => {
  const lines: string[] = [];
  const { comparer } = comparerOf({}, linesLog(lines));
  const { pair } = paramsOf('');
  const comparison = await comparisonOf(
    comparer,
    paramsOf(letters(700), { pair: { ...pair, contextLength: 4096 } }),
  );
  expect(comparison.settings.contextWindow).toBe(512);
  expect(lines).toContain(
    'warn fake: its contextLength (4096) is more than the models were made for; 512 is used.',
  );
  await comparer.dispose();
});
