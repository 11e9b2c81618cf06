import type { CausalLm, Logits, Tokenizer } from './causalLm';
import { freeMemory } from './freeMemory';
import { probeTextOf, probeTokens, type ProbeText } from './probeText';
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

/** Lengths of chunks, of which the time a token takes and the vocabulary decide. */
const chunkLengths = [128, 64] as const;

/** In shorter ones reading the weights takes longer than computing with them. */
const shortestChunk = 32;

/** Logits of one model that a run may give: a few runs' lie in memory at once, four bytes each. */
const mostLogits = 8 * 2 ** 20;

/**
 * Some times what float32 sums were measured to leave of the Jensen-Shannon divergence of nearly equal
 * predictions, in nats (2·10⁻⁷): no divergence below it means anything.
 */
const statisticsError = 1e-6;

/** Time that one run of one model may take, in milliseconds: cancelling waits for it. */
const runBudget = 200;

/** Two computations of the same predictions, of which row i is the same position. */
type Twice = readonly [Logits, Logits];

/** Runs of one model. */
interface ModelRuns {
  readonly width: number;
  /** Of the same tokens, in another order of arithmetic. */
  readonly inParts: Twice;
  /** Of the same tokens in the same order, once more. */
  readonly again: Twice;
  /** Of the same beginning before different tokens. */
  readonly forked: readonly Twice[];
  /** Milliseconds that a token takes in a long run. */
  readonly perToken: number;
}

/** What the runs of one model show: the largest Jensen-Shannon divergences, in nats. */
interface Measured extends Pick<ModelRuns, 'width' | 'perToken'> {
  readonly inParts: number;
  readonly again: number;
  readonly forked: number;
}

/**
 * Runs each model on a fixed text at once, in small chunks, and one chunk twice: nothing changes but
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
  // The shortest window feeds the prefix and one token more.
  const count = Math.min(probeTokens, Math.max(contextLimit, prefix.length + 1));
  const text = probeTextOf(tokenizer, tokenizerSize, prefix, count);
  // Not at the same time: the logits of all runs of both would be in memory at once.
  const ofBase = await measure(base, text, statistics, tokenizerSize);
  const ofTuned = await measure(tuned, text, statistics, tokenizerSize);
  const again = Math.max(ofBase.again, ofTuned.again);
  const forked = Math.max(ofBase.forked, ofTuned.forked);
  return {
    width: Math.min(ofBase.width, ofTuned.width),
    noiseFloor: Math.max(statisticsError, again, ofBase.inParts, ofTuned.inParts),
    // What the same tokens move by when they are run again is not the future's doing.
    causality: forked > again ? forked : 0,
    chunkLength:
      chunkLengths.find(
        (length) => length * ofBase.perToken <= runBudget && length * ofBase.width <= mostLogits,
      ) ?? shortestChunk,
  };
}

/** @param size ids of the vocabulary; the model may give logits for more */
async function measure(
  lm: CausalLm,
  text: ProbeText,
  statistics: Reducer,
  size: number,
): Promise<Measured> {
  const { inParts, again, forked, perToken, width: ids } = await runModel(lm, text);
  const width = Math.min(ids, size);
  const largest = async (pairs: readonly Twice[]): Promise<number> => {
    let most = 0;
    for (const [one, other] of pairs) {
      // The divergence does not depend on the tokens that follow.
      const targets = new Int32Array(one.dims[1]);
      const { divergence } = await statistics.reduce(one, other, targets, 1, width);
      most = Math.max(most, ...divergence.js);
    }
    return most;
  };
  const measured = {
    inParts: await largest([inParts]),
    again: await largest([again]),
    forked: await largest(forked),
    perToken,
    width,
  };
  freeMemory([inParts, again, ...forked].flat().map(({ data }) => data));
  return measured;
}

async function runModel(lm: CausalLm, text: ProbeText): Promise<ModelRuns> {
  const { ids, other, fork } = text;
  const inParts = await (lm.canContinue ? feedChunks(lm, text) : feedBeginnings(lm, text));
  const started = performance.now();
  const atOnce = await feedAtOnce(lm, ids);
  const perToken = (performance.now() - started) / ids.length;
  const again = inParts.again ?? [atOnce, await feedAtOnce(lm, ids)];
  const otherAtOnce = await feedAtOnce(lm, other);
  return {
    width: atOnce.dims[2],
    inParts: [atOnce, inParts.logits],
    again,
    forked: [[rowsOf(atOnce, 0, fork), rowsOf(otherAtOnce, 0, fork)], ...inParts.forked],
    perToken,
  };
}

/** The probe text in parts. */
interface InParts extends Pick<ModelRuns, 'forked'> {
  /** Of every position. */
  readonly logits: Logits;
  /** Absent where nothing was run twice. */
  readonly again: Twice | undefined;
}

/** Feeds chunk by chunk; the chunk with the fork once more, and as the other text has it. */
async function feedChunks(
  lm: CausalLm,
  { ids, other, fork, chunkEnds }: ProbeText,
): Promise<InParts> {
  const parts: Logits[] = [];
  const forked: Twice[] = [];
  let again: Twice | undefined;
  const sequence = lm.start();
  try {
    let from = 0;
    for (const end of chunkEnds) {
      const hasFork = from < fork && fork < end;
      const [same, differently] = hasFork ? [sequence.cut(from), sequence.cut(from)] : [];
      const chunk = await sequence.feed(ids.subarray(from, end));
      parts.push(chunk);
      if (same !== undefined && differently !== undefined) {
        again = [chunk, await same.feed(ids.subarray(from, end))];
        const changed = await differently.feed(other.subarray(from, end));
        forked.push([rowsOf(chunk, 0, fork - from), rowsOf(changed, 0, fork - from)]);
      }
      same?.dispose();
      differently?.dispose();
      from = end;
    }
  } finally {
    sequence.dispose();
  }
  const logits = joined(parts);
  freeMemory(parts.filter((part) => part !== again?.[0]).map(({ data }) => data));
  return { logits, again, forked };
}

/** Feeds whole beginnings, as a model without a cache asks for. */
async function feedBeginnings(lm: CausalLm, { ids, chunkEnds }: ProbeText): Promise<InParts> {
  const parts: Logits[] = [];
  let from = 0;
  for (const end of chunkEnds) {
    parts.push(rowsOf(await feedAtOnce(lm, ids.subarray(0, end)), from, end));
    from = end;
  }
  return { logits: joined(parts), again: undefined, forked: [] };
}

async function feedAtOnce(lm: CausalLm, ids: Int32Array): Promise<Logits> {
  const sequence = lm.start();
  try {
    return await sequence.feed(ids);
  } finally {
    sequence.dispose();
  }
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
