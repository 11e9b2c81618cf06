import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { blockOf, copyBeginnings, type Numbers } from './cacheBlock';

/** What a model remembers of a sequence, under the names of the inputs that take it back. */
export type LmCache = Readonly<Record<string, Tensor>>;

/** The input that takes an output back: past_key_values.0.key is present.0.key, past_conv.0 present_conv.0. */
export function pastName(output: string): string | undefined {
  if (output.startsWith('present_')) return output.replace('present_', 'past_');
  return output.startsWith('present') ? output.replace('present', 'past_key_values') : undefined;
}

/** What a run of a model adds to what it remembers. */
export interface LmMemory {
  /** What takes the place of what was there. */
  readonly whole: LmCache;
  /** What comes behind what was there, along the tokens. */
  readonly added: LmCache;
}

/**
 * The memory among a model's outputs.
 *
 * @param continued which outputs, of the new tokens alone, come behind which inputs
 */
export function memoryOf(
  outputs: InferenceSession.ReturnType,
  continued: ReadonlyMap<string, string>,
): LmMemory {
  const [whole, added]: [Record<string, Tensor>, Record<string, Tensor>] = [{}, {}];
  for (const [name, value] of Object.entries(outputs)) {
    const behind = continued.get(name);
    const past = pastName(name);
    if (behind !== undefined) added[behind] = value;
    else if (past !== undefined) whole[past] = value;
  }
  return { whole, added };
}

/**
 * What a model remembers before its first token.
 *
 * @param count sequences
 * @param heads of attention, which some models count in one dimension with the sequences
 */
export function emptyMemory(
  { shape, type }: InferenceSession.TensorValueMetadata,
  count: number,
  heads: number,
): Tensor {
  const dims = shape.map((length) => {
    if (typeof length === 'number') return length;
    if (!length.includes('batch')) return 0;
    return length.includes('heads') ? count * heads : count;
  });
  const size = sizeOf(dims);
  switch (type) {
    case 'float32':
      return new Tensor(type, new Float32Array(size), dims);
    case 'float16':
      return new Tensor(type, new Uint16Array(size), dims);
    case 'int64':
      return new Tensor(type, new BigInt64Array(size), dims);
    default:
      throw new TypeError(`A memory of type ${type}`);
  }
}

/**
 * The dimension along which a memory grows with the tokens: the one of varying length beside that of
 * the batch.
 *
 * @param shape of an input; names stand for lengths that vary
 * @returns undefined where there is none or several, as with states that every token changes
 */
export function tokenAxis(shape: readonly (number | string)[]): number | undefined {
  const axes = shape.flatMap((length, axis) =>
    typeof length === 'string' && !length.includes('batch') ? [axis] : [],
  );
  return axes.length === 1 ? axes[0] : undefined;
}

/** Which dimension of each memory is that of tokens, by name; undefined for what every token changes. */
export type TokenAxes = ReadonlyMap<string, number | undefined>;

/**
 * What the model remembered after the first `length` of `fed` tokens: a causal model's keys and values
 * of a token do not depend on what comes after it.
 *
 * @param room tokens for which the copy has memory, at least `length`
 * @returns undefined if a memory is not a list over the tokens, of single or half precision
 */
export function cutCache(
  cache: LmCache,
  tokenAxes: TokenAxes,
  length: number,
  fed: number,
  room: number,
): LmCache | undefined {
  const shapes: (MemoryShape & { readonly data: Numbers; readonly axis: number })[] = [];
  for (const [name, tensor] of Object.entries(cache)) {
    const { type, dims } = tensor;
    const axis = tokenAxes.get(name);
    const data = numbersOf(tensor);
    if (data === undefined || axis === undefined || dims[axis] !== fed) return undefined;
    shapes.push({ name, type, dims: dims.with(axis, length), axis, data });
  }
  return cacheOf(shapes, room, (numbers, { data, dims, axis }) => {
    copyBeginnings(numbers, data, slicesOf(dims, axis));
  });
}

/** A memory that is made. */
export interface MemoryShape {
  readonly name: string;
  readonly type: Tensor.Type;
  readonly dims: readonly number[];
  /** The dimension of tokens; undefined for what is no list over them. */
  readonly axis: number | undefined;
}

/**
 * Memories of these shapes in one block.
 *
 * @param room tokens for which lists over the tokens have memory, at least as many as they have
 * @param write fills in the numbers of a memory
 */
export function cacheOf<Shape extends MemoryShape>(
  shapes: readonly Shape[],
  room: number,
  write: (numbers: Numbers, shape: Shape) => void,
): LmCache {
  const block = blockOf(
    shapes.map((shape) => {
      const { type, dims, axis } = shape;
      return { type, count: sizeOf(axis === undefined ? dims : dims.with(axis, room)), shape };
    }),
  );
  const entries: Record<string, Tensor> = {};
  for (const { part, numbers } of block) {
    const { name, type, dims } = part.shape;
    const own = numbers.subarray(0, sizeOf(dims));
    write(own, part.shape);
    entries[name] = new Tensor(type, own, dims);
  }
  return entries;
}

/** Numbers of a memory. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}

/** Parts of a memory that are lists over the tokens, one behind the other. */
export function slicesOf(dims: readonly number[], axis: number): number {
  return sizeOf(dims.slice(0, axis));
}

/** Half-precision numbers as their bits: they are only moved. */
export function numbersOf({ data, type }: Tensor): Numbers | undefined {
  if (data instanceof Float32Array) return data;
  if (type !== 'float16' || !ArrayBuffer.isView(data)) return undefined;
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}
