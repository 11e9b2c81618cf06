import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { freeMemory } from './freeMemory';

/** What a model remembers of a sequence, under the names of the inputs that take it back. */
export type LmCache = Readonly<Record<string, Tensor>>;

/** The memory among a model's outputs. */
export function cacheEntries(outputs: InferenceSession.ReturnType): LmCache {
  const entries: Record<string, Tensor> = {};
  for (const [name, value] of Object.entries(outputs)) {
    if (!name.startsWith('present')) continue;
    // present.0.key is taken back as past_key_values.0.key, present_conv.0 as past_conv.0.
    const input = name.startsWith('present_')
      ? name.replace('present_', 'past_')
      : name.replace('present', 'past_key_values');
    entries[input] = value;
  }
  return entries;
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

/** A cache with those who need it; its memory is freed with the last of them. */
export class OwnedCache {
  private owners = 1;

  constructor(readonly entries: LmCache) {}

  /** Size in memory, in bytes. */
  get bytes(): number {
    return views(this.entries).reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** One owner more. */
  share(): this {
    this.owners++;
    return this;
  }

  /** One owner less. */
  release(): void {
    this.owners--;
    if (this.owners === 0) freeMemory(views(this.entries));
  }
}

function views(cache: LmCache): ArrayBufferView[] {
  return Object.values(cache).flatMap(({ data }) => (ArrayBuffer.isView(data) ? [data] : []));
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

/**
 * What the model remembered after the first `length` of `fed` tokens: a causal model's keys and values
 * of a token do not depend on what comes after it.
 *
 * @param tokenAxes of the memories, by name
 * @returns undefined if a memory is not a list over the tokens, of single or half precision
 */
export function cutCache(
  cache: LmCache,
  tokenAxes: ReadonlyMap<string, number | undefined>,
  length: number,
  fed: number,
): LmCache | undefined {
  const entries: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(cache)) {
    const axis = tokenAxes.get(name);
    const data = numbersOf(tensor);
    if (data === undefined || axis === undefined || tensor.dims[axis] !== fed) return undefined;
    const { dims, type } = tensor;
    const part = firstAlong(data, dims, axis, length);
    entries[name] = new Tensor(type, part, dims.with(axis, length));
  }
  return entries;
}

/**
 * The memories of some of the `count` sequences that a cache is of, in their order; one may be named
 * several times.
 */
export function selectSequences(
  cache: LmCache,
  count: number,
  sequences: readonly number[],
): LmCache {
  const entries: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(cache)) {
    const { dims, type } = tensor;
    const data = numbersOf(tensor);
    if (data === undefined) throw new TypeError(`The memory ${name} is of type ${type}.`);
    const size = data.length / count;
    const length = size * sequences.length;
    const selected =
      data instanceof Float32Array ? new Float32Array(length) : new Uint16Array(length);
    sequences.forEach((sequence, place) => {
      selected.set(data.subarray(sequence * size, (sequence + 1) * size), place * size);
    });
    // Some models count sequences and heads in one dimension.
    const first = ((dims[0] ?? count) / count) * sequences.length;
    entries[name] = new Tensor(type, selected, dims.with(0, first));
  }
  return entries;
}

/** The memories of sequences of one length, one behind the other. */
export function joinSequences(caches: readonly LmCache[]): LmCache {
  const entries: Record<string, Tensor> = {};
  for (const [name, { dims, type }] of Object.entries(caches[0] ?? {})) {
    const parts = caches.map((cache) => {
      const tensor = cache[name];
      const data = tensor && numbersOf(tensor);
      if (data === undefined) throw new TypeError(`The memory ${name} is of type ${type}.`);
      return data;
    });
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const joined = type === 'float32' ? new Float32Array(length) : new Uint16Array(length);
    let first = 0;
    for (const part of parts) {
      joined.set(part, first);
      first += part.length;
    }
    // Some models count sequences and heads in one dimension.
    entries[name] = new Tensor(type, joined, dims.with(0, (dims[0] ?? 1) * caches.length));
  }
  return entries;
}

type Numbers = Float32Array | Uint16Array;

/** The first `length` slices along an axis, copied. */
function firstAlong(data: Numbers, dims: readonly number[], axis: number, length: number): Numbers {
  const inner = dims.slice(axis + 1).reduce((a, b) => a * b, 1);
  const outer = dims.slice(0, axis).reduce((a, b) => a * b, 1);
  const step = (dims[axis] ?? 0) * inner;
  const part = data.slice(0, outer * length * inner);
  for (let i = 1; i < outer; i++) {
    part.set(data.subarray(i * step, i * step + length * inner), i * length * inner);
  }
  return part;
}

/** Half-precision numbers as their bits: they are only moved. */
function numbersOf({ data, type }: Tensor): Numbers | undefined {
  if (data instanceof Float32Array) return data;
  if (type !== 'float16' || !ArrayBuffer.isView(data)) return undefined;
  return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
}
