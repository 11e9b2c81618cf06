import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { OwnedCache, type LmCache, type LmMemory } from '../../src/model/lmCache';

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

describe('a cache that grows', () => {
  it.each([false, true])('holds every token in its place, half precision: %s', (half) => {
    let cache = new OwnedCache({}).continuedBy(added(0, 3, half), tokenAxes);
    let tokens = 3;
    for (const more of [1, 1, 1, 5, 1, 40, 1, 1, 1, 2]) {
      cache = cache.continuedBy(added(tokens, more, half), tokenAxes);
      tokens += more;
      expect(numbersOf(cache.entries)).toEqual(expected(tokens));
      expect(buffersOf(cache.entries).size).toBe(names.length);
    }
  });

  it('takes hardly any new memory for one more token', () => {
    let cache = new OwnedCache({}).continuedBy(added(0, 100), tokenAxes);
    cache = cache.continuedBy(added(100, 1), tokenAxes);
    let taken = 0;
    for (let tokens = 101; tokens < 110; tokens++) {
      const before = buffersOf(cache.entries);
      cache = cache.continuedBy(added(tokens, 1), tokenAxes);
      taken += [...buffersOf(cache.entries)].filter((buffer) => !before.has(buffer)).length;
      expect(cache.bytes).toBeLessThan(1.2 * 4 * 2 * names.length * (tokens + 1));
    }
    expect(taken).toBe(9);
  });

  it('frees what it has left, and leaves alone what another needs', () => {
    const first = new OwnedCache({}).continuedBy(added(0, 50), tokenAxes);
    const kept = first.share();
    const next = first.continuedBy(added(50, 1), tokenAxes);
    expect(numbersOf(kept.entries)).toEqual(expected(50));
    const buffers = [...buffersOf(next.entries)];
    const last = next.continuedBy(added(51, 1), tokenAxes);
    const inUse = buffersOf(last.entries);
    const left = buffers.filter((buffer) => !inUse.has(buffer));
    expect(left.map(({ byteLength }) => byteLength)).toEqual([0]);
    kept.release();
    expect([...buffersOf(kept.entries)].every(({ byteLength }) => byteLength === 0)).toBe(true);
    expect(numbersOf(last.entries)).toEqual(expected(52));
  });

  it('frees memories that are replaced as a whole', () => {
    const state = (value: number): LmMemory => ({
      whole: { past_conv: new Tensor('float32', Float32Array.of(value), [1]) },
      added: added(value, 1).added,
    });
    const first = new OwnedCache({}).continuedBy(state(0), tokenAxes);
    const buffers = buffersOf(first.entries);
    const next = first.continuedBy(state(1), tokenAxes);
    expect([...buffers].every(({ byteLength }) => byteLength === 0)).toBe(true);
    expect([...(next.entries['past_conv']?.data as Float32Array)]).toEqual([1]);
    expect(numbersOf(next.entries)).toEqual(expected(2));
  });
});
