import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStatisticsKernel } from '../../scripts/kernel/statisticsKernel.mjs';
import { conditioning } from '../../src/common/analysis/conditioning';
import type { PairSpec } from '../../src/common/protocol/model';
import { CancelledError, UserFacingError } from '../../src/common/errors';
import { nodeRuntime } from '../../src/model/nodeRuntime';
import type { PairComparer } from '../../src/model/pairComparer';
import { townChain, walk } from '../fixtures/markovChain';
import { textOfState, writeSignedPair } from '../fixtures/markovPair';
import {
  comparisonOf,
  pairFromFile,
  paramsOf as bundledParams,
  realComparer,
} from './support/engine';
import { comparerOf, paramsOf } from './support/fakePair';
import { fakeLogits, fakeTokenizer, fakeVocabulary } from './support/fakeRuntime';
import { seededRandom } from './support/randomLogits';

/** A text of letters from a to o, never the same for long. */
function letters(count: number): string {
  return Array.from({ length: count }, (_, index) =>
    String.fromCharCode(97 + ((index * index + (index >> 3)) % 15)),
  ).join('');
}

/** −ln p of a token in float64, from what the fake model must have been shown. */
function surprisal(context: readonly number[], target: number, seed: number): number {
  const logits = fakeLogits(context, seed, fakeVocabulary).map(Math.fround);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
  return Math.log(sum) - (logits[target] ?? NaN);
}

describe('what the two models are shown', () => {
  const condition = 'oneabcdefg';
  const inserted = [...fakeTokenizer.encode(condition)];

  it.each([
    { tokens: 1, contextWindow: 64, stride: 32, prefix: [0] },
    { tokens: 60, contextWindow: 64, stride: 32, prefix: [0] },
    { tokens: 300, contextWindow: 64, stride: 32, prefix: [0] },
    { tokens: 300, contextWindow: 64, stride: 63, prefix: [0] },
    { tokens: 300, contextWindow: 64, stride: 32, prefix: [] },
    { tokens: 300, contextWindow: 64, stride: 32, prefix: [0, 3, 5] },
    { tokens: 700, contextWindow: 300, stride: 150, prefix: [0] },
  ])(
    'is the same text, behind the prefix for the base: $tokens tokens, W $contextWindow, S $stride, $prefix',
    async ({ tokens, contextWindow, stride, prefix }) => {
      const { comparer } = comparerOf();
      const text = letters(tokens);
      const { pair, ...params } = paramsOf(text, { settings: { contextWindow, stride, topK: 3 } });
      const comparison = await comparisonOf(comparer, {
        ...params,
        pair: { ...pair, prefix, contextLength: 512 },
        condition,
      });
      expect(comparison.condition).toEqual({ text: condition, ids: inserted, isSplitAlike: true });
      const ids = [...fakeTokenizer.encode(text)];
      const capacity = contextWindow - prefix.length - inserted.length;
      const used = Math.min(stride, contextWindow - Math.max(1, prefix.length + inserted.length));
      expect(comparison.settings.stride).toBe(used);
      const first = prefix.length === 0 ? 1 : 0;
      expect(comparison.rowCount).toBe(ids.length - first);
      for (let row = 0; row < comparison.rowCount; row++) {
        const token = first + row;
        let start = 0;
        while (token >= start + capacity) start += used;
        const seen = ids.slice(start, token);
        const target = ids[token] ?? -1;
        const base = surprisal([...prefix, ...inserted, ...seen], target, 0);
        expect(comparison.base.surprisal[row]).toBeCloseTo(base, 5);
        const tuned = surprisal([...prefix, ...seen], target, 1);
        expect(comparison.tuned.surprisal[row]).toBeCloseTo(tuned, 5);
        expect(comparison.tokens.contextLength[row]).toBe(prefix.length + seen.length);
      }
      await comparer.dispose();
    },
  );

  it('is the same without a cache', async () => {
    const text = letters(200);
    const { comparer } = comparerOf();
    const cached = await comparisonOf(comparer, paramsOf(text, { condition }));
    const { comparer: without } = comparerOf({ canContinue: false });
    const uncached = await comparisonOf(without, paramsOf(text, { condition }));
    expect(uncached.base).toEqual(cached.base);
    expect(uncached.tuned).toEqual(cached.tuned);
    await comparer.dispose();
    await without.dispose();
  });

  it('is fed in chunks no longer than others', async () => {
    const runs: number[] = [];
    const { comparer } = comparerOf({
      onFeed: (_, tokens) => {
        runs.push(tokens);
      },
    });
    const { pair, ...params } = paramsOf(letters(200));
    const wide = { ...params, pair: { ...pair, contextLength: 512 } };
    await comparisonOf(comparer, wide);
    const most = Math.max(...runs);
    runs.length = 0;
    await comparisonOf(comparer, { ...wide, condition: letters(250) });
    expect(Math.max(...runs)).toBeLessThanOrEqual(most);
    await comparer.dispose();
  });

  it('leaves what the models remember of the document for its next version', async () => {
    const { comparer, events } = comparerOf();
    const text = letters(50);
    const plain = await comparisonOf(comparer, paramsOf(text));
    await comparisonOf(comparer, paramsOf(text, { condition }));
    events.length = 0;
    const { fingerprint, settings, tokens, firstToken, scored } = plain;
    const known = { fingerprint, settings, ids: tokens.id, firstToken, scored };
    await comparisonOf(comparer, paramsOf(`${text}a`, { known }));
    expect(events).toEqual(['feed base 1', 'feed tuned 1']);
    await comparer.dispose();
  });

  it('ends between two runs once it is cancelled, in the prefix as in the text', async () => {
    const abort = new AbortController();
    let runs = 0;
    let isLoaded = false;
    const { comparer } = comparerOf({
      onFeed: () => {
        runs++;
        if (isLoaded) abort.abort();
      },
    });
    const { pair, ...params } = paramsOf(letters(200), { condition: letters(250) });
    const wide = { ...pair, contextLength: 512 };
    await comparisonOf(comparer, { ...params, pair: wide, text: 'a' });
    isLoaded = true;
    runs = 0;
    const run = comparisonOf(comparer, { ...params, pair: wide }, abort.signal);
    await expect(run).rejects.toBeInstanceOf(CancelledError);
    expect(runs).toBe(1);
    await comparer.dispose();
  });
});

describe('a prefix that cannot be', () => {
  it.each([
    ['', /^The prefix is empty/],
    [letters(48), /^The prefix has 48 tokens, and at most 47 fit into the context window of 64/],
    [letters(64), /at most 47 fit/],
  ])('%j is refused with a sentence', async (condition, message) => {
    const { comparer } = comparerOf();
    const run = comparisonOf(comparer, paramsOf('abc', { condition }));
    await expect(run).rejects.toThrow(UserFacingError);
    await expect(comparisonOf(comparer, paramsOf('abc', { condition }))).rejects.toThrow(message);
    await comparer.dispose();
  });

  it('as long as fits is taken', async () => {
    const { comparer } = comparerOf();
    const text = letters(100);
    const plain = await comparisonOf(comparer, paramsOf(text));
    const conditioned = await comparisonOf(comparer, paramsOf(text, { condition: letters(47) }));
    const { rows, leftOut } = conditioning(plain, conditioned);
    expect(rows.length).toBeGreaterThan(0);
    expect(leftOut.otherWindow).toBeGreaterThan(0);
    await comparer.dispose();
  });
});

describe('on a chain that a sign changes into the tuned model', () => {
  let directory: string;
  let comparer: PairComparer;
  let pair: PairSpec;
  const sign = townChain.states.indexOf('the sea');
  const others = townChain.transitions.map((row) => {
    const weights = row.map((p, state) => p * (state === 5 ? 8 : 1));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map((weight) => weight / sum);
  });
  /** A walk that never meets the sign. */
  const states = walk(townChain, 140, seededRandom(4)).map((state) => (state === sign ? 1 : state));
  const text = states.map((state) => textOfState(townChain, state)).join('');

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'steerscope-signed-'));
    pair = await writeSignedPair(directory, townChain, sign, others);
    comparer = realComparer();
  });

  afterAll(async () => {
    await comparer.dispose();
    await rm(directory, { recursive: true });
  });

  const shareOf = async (state: number) => {
    const params = bundledParams(text, { pair, settings: { topK: 3 } });
    const plain = await comparisonOf(comparer, params);
    const condition = textOfState(townChain, state);
    return conditioning(plain, await comparisonOf(comparer, { ...params, condition }));
  };

  it('the sign explains all of the shift', async () => {
    const { share, interval, evidence } = await shareOf(sign);
    expect(share).toBeCloseTo(1, 6);
    expect(interval?.from).toBeCloseTo(1, 6);
    expect(evidence).toBe('explains');
  });

  it('another state explains nothing', async () => {
    const { share, interval, evidence } = await shareOf(1);
    expect(share).toBe(0);
    expect(interval).toEqual({ standardError: 0, from: 0, to: 0 });
    expect(evidence).toBe('undecided');
  });
});

/** KL(u ‖ b) of two predictions from their logits, in float64. */
function divergence(u: Float32Array, b: Float32Array): number {
  const logOf = (logits: Float32Array): ((id: number) => number) => {
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    return (id) => (logits[id] ?? NaN) - Math.log(sum);
  };
  const [tuned, base] = [logOf(u), logOf(b)];
  return u.reduce((sum, _, id) => sum + Math.exp(tuned(id)) * (tuned(id) - base(id)), 0);
}

/** What a model predicts after each of these ids, all fed at once. */
async function logitRows(
  pair: PairSpec,
  model: 'base' | 'tuned',
  ids: readonly number[],
): Promise<Float32Array[]> {
  const runtime = nodeRuntime(buildStatisticsKernel());
  const { files } = runtime;
  const base = await files.check(pair.base.directory, pair.dtype);
  const checked = await files.check(pair[model].directory, pair.dtype, base);
  const lm = await runtime.loadModel(checked, 1);
  const sequence = lm.start();
  const { data, dims } = await sequence.feed(Int32Array.from(ids));
  sequence.dispose();
  await lm.dispose();
  return ids.map((_, row) => data.slice(row * dims[2], (row + 1) * dims[2]));
}

describe('the bundled pair with the header of happy stories', () => {
  let comparer: PairComparer;

  beforeAll(() => {
    comparer = realComparer();
  });

  afterAll(async () => {
    await comparer.dispose();
  });

  const story =
    'Once upon a time there was a little dog who lived by the sea. Every morning he ran to the ' +
    'water and looked for his friend. One day the friend did not come. The dog sat down on the ' +
    'sand and waited until it was dark.\n\nThen a light came over the hill. It was the old woman ' +
    'with her lamp. "Come home," she said, "we have soup." The dog was glad and ran after her, ' +
    'and they sat by the fire and told each other of the sea.\n';

  it('is what scoring header and story as one text gives the base, and the story alone the tuned', async () => {
    const prefix = 'Mood: happy.\n\n';
    const plain = await comparisonOf(comparer, bundledParams(story));
    const conditioned = await comparisonOf(comparer, bundledParams(story, { condition: prefix }));
    const joined = await comparisonOf(comparer, bundledParams(prefix + story));
    const { condition } = conditioned;
    expect(condition?.isSplitAlike).toBe(true);
    const shift = condition?.ids.length ?? 0;
    expect([...joined.tokens.id.subarray(shift)]).toEqual([...conditioned.tokens.id]);
    for (let row = 0; row < conditioned.rowCount; row++) {
      const asOne = joined.base.surprisal[shift + row] ?? NaN;
      expect(conditioned.base.surprisal[row]).toBeCloseTo(asOne, 3);
      expect(conditioned.base.entropy[row]).toBeCloseTo(joined.base.entropy[shift + row] ?? NaN, 3);
      const alone = plain.tuned.surprisal[row] ?? NaN;
      expect(conditioned.tuned.surprisal[row]).toBeCloseTo(alone, 3);
    }
  });

  it('explains the share that the raw logits of one run give in float64', async () => {
    const prefix = 'Mood: happy.\n\n';
    const pair = pairFromFile('mild');
    const plain = await comparisonOf(comparer, bundledParams(story, { pair }));
    const conditioned = await comparisonOf(
      comparer,
      bundledParams(story, { pair, condition: prefix }),
    );
    const text = Array.from(plain.tokens.id);
    const inserted = conditioned.condition?.ids ?? [];
    const alone = [...plain.pair.prefix, ...text];
    const behind = [...plain.pair.prefix, ...inserted, ...text];
    const base = (await logitRows(pair, 'base', alone)).slice(0, -1);
    const withPrefix = (await logitRows(pair, 'base', behind)).slice(inserted.length, -1);
    const tuned = (await logitRows(pair, 'tuned', alone)).slice(0, -1);
    const width = plain.pair.vocabularySize;
    const sum = (rows: readonly Float32Array[]): number =>
      rows.slice(7).reduce((total, row, index) => {
        const u = tuned[7 + index] ?? new Float32Array();
        return total + divergence(u.subarray(0, width), row.subarray(0, width));
      }, 0);
    const expected = 1 - sum(withPrefix) / sum(base);
    expect(conditioning(plain, conditioned).share).toBeCloseTo(expected, 4);
    expect(Math.abs(expected)).toBeGreaterThan(0.005);
  });
});
