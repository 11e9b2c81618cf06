import type { Tokenizer } from './causalLm';

/** Tokens that a probe reads. */
export const probeTokens = 64;

/** Lengths of the chunks the probe text is fed in; one token alone takes another path of the kernels. */
const chunkLengths = [1, 2, 3, 5, 8, 13, 21, 11] as const;

const text =
  'Once upon a time there was a small town beside a river. Every morning the baker opened her window ' +
  'and counted the boats: one, two, three. "How many today?" asked the boy. She smiled, because the ' +
  'answer was never the same, and wrote it down in a book with the date, 12 May.\n';

/** One beginning with two ends, and how it is cut into chunks. */
export interface ProbeText {
  readonly ids: Int32Array;
  /** The same up to the fork, and another token everywhere behind it. */
  readonly other: Int32Array;
  /** Where both go on differently: within a chunk if that has two tokens at least. */
  readonly fork: number;
  /** Ends of the chunks, exclusive. */
  readonly chunkEnds: readonly number[];
}

/** Tokens of a fixed text behind the prefix, from one of them on; the text repeats. */
export function probeIds(
  tokenizer: Tokenizer,
  prefix: readonly number[],
  count: number,
  from = 0,
): Int32Array {
  const all = tokenizer.encode(text);
  return Int32Array.from({ length: count }, (_, index) => {
    const after = from + index - prefix.length;
    return after < 0 ? (prefix[index] ?? 0) : (all[after % all.length] ?? 0);
  });
}

/**
 * What a probe reads, whatever the tokenizer makes of the text: the two ends differ in every token,
 * unless the vocabulary has one token only.
 *
 * @param size ids of the vocabulary: those below it
 * @param count tokens, 1 or more
 */
export function probeTextOf(
  tokenizer: Tokenizer,
  size: number,
  prefix: readonly number[],
  count: number,
): ProbeText {
  const ids = probeIds(tokenizer, prefix, count);
  const chunkEnds = endsOf(count);
  const fork = forkOf(chunkEnds);
  const other = Int32Array.from(ids);
  // Other tokens of the same text, so that both ends are equally plausible.
  const elsewhere = probeIds(tokenizer, [], count - fork, 2 * probeTokens);
  elsewhere.forEach((id, index) => {
    const place = fork + index;
    other[place] = id === ids[place] ? (id === 0 ? Math.min(1, size - 1) : 0) : id;
  });
  return { ids, other, fork, chunkEnds };
}

function endsOf(count: number): number[] {
  const ends: number[] = [];
  let end = 0;
  for (const length of chunkLengths) {
    if (end >= count) break;
    end = Math.min(end + length, count);
    ends.push(end);
  }
  return ends;
}

/** A place within the longest chunk, with tokens of it on both sides, or else between two chunks. */
function forkOf(chunkEnds: readonly number[]): number {
  let fork = chunkEnds[0] ?? 0;
  let longest = 1;
  let start = 0;
  for (const end of chunkEnds) {
    if (end - start > longest) {
      longest = end - start;
      fork = start + Math.max(1, Math.floor((2 * longest) / 5));
    }
    start = end;
  }
  return fork;
}
