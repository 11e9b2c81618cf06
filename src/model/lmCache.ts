import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { blockOf, copyBeginnings, type BlockPart, type Numbers } from './cacheBlock';

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
  const size = dims.reduce((a, b) => a * b, 1);
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
  const memories: { name: string; axis: number; data: Numbers; tensor: Tensor }[] = [];
  for (const [name, tensor] of Object.entries(cache)) {
    const axis = tokenAxes.get(name);
    const data = numbersOf(tensor);
    if (data === undefined || axis === undefined || tensor.dims[axis] !== fed) return undefined;
    memories.push({ name, axis, data, tensor });
  }
  const parts = memories.map(({ tensor, axis }) => partOf(tensor, axis));
  const block = blockOf(parts, room);
  const entries: Record<string, Tensor> = {};
  for (const [place, { name, axis, data, tensor }] of memories.entries()) {
    const [part, numbers] = [parts[place], block[place]];
    if (part === undefined || numbers === undefined) continue;
    const { slices, perToken } = part;
    const beginnings = numbers.subarray(0, slices * perToken * length);
    copyBeginnings(beginnings, data, slices);
    entries[name] = new Tensor(tensor.type, beginnings, tensor.dims.with(axis, length));
  }
  return entries;
}

/** How the numbers of a memory lie. */
export function partOf({ dims, type }: Pick<Tensor, 'dims' | 'type'>, axis: number): BlockPart {
  if (type !== 'float32' && type !== 'float16') throw new TypeError(`A memory of type ${type}`);
  const product = (lengths: readonly number[]): number => lengths.reduce((a, b) => a * b, 1);
  return {
    type,
    slices: product(dims.slice(0, axis)),
    perToken: product(dims.slice(axis + 1)),
  };
}

/** Half-precision numbers as their bits: they are only moved. */
export function numbersOf({ data, type }: Tensor): Numbers | undefined {
  if (data instanceof Float32Array) return data;
  if (type !== 'float16' || !ArrayBuffer.isView(data)) return undefined;
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}
