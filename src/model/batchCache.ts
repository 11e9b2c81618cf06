import type { Numbers } from './cacheBlock';
import { cacheOf, numbersOf, type LmCache, type MemoryShape, type TokenAxes } from './lmCache';

/**
 * The memories of some of the `count` sequences that a cache is of, in their order; one may be named
 * several times.
 *
 * @param room tokens for which there is memory, at least as many as there are
 */
export function selectSequences(
  cache: LmCache,
  count: number,
  sequences: readonly number[],
  tokenAxes: TokenAxes,
  room: number,
): LmCache {
  const shapes = shapesOf(cache, count, sequences.length, tokenAxes);
  return cacheOf(shapes, room, (selected, { name }) => {
    const data = neededNumbers(cache, name);
    const size = data.length / count;
    sequences.forEach((sequence, place) => {
      selected.set(data.subarray(sequence * size, (sequence + 1) * size), place * size);
    });
  });
}

/**
 * The memories of sequences of one length, one behind the other.
 *
 * @param room as of `selectSequences`
 */
export function joinSequences(
  caches: readonly LmCache[],
  tokenAxes: TokenAxes,
  room: number,
): LmCache {
  const shapes = shapesOf(caches[0] ?? {}, 1, caches.length, tokenAxes);
  return cacheOf(shapes, room, (joined, { name }) => {
    let first = 0;
    for (const cache of caches) {
      const part = neededNumbers(cache, name);
      joined.set(part, first);
      first += part.length;
    }
  });
}

/** Shapes for the memories of `count` sequences that are like those of `likeCount`. */
function shapesOf(
  like: LmCache,
  likeCount: number,
  count: number,
  tokenAxes: TokenAxes,
): MemoryShape[] {
  return Object.entries(like).map(([name, { type, dims }]) => ({
    name,
    type,
    // Some models count sequences and heads in one dimension.
    dims: dims.with(0, ((dims[0] ?? likeCount) / likeCount) * count),
    axis: tokenAxes.get(name),
  }));
}

function neededNumbers(cache: LmCache, name: string): Numbers {
  const tensor = cache[name];
  const data = tensor && numbersOf(tensor);
  if (data === undefined) throw new TypeError(`The memory ${name} is of type ${tensor?.type}.`);
  return data;
}
