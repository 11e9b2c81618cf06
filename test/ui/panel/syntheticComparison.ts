import type { Comparison } from '../../../src/common/comparison';

import { referenceRow } from '../../model/support/referenceStatistics';
import { referenceComparison } from '../../unit/support/predictedComparison';

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

/** The first id at which the probabilities add up to more than a share. */
function draw(p: Float64Array, share: number): number {
  let left = share;
  return Math.max(
    0,
    p.findIndex((value) => (left -= value) < 0),
  );
}

function swap(values: Float64Array, a: number, b: number): void {
  const kept = values[a] ?? 0;
  values[a] = values[b] ?? 0;
  values[b] = kept;
}

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
  const id = Int32Array.from(keys, (key) => ids.get(key) ?? 0);
  const references = Array.from(id, (actual, row) => {
    const base = Float64Array.from({ length: size }, () => 8 * random() ** 3);
    const mood = Math.sin((row / rows) * 9) ** 2 * (random() < 0.12 ? 0.3 + 0.7 * random() : 0.12);
    const lean = options.steering * mood;
    const tuned = base.map(
      (logit, token) =>
        logit + (token < steeredWords.length ? lean : lean * 0.7 * (random() - 0.7)),
    );
    // The token that is there takes the place of one drawn from what lies between the two models.
    const drawn = draw(
      softmax(base.map((logit, token) => 0.8 * logit + 0.2 * (tuned[token] ?? 0))),
      random(),
    );
    for (const logits of [base, tuned]) swap(logits, drawn, actual);
    return referenceRow(base, tuned, actual, topK, size);
  });
  const {
    base,
    tuned,
    divergence,
    mixture,
    vocabulary: common,
  } = referenceComparison(
    references,
    Array.from(id, () => ({ piece: 'x' })),
    { topK },
  );
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
    isSplit: true,
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
    base,
    tuned,
    divergence,
    mixture,
    vocabulary: common,
    pieces: new Map(Array.from(vocabulary.values(), (bytes, token) => [token, bytes])),
  };
}
