/** A half-open range of UTF-16 code units in a text. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Weight formats by the names transformers.js uses for its files. */
export type Dtype = 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4' | 'bnb4' | 'q4f16';

export const dtypes: readonly Dtype[] = [
  'fp32',
  'fp16',
  'q8',
  'int8',
  'uint8',
  'q4',
  'bnb4',
  'q4f16',
];

/** How a text is scored; both models get exactly the same. */
export interface ScoringSettings {
  /** Most tokens that one forward pass may see, prefix included (W). */
  readonly contextWindow: number;
  /** Tokens by which windows move beyond the first (S); each token then has at least W − S before it. */
  readonly stride: number;
  /** Alternatives kept per token and model. */
  readonly topK: number;
}

/** A resolved pair as it was scored. */
export interface ScoredPair {
  readonly id: string;
  readonly name: string;
  readonly base: { readonly name: string };
  readonly tuned: { readonly name: string };
  readonly dtype: Dtype;
  /** Ids over which both distributions are normalised. */
  readonly vocabularySize: number;
  /** Ids put before every window, the same for both models. */
  readonly prefix: readonly number[];
  /**
   * Largest probability mass that either model put on ids outside the common vocabulary, before
   * renormalising; 0 where both have the same width.
   */
  readonly droppedMass: number;
  /**
   * What arithmetic alone produces: the largest Jensen-Shannon divergence, in nats, of either model
   * against itself on the probe text when only the chunking differs, and at least the error that the
   * statistics are tested to.
   */
  readonly noiseFloor: number;
}

/** One model's statistics, one element per row; in nats where they are logarithms. */
export interface ModelColumns {
  /** −ln p(x) of the token that is there. */
  readonly surprisal: Float64Array;
  readonly entropy: Float64Array;
  /** Variance of the surprisal under the model's own distribution, in nats². */
  readonly varentropy: Float64Array;
  /** 1 + the number of ids with a strictly larger logit. */
  readonly rank: Int32Array;
  /** Row-major, rows × topK, most probable first. */
  readonly topIds: Int32Array;
  readonly topProbabilities: Float64Array;
}

/** Divergences between the two predicted distributions over the full vocabulary, in nats. */
export interface DivergenceColumns {
  /** KL(tuned ‖ base) */
  readonly klTunedBase: Float64Array;
  /** KL(base ‖ tuned) */
  readonly klBaseTuned: Float64Array;
  /** Jensen-Shannon, at most ln 2. */
  readonly js: Float64Array;
  /** Total variation, 0 to 1. */
  readonly tv: Float64Array;
  /** Variance of ln(tuned/base) under tuned, in nats². */
  readonly logRatioVarianceTuned: Float64Array;
  /** Variance of ln(tuned/base) under base, in nats². */
  readonly logRatioVarianceBase: Float64Array;
}

/** Where each row's token lies; spans are UTF-16 code units of the scored text. */
export interface TokenColumns {
  readonly id: Int32Array;
  readonly start: Int32Array;
  /** Exclusive. Tokens that share one character share its whole span. */
  readonly end: Int32Array;
  /** Tokens before this one that the models saw, prefix included. */
  readonly contextLength: Int32Array;
}

/** Bytes of every token id that occurs in a comparison, as the tokenizer decodes it alone. */
export type TokenPieces = ReadonlyMap<number, Uint8Array>;

/**
 * The result of scoring one text with one pair. Rows are tokens in document order; the columns are
 * allocated for all of them and rows from `scoredCount` on are not filled yet.
 */
export interface Comparison {
  readonly pair: ScoredPair;
  readonly settings: ScoringSettings;
  /** Length of the whole scored text in UTF-16 code units. */
  readonly utf16Length: number;
  /** Length of the whole text in tokens; more than the rows when only a range was scored. */
  readonly tokenCount: number;
  /** Index in the text of the token of row 0. */
  readonly firstToken: number;
  readonly rowCount: number;
  readonly scoredCount: number;
  readonly tokens: TokenColumns;
  readonly base: ModelColumns;
  readonly tuned: ModelColumns;
  readonly divergence: DivergenceColumns;
  readonly pieces: TokenPieces;
}

/** ln p_tuned(x) − ln p_base(x) of the token of a row, in nats; positive where tuned favours it. */
export function logRatio(comparison: Comparison, row: number): number {
  return (comparison.base.surprisal[row] ?? 0) - (comparison.tuned.surprisal[row] ?? 0);
}

/** Empty model columns for `rows` rows. */
function allocateModel(rows: number, topK: number): ModelColumns {
  return {
    surprisal: new Float64Array(rows),
    entropy: new Float64Array(rows),
    varentropy: new Float64Array(rows),
    rank: new Int32Array(rows),
    topIds: new Int32Array(rows * topK),
    topProbabilities: new Float64Array(rows * topK),
  };
}

/** All columns of statistics for `rows` rows, zero-filled. */
export function allocateStatistics(rows: number, topK: number): StatisticsColumns {
  return {
    base: allocateModel(rows, topK),
    tuned: allocateModel(rows, topK),
    divergence: {
      klTunedBase: new Float64Array(rows),
      klBaseTuned: new Float64Array(rows),
      js: new Float64Array(rows),
      tv: new Float64Array(rows),
      logRatioVarianceTuned: new Float64Array(rows),
      logRatioVarianceBase: new Float64Array(rows),
    },
  };
}

/** The statistics of consecutive rows: a whole comparison's, or one chunk's on its way. */
export interface StatisticsColumns {
  readonly base: ModelColumns;
  readonly tuned: ModelColumns;
  readonly divergence: DivergenceColumns;
}

/** Copies a chunk's rows into the columns of the whole from row `firstRow` on. */
export function copyStatistics(
  target: StatisticsColumns,
  chunk: StatisticsColumns,
  firstRow: number,
  topK: number,
): void {
  for (const model of ['base', 'tuned'] as const) {
    target[model].surprisal.set(chunk[model].surprisal, firstRow);
    target[model].entropy.set(chunk[model].entropy, firstRow);
    target[model].varentropy.set(chunk[model].varentropy, firstRow);
    target[model].rank.set(chunk[model].rank, firstRow);
    target[model].topIds.set(chunk[model].topIds, firstRow * topK);
    target[model].topProbabilities.set(chunk[model].topProbabilities, firstRow * topK);
  }
  for (const name of divergenceNames) {
    target.divergence[name].set(chunk.divergence[name], firstRow);
  }
}

export const divergenceNames = [
  'klTunedBase',
  'klBaseTuned',
  'js',
  'tv',
  'logRatioVarianceTuned',
  'logRatioVarianceBase',
] as const satisfies readonly (keyof DivergenceColumns)[];
