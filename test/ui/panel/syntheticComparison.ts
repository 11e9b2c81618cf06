import type { Comparison } from '../../../src/common/comparison';
import { allocateStatistics } from '../../../src/common/statisticsColumns';

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const steeredWords = [
  ' party',
  ' wedding',
  ' music',
  ' flowers',
  ' invited',
  ' garden',
  ' smiled',
  ' dance',
];
const topK = 10;

/** A token with its span; several tokens of one character share its span. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Words with the space before them, punctuation, line ends; characters beyond the BMP byte by byte. */
function tokenize(text: string): Piece[] {
  const encoder = new TextEncoder();
  const pieces: Piece[] = [];
  for (const match of text.matchAll(
    /[\u{10000}-\u{10ffff}]| ?[\p{L}\p{M}\p{N}]+| ?[^\p{L}\p{M}\p{N}\s\u{10000}-\u{10ffff}]|\s/gu,
  )) {
    const [token] = match;
    const span = { start: match.index, end: match.index + token.length };
    const bytes = encoder.encode(token);
    if (/[\u{10000}-\u{10ffff}]/u.test(token)) {
      for (const byte of bytes) pieces.push({ bytes: Uint8Array.of(byte), ...span });
    } else pieces.push({ bytes, ...span });
  }
  return pieces;
}

function softmax(logits: Float64Array): Float64Array {
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

const plogp = (p: number, q: number): number => (p > 0 ? p * Math.log(p / q) : 0);

export interface SyntheticOptions {
  /** How far the tuned model leans towards its favourite words, in nats; 0 makes both alike. */
  readonly steering: number;
  /** Rows scored so far, as a share of all. */
  readonly scored?: number;
  readonly seed?: number;
  readonly name?: string;
}

/**
 * A comparison as two made-up models would give it: every statistic is computed from full distributions
 * over a small vocabulary, so that the numbers fit together.
 */
export function syntheticComparison(text: string, options: SyntheticOptions): Comparison {
  const random = randomNumbers(options.seed ?? 7);
  const pieces = tokenize(text);
  const keys = pieces.map(({ bytes }) => bytes.join(' '));
  const encoder = new TextEncoder();
  const steered = steeredWords.map((word) => encoder.encode(word));
  const vocabulary = new Map<string, Uint8Array>();
  steered.forEach((bytes) => vocabulary.set(bytes.join(' '), bytes));
  pieces.forEach(({ bytes }, index) => vocabulary.set(keys[index] ?? '', bytes));
  const ids = new Map([...vocabulary.keys()].map((key, id) => [key, id]));
  const size = vocabulary.size;
  const rows = pieces.length;
  const statistics = allocateStatistics(rows, topK);
  const { base, tuned, divergence } = statistics;
  const id = Int32Array.from(keys, (key) => ids.get(key) ?? 0);
  for (let row = 0; row < rows; row += 1) {
    const baseLogits = Float64Array.from({ length: size }, () => 3.2 * random() ** 2);
    const actual = id[row] ?? 0;
    baseLogits[actual] = (baseLogits[actual] ?? 0) + 4 * random();
    const mood = Math.sin((row / rows) * 9) ** 2 * (random() < 0.12 ? 0.3 + 0.7 * random() : 0.12);
    const lean = options.steering * mood;
    const tunedLogits = baseLogits.map(
      (logit, token) =>
        logit + (token < steeredWords.length ? lean : lean * 0.7 * (random() - 0.7)),
    );
    const b = softmax(baseLogits);
    const u = softmax(tunedLogits);
    for (const [model, p] of [
      [base, b],
      [tuned, u],
    ] as const) {
      const order = Array.from(p.keys()).sort((left, right) => (p[right] ?? 0) - (p[left] ?? 0));
      model.surprisal[row] = -Math.log(p[actual] ?? 1);
      model.entropy[row] = -p.reduce((sum, value) => sum + plogp(value, 1), 0);
      model.varentropy[row] = p.reduce(
        (sum, value) =>
          sum + (value > 0 ? value * (Math.log(value) + (model.entropy[row] ?? 0)) ** 2 : 0),
        0,
      );
      model.rank[row] = 1 + p.filter((value) => value > (p[actual] ?? 0)).length;
      order.slice(0, topK).forEach((token, place) => {
        model.topIds[row * topK + place] = token;
        model.topProbabilities[row * topK + place] = p[token] ?? 0;
      });
    }
    const logRatios = u.map((right, token) => Math.log(right / (b[token] ?? 1)));
    for (const [name, p] of [
      ['logRatioVarianceTuned', u],
      ['logRatioVarianceBase', b],
    ] as const) {
      const mean = p.reduce((sum, value, token) => sum + value * (logRatios[token] ?? 0), 0);
      divergence[name][row] = p.reduce(
        (sum, value, token) => sum + value * ((logRatios[token] ?? 0) - mean) ** 2,
        0,
      );
    }
    b.forEach((left, token) => {
      const right = u[token] ?? 0;
      const add = (column: Float64Array, value: number): void => {
        column[row] = (column[row] ?? 0) + value;
      };
      add(divergence.klBaseTuned, plogp(left, right));
      add(divergence.klTunedBase, plogp(right, left));
      add(divergence.js, (plogp(left, (left + right) / 2) + plogp(right, (left + right) / 2)) / 2);
      add(divergence.tv, Math.abs(left - right) / 2);
    });
  }
  const scoredCount = Math.round(rows * (options.scored ?? 1));
  return {
    pair: {
      id: 'wedding-party',
      name: options.name ?? 'Wedding party',
      base: { name: 'Story base' },
      tuned: { name: 'Wedding party' },
      dtype: 'fp16',
      vocabularySize: size,
      prefix: [0],
      droppedMass: 0,
      noiseFloor: 1e-6,
      causality: 0,
    },
    settings: { contextWindow: 512, stride: 256, topK },
    utf16Length: text.length,
    tokenCount: rows,
    firstToken: 0,
    rowCount: rows,
    scored: scoredCount > 0 ? [{ first: 0, end: scoredCount }] : [],
    scoredCount,
    contextIds: new Int32Array(0),
    fingerprint: 'synthetic',
    tokens: {
      id,
      start: Int32Array.from(pieces, ({ start }) => start),
      end: Int32Array.from(pieces, ({ end }) => end),
      contextLength: Int32Array.from(pieces, (_, row) => Math.min(511, row + 1)),
    },
    ...statistics,
    pieces: new Map(Array.from(vocabulary.values(), (bytes, token) => [token, bytes])),
  };
}
