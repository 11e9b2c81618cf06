import type {
  Condition,
  Dtype,
  ScoredPair,
  ScoringSettings,
  TextRange,
  TokenColumns,
} from '../comparison';
import type { StatisticsColumns } from '../statisticsColumns';
import type { ErrorReport } from '../errors';
import type { LogLevel } from '../log';
import type { RowRanges } from '../rowRanges';

/** One checkpoint on disk, in the layout transformers.js loads. */
export interface CheckpointSpec {
  readonly name: string;
  /** Absolute path of the folder with config.json, tokenizer.json and onnx/. */
  readonly directory: string;
}

/** A pair with every path resolved: all that the model process needs to load it. */
export interface PairSpec {
  readonly id: string;
  readonly name: string;
  readonly base: CheckpointSpec;
  readonly tuned: CheckpointSpec;
  readonly dtype: Dtype;
  /** Ids before every window; when absent the document separator of the tokenizer is found. */
  readonly prefix?: readonly number[];
  /** Tokens that both models were trained to see; when absent it is read from the configs. */
  readonly contextLength?: number;
  /** Strength of the KL penalty in the tuned model's training, in units of its reward per nat. */
  readonly beta?: number;
}

/** What the model process is asked to score. */
export interface CompareParams {
  /** Chosen by the caller; progress carries it. */
  readonly runId: number;
  readonly pair: PairSpec;
  readonly text: string;
  /** Only tokens that touch this range get rows; everything before it is context. */
  readonly range?: TextRange;
  /** What the user sees of the text: scored first where its windows do not need what comes before. */
  readonly visible?: TextRange;
  /**
   * Text that the base reads before this one, and the tuned model does not. What it adds to a window is
   * taken from the tokens of the text that fit into it. Known rows do not count then.
   */
  readonly condition?: string;
  /** Rows of an earlier version of the text, or of this one; those that still hold are not scored. */
  readonly known?: KnownRows;
  /** Fields left out take the pair's own: its context length, half of it as stride, 10. */
  readonly settings: Partial<ScoringSettings>;
  /** Threads of both models together; 0 takes what suits the machine. */
  readonly threads: number;
}

/** Threads that are asked for: the order of arithmetic follows them, and the last digits follow that. */
export interface AskedThreads {
  /** Of both models together; 0 takes what suits the machine. */
  readonly threads: number;
  /**
   * Whether each model takes half of them, to run beside the other, or all of them in turn; what suits
   * the machine where left out.
   */
  readonly sideBySide?: boolean | undefined;
}

/** Rows that the asker has. Row i is the token `ids[firstToken + i]`. */
export interface KnownRows {
  /** See {@link ComparisonHead}. */
  readonly fingerprint: string;
  readonly settings: ScoringSettings;
  /** Tokens of the text from its first to that of the last row. */
  readonly ids: Int32Array;
  readonly firstToken: number;
  readonly scored: RowRanges;
}

/** What is being done before a pair can be used. */
export interface LoadingStep {
  /** The model that is being loaded, or was loaded last. */
  readonly name: string;
  /** Of its weights. */
  readonly bytes: number;
  /**
   * Whether both models are in memory, and what suits the machine is being measured, for which they may be
   * loaded again. That is done once for a pair and a machine, if the processors are free meanwhile.
   */
  readonly measuring: boolean;
}

/**
 * Progress of one run, in this order: loading*, started, then tokens and rows as they come. Each row that
 * is not reused comes once, after its token. A run whose process was lost to another one begins again.
 */
export type CompareProgress =
  | ({ readonly kind: 'loading'; readonly model: 'base' | 'tuned' } & LoadingStep)
  | ({ readonly kind: 'started' } & ComparisonHead)
  | ({ readonly kind: 'tokens' } & SplitTokens)
  | {
      readonly kind: 'rows';
      readonly firstRow: number;
      readonly rowCount: number;
      readonly statistics: StatisticsColumns;
      /** Pieces that no earlier message of this run carried. */
      readonly pieces: ReadonlyMap<number, Uint8Array>;
    };

/** What of a text is split into tokens. */
export interface SplitTokens {
  /** Tokens and rows so far. */
  readonly tokenCount: number;
  readonly rowCount: number;
  /** Whether the text has no more of them. */
  readonly isSplit: boolean;
  /** Of the rows that are new. */
  readonly tokens: TokenColumns;
  /** New rows whose statistics are those of the known row of the same token. */
  readonly reused: RowRanges;
}

/** Everything about a run that is known before the first row is scored. */
export interface ComparisonHead extends SplitTokens {
  readonly pair: ScoredPair;
  readonly settings: ScoringSettings;
  readonly utf16Length: number;
  readonly firstToken: number;
  readonly contextIds: Int32Array;
  /** Of the pair that scores; results of different fingerprints are not of the same models. */
  readonly fingerprint: string;
  /** What the base reads before the text, if that was asked for. */
  readonly condition?: Condition | undefined;
}

export interface CompareResult {
  /** Wall time from the request to the last row, model loading included, in milliseconds. */
  readonly milliseconds: number;
  /** Wall time of loading alone; 0 when the pair was loaded already. */
  readonly loadMilliseconds: number;
}

/** A reply that carries its failure as data: error classes do not survive the process boundary. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly cancelled: true }
  | { readonly ok: false; readonly cancelled: false; readonly error: ErrorReport };

export interface LogMessage {
  readonly level: LogLevel;
  readonly message: string;
}

/** Parameters of the progress notification. */
export interface ProgressMessage<Progress = CompareProgress> {
  /** The run of the request that it belongs to. */
  readonly runId: number;
  readonly progress: Progress;
}

/** Method names of the model process; requests unless marked. */
export const modelMethods = {
  compare: 'steerscope/compare',
  sample: 'steerscope/sample',
  findAttractors: 'steerscope/findAttractors',
  testPerturbations: 'steerscope/testPerturbations',
  probe: 'steerscope/probe',
  compareCheckpoints: 'steerscope/compareCheckpoints',
  mix: 'steerscope/mix',
  /** Notification to the client. */
  progress: 'steerscope/progress',
  /** Notification to the client. */
  log: 'steerscope/log',
  /** Notification to the process: end now. */
  exit: 'steerscope/exit',
} as const;
