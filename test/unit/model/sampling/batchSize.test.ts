import { describe, expect, it } from 'vitest';
import {
  batchSize,
  promptsAtOnce,
  promptsThatFit,
  type BatchLimits,
} from '../../../../src/model/sampling/batchSize';
import type { PromptState } from '../../../../src/model/sampling/promptState';

function prompt(cacheBytes: number, width = 1000): PromptState {
  const unused = (): never => {
    throw new Error('Nothing runs here.');
  };
  const sequence = {
    bytes: cacheBytes,
    length: 10,
    feed: unused,
    cut: unused,
    dispose: unused,
  };
  const lm = { canContinue: true, start: unused, batch: unused, dispose: unused };
  return { lm, sequence, last: new Float32Array(width) };
}

const limits: BatchLimits = {
  prompts: [prompt(1000), prompt(1000)],
  promptCount: 1,
  promptLength: 10,
  length: 90,
  count: 100,
  writers: 1,
  chunkLength: 128,
  batch: undefined,
};

describe('how much is written at once', () => {
  it('is sixteen texts where nothing speaks against it, and what a run may hold of them', () => {
    expect(batchSize(limits)).toEqual({ count: 16, lag: 8 });
  });

  it('is not more than is wanted, asked for or fed at once', () => {
    expect(batchSize({ ...limits, count: 3 })).toEqual({ count: 3, lag: 42 });
    expect(batchSize({ ...limits, batch: 5 })).toEqual({ count: 5, lag: 25 });
    expect(batchSize({ ...limits, chunkLength: 8 })).toEqual({ count: 8, lag: 1 });
  });

  it('is what the caches of both models leave room for, and at least one', () => {
    // 100 tokens at 2 × 40 kB each, old and new: 16 MB a text, of 512 MiB.
    const heavy = [prompt(400_000), prompt(400_000)];
    const one = 2 * 2 * 100 * 40_000;
    const many = Math.floor((512 * 2 ** 20 - 2 * 400_000) / one);
    expect(batchSize({ ...limits, prompts: heavy, chunkLength: 1000, batch: 1000 }).count).toBe(
      many,
    );
    expect(batchSize({ ...limits, prompts: [prompt(2 ** 32), prompt(2 ** 32)] }).count).toBe(1);
  });

  it('is less where the caches of many prompts are held', () => {
    // 0.8 MB a prompt of 10 tokens, and 16 MB a text of 100, old and new.
    const heavy = [prompt(400_000), prompt(400_000)];
    const ofPrompts = (promptCount: number): number =>
      batchSize({ ...limits, prompts: heavy, promptCount }).count;
    const room = 512 * 2 ** 20;
    expect([1, 400, 600].map(ofPrompts)).toEqual([16, 13, 3]);
    expect(600 * 800_000 + 3 * 16_000_000).toBeLessThanOrEqual(room);
    expect(600 * 800_000 + 4 * 16_000_000).toBeGreaterThan(room);
    expect(ofPrompts(1000)).toBe(1);
  });

  it('is half as much where both models write at the same time', () => {
    const heavy = [prompt(4_000_000), prompt(4_000_000)];
    const alone = batchSize({ ...limits, prompts: heavy });
    expect(alone.count).toBe(3);
    expect(batchSize({ ...limits, prompts: heavy, writers: 2 }).count).toBe(1);
  });

  it('are as many prompts as their continuations leave room for, and at least one', () => {
    const most = (count: number, chunkLength = 128, batch?: number): number =>
      promptsAtOnce({ count, chunkLength, batch });
    expect([1, 3, 8, 16, 100].map((count) => most(count))).toEqual([16, 5, 2, 1, 1]);
    expect(most(1, 4)).toBe(4);
    expect(most(1, 128, 1)).toBe(1);
  });

  it('are as many prompts as have room with their continuations, and at least one', () => {
    // 8 MB a prompt of 10 tokens, and 32 MB each of its texts of 20, old and new.
    const heavy = { ...limits, prompts: [prompt(4_000_000), prompt(4_000_000)], length: 10 };
    const room = 512 * 2 ** 20;
    expect(promptsThatFit(heavy, 1)).toBe(13);
    expect(13 * (8_000_000 + 32_000_000)).toBeLessThanOrEqual(room);
    expect(14 * (8_000_000 + 32_000_000)).toBeGreaterThan(room);
    expect(promptsThatFit(heavy, 5)).toBe(3);
    expect(promptsThatFit({ ...heavy, writers: 2 }, 1)).toBe(7);
    expect(batchSize({ ...heavy, promptCount: 13, count: 13 }).count).toBe(13);
    expect(promptsThatFit({ ...heavy, prompts: [prompt(2 ** 32), prompt(2 ** 32)] }, 1)).toBe(1);
    expect(promptsThatFit({ ...heavy, prompts: [prompt(0), prompt(0)] }, 1)).toBe(Infinity);
  });

  it('lets the other model read sooner where the vocabulary is large', () => {
    const wide = [prompt(1000, 131_072), prompt(1000, 131_072)];
    expect(batchSize({ ...limits, prompts: wide })).toEqual({ count: 16, lag: 4 });
    expect(batchSize({ ...limits, prompts: wide, count: 1, length: 500 })).toEqual({
      count: 1,
      lag: 64,
    });
  });
});
