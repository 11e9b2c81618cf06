import type { ContextCap } from './contextCap';
import type { RowRanges } from './rowRanges';
import type { StatisticsColumns } from './statisticsColumns';

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

/**
 * Those that scale what they compute over the whole input, so that later tokens change the numbers of
 * earlier ones: never taken unless somebody asks for them by name.
 */
export const dynamicDtypes: ReadonlySet<Dtype> = new Set(['q8', 'int8', 'uint8']);

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
   * Largest probability mass that either model put on ids outside the common vocabulary in any scored
   * row, before renormalising; 0 where both have the same width.
   */
  readonly droppedMass: number;
  /**
   * What arithmetic alone produces: the largest Jensen-Shannon divergence, in nats, of either model
   * against itself on the probe text when only the chunking differs, and at least the error that the
   * statistics are tested to.
   */
  readonly noiseFloor: number;
  /**
   * How far later tokens reach back: the largest Jensen-Shannon divergence, in nats, by which either
   * model's predictions before a point of the probe text move when what comes behind it changes. 0 for
   * causal arithmetic; more with weights whose quantisation looks at the whole input.
   */
  readonly causality: number;
  /** Strength of the KL penalty that the tuned model was trained with, in units of its reward per nat. */
  readonly beta?: number;
  /** Present where memory allows shorter windows than the models were made for. */
  readonly contextCap?: ContextCap;
}

/** Text that the base reads before the scored text, and the tuned model does not. */
export interface Condition {
  readonly text: string;
  /** Its tokens, which follow those that stand before every window. */
  readonly ids: readonly number[];
  /** Whether the tokenizer would split it and the beginning of the scored text alike if they were one text. */
  readonly isSplitAlike: boolean;
}

/** Where each row's token lies; spans are UTF-16 code units of the scored text. */
export interface TokenColumns {
  readonly id: Int32Array;
  readonly start: Int32Array;
  /** Exclusive. Tokens that share one character share its whole span. */
  readonly end: Int32Array;
  /** Tokens before this one that the models saw, prefix included; a condition's do not count. */
  readonly contextLength: Int32Array;
}

/** The names of the token columns in a fixed order. */
export const tokenColumns = [
  'id',
  'start',
  'end',
  'contextLength',
] as const satisfies readonly (keyof TokenColumns)[];

/** Bytes of every token id that occurs in a comparison, as the tokenizer decodes it alone. */
export type TokenPieces = ReadonlyMap<number, Uint8Array>;

/**
 * The result of scoring one text with one pair. Rows are tokens in document order; the columns are
 * allocated for all of them, and only rows in `scored` are filled. Comparisons of one run have the same
 * map of pieces, and the same arrays as long as no rows are added.
 */
export interface Comparison extends StatisticsColumns {
  readonly pair: ScoredPair;
  readonly settings: ScoringSettings;
  /** Length of the whole scored text in UTF-16 code units. */
  readonly utf16Length: number;
  /** Length of the whole text in tokens; more than the rows when only a range was scored. */
  readonly tokenCount: number;
  /**
   * Whether all of the text is split into tokens. Until then `tokenCount`, `rowCount` and the arrays
   * are of its beginning, and later comparisons of the same run have more.
   */
  readonly isSplit: boolean;
  /** Index in the text of the token of row 0. */
  readonly firstToken: number;
  readonly rowCount: number;
  /** Rows that are scored; what is visible may be scored before what comes before it. */
  readonly scored: RowRanges;
  /** Rows from the first on that are scored without a gap. */
  readonly scoredCount: number;
  /** Ids of the tokens of the text before row 0, which are context only. */
  readonly contextIds: Int32Array;
  /** Text that changes with the files of the models and with how they are used. */
  readonly fingerprint: string;
  readonly tokens: TokenColumns;
  readonly pieces: TokenPieces;
  /** What the base read before the text; its columns are then those of the base with this prefix. */
  readonly condition?: Condition | undefined;
}

/** Whether every row that there will be is scored. */
export function isWhole({
  isSplit,
  scoredCount,
  rowCount,
}: Pick<Comparison, 'isSplit' | 'scoredCount' | 'rowCount'>): boolean {
  return isSplit && scoredCount === rowCount;
}

/** ln p_tuned(x) − ln p_base(x) of the token of a row, in nats; positive where tuned favours it. */
export function logRatio({ base, tuned }: BothSurprisals, row: number): number {
  return (base.surprisal[row] ?? 0) - (tuned.surprisal[row] ?? 0);
}

/** What both models say of the tokens that are there, of a text or of a continuation. */
type BothSurprisals = Readonly<
  Record<'base' | 'tuned', Pick<StatisticsColumns['base'], 'surprisal'>>
>;
