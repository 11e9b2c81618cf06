import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { freeMemory } from './freeMemory';
import { numbersIn, type Numbers } from './roomyNumbers';

/**
 * Tokens for which memory that grows has room beyond those that it holds: steps of one token seldom need
 * new memory, and of a long text it is hardly anything.
 */
const spareTokens = 16;

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

/** A cache with those who need it; its memory is freed, or used again, with the last of them. */
export class OwnedCache {
  private owners = 1;

  constructor(readonly entries: LmCache) {}

  /** Size in memory, in bytes, with the room to grow that it has. */
  get bytes(): number {
    return views(this.entries).reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
  }

  /** One owner more. */
  share(): this {
    this.owners++;
    return this;
  }

  /**
   * What follows when a run of the model has added to it. Takes the owner's share; where that is the last,
   * each part's old memory becomes the next part's new one, so that there never are two of all, and a step
   * of many parts makes little garbage.
   *
   * @param tokenAxes of the memories, by name
   */
  continuedBy(
    { whole, added }: LmMemory,
    tokenAxes: ReadonlyMap<string, number | undefined>,
  ): OwnedCache {
    const isLast = this.owners === 1;
    const entries: Record<string, Tensor> = { ...whole };
    /** Of a part whose new memory is there already. */
    let used: Numbers | undefined;
    for (const [name, tensor] of Object.entries(added)) {
      const before = this.entries[name];
      if (before === undefined) {
        entries[name] = tensor;
        continue;
      }
      const first = numbersOf(before);
      const both = behind(before, tensor, tokenAxes.get(name), used);
      entries[name] = both;
      freeMemory(views({ tensor }));
      if (!isLast) continue;
      if (used !== undefined && used.buffer !== numbersOf(both)?.buffer) freeMemory([used]);
      used = first;
    }
    if (used !== undefined) freeMemory([used]);
    const replaced = Object.entries(this.entries).filter(([name]) => added[name] === undefined);
    if (isLast) freeMemory(views(Object.fromEntries(replaced)));
    this.owners--;
    return new OwnedCache(entries);
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

/**
 * Two memories of the same sequences as one: the second's tokens behind the first's.
 *
 * @param used numbers whose memory may become the whole's
 */
function behind(
  before: Tensor,
  added: Tensor,
  axis: number | undefined,
  used: Numbers | undefined,
): Tensor {
  const [first, second] = [numbersOf(before), numbersOf(added)];
  if (first === undefined || second === undefined || axis === undefined) {
    throw new TypeError(`A memory of type ${added.type} that grows`);
  }
  const { dims } = before;
  const outer = dims.slice(0, axis).reduce((a, b) => a * b, 1);
  const [old, more] = [first.length / outer, second.length / outer];
  const addedTokens = added.dims[axis] ?? 0;
  const spare = (spareTokens * second.length) / Math.max(1, addedTokens);
  const both = numbersIn(used, first, outer * (old + more), spare);
  for (let i = 0; i < outer; i++) {
    both.set(first.subarray(i * old, (i + 1) * old), i * (old + more));
    both.set(second.subarray(i * more, (i + 1) * more), i * (old + more) + old);
  }
  const tokens = (dims[axis] ?? 0) + addedTokens;
  return new Tensor(before.type, both, dims.with(axis, tokens));
}

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
