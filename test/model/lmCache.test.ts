import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { joinSequences, selectSequences } from '../../src/model/batchCache';
import { cutCache, type LmCache, type LmMemory } from '../../src/model/lmCache';
import { OwnedCache } from '../../src/model/ownedCache';

const names = ['past_key_values.0.key', 'past_key_values.0.value', 'past_key_values.1.key'];
const tokenAxes = new Map(names.map((name) => [name, 2]));

/** Keys of two sequences × one head × `tokens` × one number, which says whose they are. */
function added(from: number, tokens: number, half = false): LmMemory {
  const numbers = names.map((_, part) =>
    [0, 1].flatMap((sequence) =>
      Array.from({ length: tokens }, (_, token) => 1000 * part + 100 * sequence + from + token),
    ),
  );
  const dims = [2, 1, tokens, 1];
  const tensors = names.map((name, part) => {
    const of = numbers[part] ?? [];
    const tensor = half
      ? new Tensor('float16', Uint16Array.from(of), dims)
      : new Tensor('float32', Float32Array.from(of), dims);
    return [name, tensor] as const;
  });
  return { whole: {}, added: Object.fromEntries(tensors) };
}

function numbersOf(cache: LmCache): number[][] {
  return names.map((name) => [...(cache[name]?.data as Float32Array | Uint16Array)]);
}

/** What a cache of the first tokens holds. */
function expected(tokens: number): number[][] {
  return numbersOf(added(0, tokens).added);
}

function buffersOf(cache: LmCache): Set<ArrayBufferLike> {
  return new Set(Object.values(cache).map(({ data }) => (data as Float32Array).buffer));
}

/** A cache of tokens that were added in parts of these lengths. */
function grown(lengths: readonly number[], room: number, half = false): OwnedCache {
  let cache = new OwnedCache({});
  let tokens = 0;
  for (const length of lengths) {
    cache = cache.continuedBy(added(tokens, length, half), tokenAxes, room);
    tokens += length;
    expect(numbersOf(cache.entries)).toEqual(expected(tokens));
  }
  return cache;
}

describe('a cache that grows', () => {
  it.each([
    [false, 0],
    [true, 0],
    [false, 30],
    [true, 30],
    [false, 1000],
  ])('holds every token in its place, half precision: %s, room: %d', (half, room) => {
    grown([3, 1, 1, 1, 5, 1, 40, 1, 1, 1, 2], room, half);
  });

  it('takes one piece of memory where it is told how long it becomes', () => {
    let cache = grown([3, 4], 20);
    const [block, ...others] = buffersOf(cache.entries);
    expect(others).toEqual([]);
    for (let tokens = 7; tokens < 20; tokens++) {
      cache = cache.continuedBy(added(tokens, 1), tokenAxes, 20);
      expect([...buffersOf(cache.entries)][0]).toBe(block);
      expect(cache.bytes).toBe(4 * 2 * names.length * (tokens + 1));
      expect(cache.isMostlyRoom(tokens + 1)).toBe(tokens + 1 < 10);
    }
    expect(numbersOf(cache.entries)).toEqual(expected(20));
    cache = cache.continuedBy(added(20, 1), tokenAxes, 20);
    expect(block?.byteLength).toBe(0);
    expect(numbersOf(cache.entries)).toEqual(expected(21));
  });

  it.each([0, 100])(
    'frees what it has left, and leaves alone what another needs, room: %d',
    (room) => {
      const first = grown([25, 25], room);
      const kept = first.share();
      const next = first.continuedBy(added(50, 1), tokenAxes, room);
      expect(numbersOf(kept.entries)).toEqual(expected(50));
      const left = [...buffersOf(kept.entries)];
      const last = next.continuedBy(added(51, 1), tokenAxes, room);
      expect(numbersOf(kept.entries)).toEqual(expected(50));
      kept.release();
      expect(left.every(({ byteLength }) => byteLength === 0)).toBe(true);
      expect(numbersOf(last.entries)).toEqual(expected(52));
    },
  );

  it('frees memories that are replaced as a whole', () => {
    const state = (value: number): LmMemory => ({
      whole: { past_conv: new Tensor('float32', Float32Array.of(value), [1]) },
      added: added(value, 1).added,
    });
    const first = new OwnedCache({}).continuedBy(state(0), tokenAxes, 0);
    const buffers = buffersOf(first.entries);
    const next = first.continuedBy(state(1), tokenAxes, 0);
    expect([...buffers].every(({ byteLength }) => byteLength === 0)).toBe(true);
    expect([...(next.entries['past_conv']?.data as Float32Array)]).toEqual([1]);
    expect(numbersOf(next.entries)).toEqual(expected(2));
  });
});

describe('a beginning that is cut off', () => {
  it.each([false, true])('is a copy that grows by itself, half precision: %s', (half) => {
    const whole = grown([10, 10], 20, half);
    const cut = cutCache(whole.entries, tokenAxes, 12, 20, 30) ?? {};
    expect(numbersOf(cut)).toEqual(expected(12));
    const [block] = buffersOf(cut);
    let cache = new OwnedCache(cut, 30);
    cache = cache.continuedBy(added(12, 8, half), tokenAxes, 30);
    cache = cache.continuedBy(added(20, 10, half), tokenAxes, 30);
    expect(numbersOf(cache.entries)).toEqual(expected(30));
    expect([...buffersOf(cache.entries)][0]).toBe(block);
    expect(numbersOf(whole.entries)).toEqual(expected(20));
  });

  it('is refused where a memory is not of so many tokens, or has none', () => {
    const { entries } = grown([5], 0);
    expect(cutCache(entries, tokenAxes, 2, 6, 2)).toBeUndefined();
    const state = { past_conv: new Tensor('float32', Float32Array.of(1), [1]) };
    expect(cutCache({ ...entries, ...state }, tokenAxes, 2, 5, 2)).toBeUndefined();
  });
});

describe('a cache of several sequences', () => {
  /** Of two sequences, of which each memory's first half is one's and the second the other's. */
  const chosen = (tokens: number, sequences: readonly number[]): number[][] =>
    expected(tokens).map((numbers) =>
      sequences.flatMap((sequence) => numbers.slice(sequence * tokens, (sequence + 1) * tokens)),
    );

  it.each([false, true])('grows in its place, joined or selected, half precision: %s', (half) => {
    const two = grown([10], 0, half).entries;
    const joined = new OwnedCache(joinSequences([two, two], tokenAxes, 12), 12);
    expect(numbersOf(joined.entries)).toEqual(chosen(10, [0, 1, 0, 1]));
    expect(joined.entries[names[0] ?? '']?.dims).toEqual([4, 1, 10, 1]);
    const own = selectSequences(joined.entries, 4, [3, 0], tokenAxes, 12);
    const selected = new OwnedCache(own, 12);
    expect(numbersOf(selected.entries)).toEqual(chosen(10, [1, 0]));
    const [block, ...others] = buffersOf(selected.entries);
    expect(others).toEqual([]);
    const back = selectSequences(selected.entries, 2, [1, 0], tokenAxes, 12);
    const next = new OwnedCache(back, 12).continuedBy(added(10, 2, half), tokenAxes, 12);
    expect(numbersOf(next.entries)).toEqual(expected(12));
    expect([...buffersOf(next.entries)][0]).toBe([...buffersOf(back)][0]);
    selected.release();
    expect(block?.byteLength).toBe(0);
  });

  it('copies memories that are no lists over the tokens', () => {
    const states = { past_conv: new Tensor('float32', Float32Array.of(1, 2, 3, 4), [2, 2]) };
    const selected = selectSequences(states, 2, [1, 1, 0], new Map(), 5);
    expect([...(selected['past_conv']?.data as Float32Array)]).toEqual([3, 4, 3, 4, 1, 2]);
    expect(selected['past_conv']?.dims).toEqual([3, 2]);
    const joined = joinSequences([states, states], new Map(), 5);
    expect([...(joined['past_conv']?.data as Float32Array)]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
  });
});
