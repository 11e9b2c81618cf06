import type { LmSequence } from './causalLm';

/** What both models remember of the same tokens. */
export interface SequencePair {
  readonly base: LmSequence;
  readonly tuned: LmSequence;
}

interface Entry extends SequencePair {
  /** The tokens that both were fed. */
  readonly ids: Int32Array;
  readonly bytes: number;
}

/**
 * Keeps what both models of one pair remember of the sequences that were scored last, so that an
 * edit costs only what comes after it, in whichever document it is made.
 */
export class SequenceCache {
  /** Least recently used first. */
  private readonly entries: Entry[] = [];

  /**
   * @param limit memory in bytes of all sequences
   * @param limitOfLast memory in bytes of the sequence that was kept last, which is kept even where it
   * takes more than `limit` alone; what lies beyond is cut off
   */
  constructor(
    private readonly limit: number,
    private readonly limitOfLast: number,
  ) {}

  /** Memory that is kept, in bytes. */
  get bytes(): number {
    return this.entries.reduce((sum, entry) => sum + entry.bytes, 0);
  }

  /**
   * The models after the longest beginning of `ids` that is remembered, of at most `most` tokens. What
   * is returned is the caller's to feed and to free.
   *
   * @returns with room for `ids`; undefined where nothing, or nothing that can be cut, has the same beginning
   */
  resume(ids: Int32Array, most: number): SequencePair | undefined {
    let best: Entry | undefined;
    let shared = 0;
    for (const entry of this.entries) {
      const length = Math.min(commonLength(entry.ids, ids), most);
      // The more recent of two is the likelier to be of the same document.
      if (length > 0 && length >= shared) [best, shared] = [entry, length];
    }
    if (best === undefined) return undefined;
    const beginning = cutBoth(best, shared, ids.length);
    if (beginning === undefined) return undefined;
    this.take(best);
    // What would make room for the new sequence anyway need not take memory until then.
    if (isOlderVersion(best, shared)) free(best);
    else this.entries.push(best);
    return beginning;
  }

  /**
   * Keeps sequences that were fed `ids`, and frees them when they have to go. An older version of the same
   * text, which is what shares more than half of its tokens with the new one, makes room.
   */
  keep(ids: Int32Array, sequences: SequencePair): void {
    for (const entry of [...this.entries]) {
      if (isOlderVersion(entry, commonLength(entry.ids, ids))) this.forget(entry);
    }
    const entry = this.shortened({ ...sequences, ids, bytes: bytesOf(sequences) });
    if (entry === undefined) return;
    this.entries.push(entry);
    for (const entry of this.entries.slice(0, -1)) {
      if (this.bytes > this.limit) this.forget(entry);
    }
  }

  /** As much of an entry from its beginning as the last one may take; undefined where it cannot be cut. */
  private shortened(entry: Entry): Entry | undefined {
    if (entry.bytes <= this.limitOfLast) return entry;
    const length = Math.floor((entry.ids.length * this.limitOfLast) / entry.bytes);
    const beginning = length > 0 ? cutBoth(entry, length) : undefined;
    free(entry);
    if (beginning === undefined) return undefined;
    return { ...beginning, ids: entry.ids.slice(0, length), bytes: bytesOf(beginning) };
  }

  private forget(entry: Entry): void {
    this.take(entry);
    free(entry);
  }

  private take(entry: Entry): void {
    const index = this.entries.indexOf(entry);
    if (index >= 0) this.entries.splice(index, 1);
  }
}

/**
 * Both sequences up to a length; undefined where one cannot be cut.
 *
 * @param room tokens that they are to be fed
 */
function cutBoth(sequences: SequencePair, length: number, room = length): SequencePair | undefined {
  const base = sequences.base.cut(length, room);
  const tuned = sequences.tuned.cut(length, room);
  if (base !== undefined && tuned !== undefined) return { base, tuned };
  base?.dispose();
  tuned?.dispose();
  return undefined;
}

function bytesOf({ base, tuned }: SequencePair): number {
  return base.bytes + tuned.bytes;
}

function free({ base, tuned }: Entry): void {
  base.dispose();
  tuned.dispose();
}

function isOlderVersion({ ids }: Entry, shared: number): boolean {
  return 2 * shared > ids.length;
}

/** How many elements two arrays have in common from their beginning. */
function commonLength(one: Int32Array, other: Int32Array): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[length] === other[length]) length++;
  return length;
}
