import { Tensor } from 'onnxruntime-node';
import { blockOf, type Numbers } from './cacheBlock';
import { numbersOf, partOf, type LmCache, type TokenAxes } from './lmCache';

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
  return inOneBlock(cache, count, sequences.length, tokenAxes, room, (selected, name) => {
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
  return inOneBlock(caches[0] ?? {}, 1, caches.length, tokenAxes, room, (joined, name) => {
    let first = 0;
    for (const cache of caches) {
      const part = neededNumbers(cache, name);
      joined.set(part, first);
      first += part.length;
    }
  });
}

/**
 * Memories of `count` sequences that are like those of `likeCount`, the ones over the tokens in one block.
 *
 * @param write fills in the numbers of a memory, without room
 */
function inOneBlock(
  like: LmCache,
  likeCount: number,
  count: number,
  tokenAxes: TokenAxes,
  room: number,
  write: (numbers: Numbers, name: string) => void,
): LmCache {
  const shapes = Object.entries(like).map(([name, tensor]) => {
    const { dims, type } = tensor;
    const axis = tokenAxes.get(name);
    // Some models count sequences and heads in one dimension.
    const own = dims.with(0, ((dims[0] ?? likeCount) / likeCount) * count);
    // What is no list over the tokens has no room.
    const part = partOf({ type, dims: axis === undefined ? [...own, 1] : own }, axis ?? own.length);
    return { name, type, dims: own, axis, part };
  });
  const growing = shapes.filter(({ axis }) => axis !== undefined);
  const block = blockOf(
    growing.map(({ part }) => part),
    room,
  );
  const entries: Record<string, Tensor> = {};
  for (const shape of shapes) {
    const { name, type, dims, axis, part } = shape;
    const tokens = axis === undefined ? 1 : (dims[axis] ?? 0);
    const [own] = axis === undefined ? blockOf([part], 1) : [block[growing.indexOf(shape)]];
    const numbers = own?.subarray(0, part.slices * part.perToken * tokens);
    if (numbers === undefined) continue;
    write(numbers, name);
    entries[name] = new Tensor(type, numbers, dims);
  }
  return entries;
}

function neededNumbers(cache: LmCache, name: string): Numbers {
  const tensor = cache[name];
  const data = tensor && numbersOf(tensor);
  if (data === undefined) throw new TypeError(`The memory ${name} is of type ${tensor?.type}.`);
  return data;
}
