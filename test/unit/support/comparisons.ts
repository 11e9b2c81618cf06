import type { Comparison, ScoredPair } from '../../../src/common/comparison';
import { withRange } from '../../../src/common/rowRanges';
import { allocateStatistics } from '../../../src/common/statisticsColumns';

/** One alternative of a made-up prediction. */
export interface MadeAlternative {
  readonly id: number;
  readonly piece: string | readonly number[];
  readonly probability: number;
}

/** A made-up row. What is left out is 0, except ranks (1). Log quantities in nats. */
export interface MadeRow {
  /** The token as text, or its bytes. */
  readonly piece: string | readonly number[];
  readonly id?: number;
  /** Span in UTF-16 code units; when left out, tokens lie one after another. */
  readonly span?: readonly [number, number];
  readonly contextLength?: number;
  readonly baseSurprisal?: number;
  readonly tunedSurprisal?: number;
  readonly baseEntropy?: number;
  readonly tunedEntropy?: number;
  readonly baseVarentropy?: number;
  readonly tunedVarentropy?: number;
  readonly baseRank?: number;
  readonly tunedRank?: number;
  readonly klTunedBase?: number;
  readonly klBaseTuned?: number;
  readonly logRatioVarianceTuned?: number;
  readonly logRatioVarianceBase?: number;
  readonly js?: number;
  readonly tv?: number;
  readonly baseTop?: readonly MadeAlternative[];
  readonly tunedTop?: readonly MadeAlternative[];
}

/** What a made-up comparison may say beside its rows. */
export interface MadeOptions {
  readonly scoredCount?: number;
  readonly firstToken?: number;
  readonly tokenCount?: number;
  readonly utf16Length?: number;
  readonly topK?: number;
  readonly pair?: Partial<ScoredPair>;
}

const pair: ScoredPair = {
  id: 'toy',
  name: 'Toy pair',
  base: { name: 'Toy base' },
  tuned: { name: 'Toy tuned' },
  dtype: 'fp32',
  vocabularySize: 100,
  prefix: [0],
  droppedMass: 0,
  noiseFloor: 0.001,
  causality: 0,
};

function bytesOf(piece: string | readonly number[]): Uint8Array {
  return typeof piece === 'string' ? new TextEncoder().encode(piece) : Uint8Array.from(piece);
}

/** A comparison with the given rows; a row without an id gets 100 + its index. */
export function makeComparison(rows: readonly MadeRow[], options: MadeOptions = {}): Comparison {
  const topK = options.topK ?? 2;
  const statistics = allocateStatistics(rows.length, topK);
  const { base, tuned, divergence } = statistics;
  const pieces = new Map<number, Uint8Array>();
  const tokens = {
    id: new Int32Array(rows.length),
    start: new Int32Array(rows.length),
    end: new Int32Array(rows.length),
    contextLength: new Int32Array(rows.length),
  };
  let offset = 0;
  rows.forEach((row, index) => {
    const id = row.id ?? 100 + index;
    pieces.set(id, bytesOf(row.piece));
    const [start, end] = row.span ?? [offset, offset + row.piece.length];
    offset = end;
    tokens.id[index] = id;
    tokens.start[index] = start;
    tokens.end[index] = end;
    tokens.contextLength[index] = row.contextLength ?? index + 1;
    base.surprisal[index] = row.baseSurprisal ?? 0;
    tuned.surprisal[index] = row.tunedSurprisal ?? 0;
    base.entropy[index] = row.baseEntropy ?? 0;
    tuned.entropy[index] = row.tunedEntropy ?? 0;
    base.varentropy[index] = row.baseVarentropy ?? 0;
    tuned.varentropy[index] = row.tunedVarentropy ?? 0;
    base.rank[index] = row.baseRank ?? 1;
    tuned.rank[index] = row.tunedRank ?? 1;
    divergence.klTunedBase[index] = row.klTunedBase ?? 0;
    divergence.klBaseTuned[index] = row.klBaseTuned ?? 0;
    divergence.logRatioVarianceTuned[index] = row.logRatioVarianceTuned ?? 0;
    divergence.logRatioVarianceBase[index] = row.logRatioVarianceBase ?? 0;
    divergence.js[index] = row.js ?? 0;
    divergence.tv[index] = row.tv ?? 0;
    for (const [model, top] of [
      [base, row.baseTop],
      [tuned, row.tunedTop],
    ] as const) {
      top?.slice(0, topK).forEach((alternative, place) => {
        pieces.set(alternative.id, bytesOf(alternative.piece));
        model.topIds[index * topK + place] = alternative.id;
        model.topProbabilities[index * topK + place] = alternative.probability;
      });
    }
  });
  const scoredCount = options.scoredCount ?? rows.length;
  return {
    pair: { ...pair, ...options.pair },
    settings: { contextWindow: 512, stride: 256, topK },
    utf16Length: options.utf16Length ?? offset,
    tokenCount: options.tokenCount ?? rows.length,
    isSplit: true,
    firstToken: options.firstToken ?? 0,
    rowCount: rows.length,
    scored: withRange([], { first: 0, end: scoredCount }),
    scoredCount,
    contextIds: new Int32Array(options.firstToken ?? 0),
    fingerprint: 'toy files',
    tokens,
    ...statistics,
    pieces,
  };
}
