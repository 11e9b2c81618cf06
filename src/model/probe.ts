import type { CausalLm, Logits, Tokenizer } from './causalLm';
import type { Reducer } from './windowScorer';

/** What a run over a fixed text shows about a pair that was just loaded. */
export interface Probe {
  /** Ids over which both distributions are normalised. */
  readonly width: number;
  /** See ScoredPair. */
  readonly noiseFloor: number;
  /** Tokens to feed at a time, so that no run of a model takes much longer than a fifth of a second. */
  readonly chunkLength: number;
}

const probeTokens = 64;

/** Lengths of the chunks the probe text is fed in; one token alone takes another path of the kernels. */
const smallChunks = [1, 2, 3, 5, 8, 13, 21, 11] as const;

/** Lengths of chunks, of which the time a token takes decides. */
const chunkLengths = [128, 64] as const;

/** In shorter ones reading the weights takes longer than computing with them. */
const shortestChunk = 32;

/** What the statistics graph is tested to, in nats: no divergence below it means anything. */
const statisticsError = 1e-6;

/** Time that one run of one model may take, in milliseconds: cancelling waits for it. */
const runBudget = 200;

const probeText =
  'Once upon a time there was a small town beside a river. Every morning the baker opened her window ' +
  'and counted the boats: one, two, three. "How many today?" asked the boy. She smiled, because the ' +
  'answer was never the same, and wrote it down in a book with the date, 12 May.\n';

/**
 * Runs each model on the fixed text twice, in small chunks and at once. Chunking changes nothing but
 * the order of arithmetic, so the divergence between a model's two runs is noise; with weights whose
 * quantisation looks at later tokens it is large, and says so.
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
  const ids = probeIds(tokenizer, prefix, Math.min(probeTokens, contextLimit));
  const baseInParts = await feedInParts(base, ids);
  const started = performance.now();
  const baseAtOnce = await base.start().feed(ids);
  const perToken = (performance.now() - started) / ids.length;
  const tunedInParts = await feedInParts(tuned, ids);
  const tunedAtOnce = await tuned.start().feed(ids);
  const width = Math.min(baseAtOnce.dims[2], tunedAtOnce.dims[2], tokenizerSize);
  // The divergence does not depend on the tokens that follow.
  const targets = new Int32Array(ids.length);
  const ofBase = await statistics.reduce(baseAtOnce, baseInParts, targets, 1, width);
  const ofTuned = await statistics.reduce(tunedAtOnce, tunedInParts, targets, 1, width);
  return {
    width,
    noiseFloor: Math.max(statisticsError, ...ofBase.divergence.js, ...ofTuned.divergence.js),
    chunkLength: chunkLengths.find((length) => length * perToken <= runBudget) ?? shortestChunk,
  };
}

function probeIds(tokenizer: Tokenizer, prefix: readonly number[], count: number): Int32Array {
  const text = tokenizer.encode(probeText);
  return Int32Array.from({ length: count }, (_, index) => {
    const after = index - prefix.length;
    return after < 0 ? (prefix[index] ?? 0) : (text[after % text.length] ?? 0);
  });
}

/** Logits of every position, computed in small chunks; whole beginnings where there is no cache. */
async function feedInParts(lm: CausalLm, ids: Int32Array): Promise<Logits> {
  const parts: Float32Array[] = [];
  let width = 0;
  const sequence = lm.start();
  let from = 0;
  for (const length of smallChunks) {
    const end = Math.min(from + length, ids.length);
    if (end === from) break;
    const logits = lm.canContinue
      ? await sequence.feed(ids.subarray(from, end))
      : await lm.start().feed(ids.subarray(0, end));
    width = logits.dims[2];
    parts.push(lm.canContinue ? logits.data : logits.data.subarray(from * width));
    from = end;
  }
  const all = new Float32Array(ids.length * width);
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return { data: all, dims: [1, ids.length, width] };
}
