import { describe, expect, it } from 'vitest';
import type { LmSequence } from '../../../src/model/causalLm';
import { SequenceCache, type SequencePair } from '../../../src/model/sequenceCache';

/** A sequence that takes 10 bytes a token and can only be looked at. */
function sequence(length: number, canCut = true): LmSequence {
  return {
    length,
    bytes: 10 * length,
    feed: () => Promise.reject(new Error('Nothing is fed here.')),
    dispose: () => undefined,
    cut: (part) => (canCut ? sequence(part) : undefined),
  };
}

function keep(cache: SequenceCache, ids: readonly number[], canCut = true): void {
  const [base, tuned] = [sequence(ids.length, canCut), sequence(ids.length, canCut)];
  cache.keep(Int32Array.from(ids), { base, tuned });
}

function lengthOf(pair: SequencePair | undefined): number {
  return pair?.base.length ?? 0;
}

const ids = (...values: number[]): Int32Array => Int32Array.from(values);

describe('SequenceCache', () => {
  it('resumes at the end of the longest common beginning, and no later than asked', () => {
    const cache = new SequenceCache(1e6, 1e6);
    keep(cache, [1, 2, 3, 4]);
    keep(cache, [1, 7, 8, 9, 10, 11]);
    expect(lengthOf(cache.resume(ids(1, 2, 3, 9), 100))).toBe(3);
    keep(cache, [1, 2, 3, 4]);
    expect(lengthOf(cache.resume(ids(1, 2, 3, 4, 5), 2))).toBe(2);
    expect(cache.resume(ids(2, 2, 3), 100)).toBeUndefined();
    expect(cache.resume(ids(1, 2, 3), 0)).toBeUndefined();
  });

  it('cuts both models alike', () => {
    const cache = new SequenceCache(1e6, 1e6);
    keep(cache, [1, 2, 3, 4]);
    expect(cache.resume(ids(1, 2, 9), 100)).toMatchObject({
      base: { length: 2 },
      tuned: { length: 2 },
    });
  });

  it('resumes nothing that cannot be cut', () => {
    const cache = new SequenceCache(1e6, 1e6);
    keep(cache, [1, 2, 3, 4], false);
    expect(cache.resume(ids(1, 2, 9), 100)).toBeUndefined();
  });

  it('lets an older version of a text make room, and other texts stay', () => {
    const cache = new SequenceCache(1e6, 1e6);
    keep(cache, [1, 20, 30, 40]);
    keep(cache, [1, 2, 3, 4]);
    keep(cache, [1, 2, 3, 5, 6]);
    expect(cache.bytes).toBe(2 * 10 * (4 + 5));
    expect(lengthOf(cache.resume(ids(1, 20, 30, 40), 100))).toBe(4);
  });

  it('gives up an older version as soon as it is resumed', () => {
    const cache = new SequenceCache(1e6, 1e6);
    keep(cache, [1, 2, 3, 4]);
    cache.resume(ids(1, 2, 3, 9), 100);
    expect(cache.bytes).toBe(0);
    keep(cache, [1, 2, 3, 4]);
    cache.resume(ids(1, 9), 100);
    expect(cache.bytes).toBe(80);
  });

  it('forgets what was used least recently beyond its limit, never what was kept last', () => {
    const cache = new SequenceCache(170, 2000);
    keep(cache, [1, 2, 3, 4]);
    keep(cache, [5, 6, 7, 8]);
    expect(cache.bytes).toBe(160);
    cache.resume(ids(1, 9), 100);
    keep(cache, [9, 9, 9, 9]);
    expect(cache.bytes).toBe(160);
    expect(cache.resume(ids(5, 6), 100)).toBeUndefined();
    expect(lengthOf(cache.resume(ids(1, 9), 100))).toBe(1);
    keep(
      cache,
      Array.from({ length: 50 }, (_, index) => index),
    );
    expect(cache.bytes).toBe(1000);
  });

  it('cuts what was kept last where that alone takes more than it may', () => {
    const cache = new SequenceCache(100, 100);
    keep(cache, [1, 2, 3, 4, 5, 6, 7]);
    expect(cache.bytes).toBe(100);
    expect(lengthOf(cache.resume(ids(1, 2, 3, 4, 5, 6, 7), 100))).toBe(5);
    expect(cache.bytes).toBe(0);
  });

  it('keeps nothing that takes more than it may and cannot be cut', () => {
    const cache = new SequenceCache(100, 100);
    keep(cache, [1, 2, 3, 4, 5, 6, 7], false);
    expect(cache.bytes).toBe(0);
    expect(cache.resume(ids(1, 2, 3), 100)).toBeUndefined();
  });

  it('frees what it cuts off', () => {
    const cache = new SequenceCache(100, 100);
    const disposed: string[] = [];
    const watched = (name: string): LmSequence => ({
      ...sequence(7),
      dispose: () => disposed.push(name),
    });
    cache.keep(ids(1, 2, 3, 4, 5, 6, 7), { base: watched('base'), tuned: watched('tuned') });
    expect(disposed).toEqual(['base', 'tuned']);
  });
});
