import type { CausalLm, Logits, Tokenizer } from './causalLm';
import type { Reducer } from './windowScorer';

/** What runs over a fixed text show about a pair that was just loaded. */
export interface Probe {
  /** Ids over which both distributions are normalised. */
  readonly width: number;
  /** See ScoredPair. */
  readonly noiseFloor: number;
  /** See ScoredPair. */
  readonly causality: number;
  /** Tokens to feed at a time, so that no run of a model takes much longer than a fifth of a second. */
  readonly chunkLength: number;
}

/** Tokens that a probe reads. */
export const probeTokens = 64;

/** Lengths of the chunks the probe text is fed in; one token alone takes another path of the kernels. */
const smallChunks = [1, 2, 3, 5, 8, 13, 21, 11] as const;

/** Where the other text goes on differently: within a chunk, with tokens of it on both sides. */
const fork = 40;

/** Lengths of chunks, of which the time a token takes and the vocabulary decide. */
const chunkLengths = [128, 64] as const;

/** In shorter ones reading the weights takes longer than computing with them. */
const shortestChunk = 32;

/** Logits of one model that a run may give: a few runs' lie in memory at once, four bytes each. */
const mostLogits = 8 * 2 ** 20;

/** What the statistics graph is tested to, in nats: no divergence below it means anything. */
const statisticsError = 1e-6;

/** Time that one run of one model may take, in milliseconds: cancelling waits for it. */
const runBudget = 200;

const probeText =
  'Once upon a time there was a small town beside a river. Every morning the baker opened her window ' +
  'and counted the boats: one, two, three. "How many today?" asked the boy. She smiled, because the ' +
  'answer was never the same, and wrote it down in a book with the date, 12 May.\n';

/** Two computations of the same predictions, of which row i is the same position. */
type Twice = readonly [Logits, Logits];

interface ModelProbe {
  readonly width: number;
  /** Of the same tokens, in another order of arithmetic. */
  readonly inParts: Twice;
  /** Of the same tokens in the same order, once more. */
  readonly again: readonly Twice[];
  /** Of the same beginning before different tokens. */
  readonly forked: readonly Twice[];
  /** Milliseconds that a token takes in a long run. */
  readonly perToken: number;
}

/**
 * Runs each model on the fixed text at once, in small chunks, and one chunk twice: nothing changes but
 * the order of arithmetic, so that the divergence between the runs is noise. Then on a text that goes
 * on differently, at once and in a chunk: what moves before the fork moves because of later tokens, as
 * with weights whose quantisation scales by the whole input.
 *
 * @param contextLimit most tokens that the models may see at once
 */
export async function probePair(
  base: CausalLm,
  tuned: CausalLm,
  statistics: Reducer,
  tokenizer: Tokenizer,
  tokenizerSize: number,
  prefix: readonly number[],
  contextLimit: number,
): Promise<Probe> {
  const count = Math.min(probeTokens, contextLimit);
  const ids = probeIds(tokenizer, prefix, count, 0);
  const other = Int32Array.from(ids);
  // Other tokens of the same text, so that both futures are equally plausible.
  other.set(
    probeIds(tokenizer, [], Math.max(0, count - fork), 2 * probeTokens),
    Math.min(fork, count),
  );
  const ofBase = await probeModel(base, ids, other);
  const ofTuned = await probeModel(tuned, ids, other);
  const width = Math.min(ofBase.width, ofTuned.width, tokenizerSize);
  const largest = async (pairs: readonly Twice[]): Promise<number> => {
    let most = 0;
    for (const [one, again] of pairs) {
      // The divergence does not depend on the tokens that follow.
      const targets = new Int32Array(one.dims[1]);
      const { divergence } = await statistics.reduce(one, again, targets, 1, width);
      most = Math.max(most, ...divergence.js);
    }
    return most;
  };
  const again = await largest([...ofBase.again, ...ofTuned.again]);
  const inParts = await largest([ofBase.inParts, ofTuned.inParts]);
  const forked = await largest([...ofBase.forked, ...ofTuned.forked]);
  return {
    width,
    noiseFloor: Math.max(statisticsError, again, inParts),
    // What the same tokens move by when they are run again is not the future's doing.
    causality: forked > again ? forked : 0,
    chunkLength:
      chunkLengths.find(
        (length) => length * ofBase.perToken <= runBudget && length * ofBase.width <= mostLogits,
      ) ?? shortestChunk,
  };
}

/** @param other the same tokens as `ids` up to the fork */
async function probeModel(lm: CausalLm, ids: Int32Array, other: Int32Array): Promise<ModelProbe> {
  const inParts = await feedInParts(lm, ids, other);
  const started = performance.now();
  const atOnce = await lm.start().feed(ids);
  const perToken = (performance.now() - started) / ids.length;
  const otherAtOnce = await lm.start().feed(other);
  const before = Math.min(fork, ids.length);
  return {
    width: atOnce.dims[2],
    inParts: [atOnce, inParts.logits],
    again: inParts.again,
    forked: [[rowsOf(atOnce, 0, before), rowsOf(otherAtOnce, 0, before)], ...inParts.forked],
    perToken,
  };
}

/** Tokens of the probe text behind the prefix, from one of them on; the text repeats. */
export function probeIds(
  tokenizer: Tokenizer,
  prefix: readonly number[],
  count: number,
  from: number,
): Int32Array {
  const text = tokenizer.encode(probeText);
  return Int32Array.from({ length: count }, (_, index) => {
    const after = from + index - prefix.length;
    return after < 0 ? (prefix[index] ?? 0) : (text[after % text.length] ?? 0);
  });
}

/**
 * Logits of every position, computed in small chunks; whole beginnings where there is no cache. The
 * chunk with the fork is fed once more, and as the other text has it.
 */
async function feedInParts(
  lm: CausalLm,
  ids: Int32Array,
  other: Int32Array,
): Promise<{
  readonly logits: Logits;
  readonly again: readonly Twice[];
  readonly forked: readonly Twice[];
}> {
  const parts: Logits[] = [];
  const again: Twice[] = [];
  const forked: Twice[] = [];
  const sequence = lm.start();
  let from = 0;
  for (const length of smallChunks) {
    const end = Math.min(from + length, ids.length);
    if (end === from) break;
    if (!lm.canContinue) {
      parts.push(rowsOf(await lm.start().feed(ids.subarray(0, end)), from, end));
      from = end;
      continue;
    }
    const hasFork = from < fork && fork < end;
    const [same, differently] = hasFork ? [sequence.cut(from), sequence.cut(from)] : [];
    const chunk = await sequence.feed(ids.subarray(from, end));
    parts.push(chunk);
    if (same !== undefined && differently !== undefined) {
      again.push([chunk, await same.feed(ids.subarray(from, end))]);
      const changed = await differently.feed(other.subarray(from, end));
      forked.push([rowsOf(chunk, 0, fork - from), rowsOf(changed, 0, fork - from)]);
    }
    from = end;
  }
  return { logits: joined(parts), again, forked };
}

/** Rows from one to before another. */
function rowsOf({ data, dims: [, , width] }: Logits, first: number, end: number): Logits {
  return { data: data.subarray(first * width, end * width), dims: [1, end - first, width] };
}

function joined(parts: readonly Logits[]): Logits {
  const width = parts[0]?.dims[2] ?? 0;
  const rows = parts.reduce((sum, { dims }) => sum + dims[1], 0);
  const data = new Float32Array(rows * width);
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return { data, dims: [1, rows, width] };
}
