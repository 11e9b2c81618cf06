import { Tensor } from 'onnxruntime-node';
import { blockOf, interleave, type Numbers } from './cacheBlock';
import { freeMemory } from './freeMemory';
import {
  numbersOf,
  sizeOf,
  slicesOf,
  type LmCache,
  type LmMemory,
  type TokenAxes,
} from './lmCache';

/** Tokens for which memory that turns out too small is made larger than it must be. */
const spareTokens = 16;

/** A cache with those who need it; its memory is freed, or grows, with the last of them. */
export class OwnedCache {
  private owners = 1;

  /** @param room tokens for which memories that grow have room, all in one block; 0 where they have none */
  constructor(
    readonly entries: LmCache,
    private readonly room = 0,
  ) {}

  /** Size of what is remembered, in bytes, without room. */
  get bytes(): number {
    return views(this.entries).reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Whether keeping what is remembered of so many tokens would keep more room than that. */
  isMostlyRoom(tokens: number): boolean {
    return this.room > 2 * tokens;
  }

  /** One owner more. */
  share(): this {
    this.owners++;
    return this;
  }

  /**
   * What follows when a run of the model has added to it. Takes the owner's share; where that is the last
   * and there is room, what is remembered grows in its place.
   *
   * @param wanted tokens for which new memory has room, if those that there are do not need more
   */
  continuedBy({ whole, added }: LmMemory, tokenAxes: TokenAxes, wanted: number): OwnedCache {
    const isLast = this.owners === 1;
    const entries: Record<string, Tensor> = { ...whole };
    const growths: Growth[] = [];
    for (const [name, tensor] of Object.entries(added)) {
      const before = this.entries[name];
      if (before === undefined) entries[name] = tensor;
      else growths.push(growthOf(name, before, tensor, tokenAxes.get(name)));
    }
    const needed = growths.reduce((most, { tokens }) => Math.max(most, tokens), 0);
    const hasRoom = isLast && needed <= this.room;
    const enough = wanted < needed ? needed + spareTokens : wanted;
    const room = hasRoom ? this.room : enough;
    const places = hasRoom
      ? growths.map((part) => ({ part, numbers: part.first }))
      : blockOf(growths.map((growth) => ({ ...growth, count: sizeWith(growth, room) })));
    for (const { part, numbers } of places) {
      const { name, type, dims, axis, first, second, tokens } = part;
      const both = withLength(numbers, sizeWith(part, tokens));
      interleave(both, first, second, slicesOf(dims, axis));
      entries[name] = new Tensor(type, both, dims.with(axis, tokens));
      freeMemory([second]);
      // At once where it has memory of its own, so that there never are two of all.
      if (isLast && this.room === 0) freeMemory([first]);
    }
    if (isLast) {
      const inUse = new Set(views(entries).map(({ buffer }) => buffer));
      freeMemory(views(this.entries).filter(({ buffer }) => !inUse.has(buffer)));
    }
    this.owners--;
    return new OwnedCache(entries, growths.length > 0 ? room : 0);
  }

  /** One owner less. */
  release(): void {
    this.owners--;
    if (this.owners === 0) freeMemory(views(this.entries));
  }
}

/** A memory of a sequence and what a run has added to it. */
interface Growth {
  readonly name: string;
  readonly type: Tensor.Type;
  /** Of what it was before. */
  readonly dims: readonly number[];
  readonly axis: number;
  readonly first: Numbers;
  readonly second: Numbers;
  /** Of both together. */
  readonly tokens: number;
}

function growthOf(name: string, before: Tensor, added: Tensor, axis: number | undefined): Growth {
  const [first, second] = [numbersOf(before), numbersOf(added)];
  if (first === undefined || second === undefined || axis === undefined) {
    throw new TypeError(`A memory of type ${added.type} that grows`);
  }
  const tokens = (before.dims[axis] ?? 0) + (added.dims[axis] ?? 0);
  const { type, dims } = before;
  return { name, type, dims, axis, first, second, tokens };
}

/** Numbers that it has with so many tokens. */
function sizeWith({ dims, axis }: Growth, tokens: number): number {
  return sizeOf(dims.with(axis, tokens));
}

/** As many numbers of an array's buffer from where it begins. */
function withLength(numbers: Numbers, length: number): Numbers {
  const { buffer, byteOffset } = numbers;
  return numbers instanceof Float32Array
    ? new Float32Array(buffer, byteOffset, length)
    : new Uint16Array(buffer, byteOffset, length);
}

function views(cache: LmCache): ArrayBufferView[] {
  return Object.values(cache).flatMap(({ data }) => (ArrayBuffer.isView(data) ? [data] : []));
}
