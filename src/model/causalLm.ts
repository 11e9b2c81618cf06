/** What a model predicts after each of `tokens` tokens: float32, row-major, [1, tokens, width]. */
export interface Logits {
  readonly data: Float32Array;
  readonly dims: readonly [1, tokens: number, width: number];
}

/** A causal language model that gives the logits of every position it is fed. */
export interface CausalLm {
  /** Whether a sequence can be fed in several parts; if not, its first part must be all of it. */
  readonly canContinue: boolean;
  /**
   * Begins a sequence with nothing in it.
   *
   * @param room tokens for which memory is reserved, which is not taken before it is needed: without, what
   *   the model remembers has to be copied to make room; more may be fed
   */
  start(room?: number): LmSequence;
  /**
   * Copies of sequences that grow side by side; needs a model that can continue.
   *
   * @param sequences of this model, of one length, with something fed; one may be named several times
   * @param room as of `start`
   */
  batch(sequences: readonly LmSequence[], room?: number): LmBatch;
  /** Frees the weights; nothing may be running. */
  dispose(): Promise<void>;
}

/** One growing sequence of tokens with what the model remembers of it. */
export interface LmSequence {
  /**
   * Feeds further tokens.
   *
   * @param skipped first of these tokens whose logits nobody needs: 0, which is the default, to all
   * @returns logits of which row i predicts what follows ids[skipped + i]
   */
  feed(ids: Int32Array, skipped?: number): Promise<Logits>;
  /** Tokens fed so far. */
  readonly length: number;
  /** Memory that what the model remembers takes, in bytes. */
  readonly bytes: number;
  /**
   * The first tokens as a sequence of its own; this one stays as it is.
   *
   * @param length 0 to `length`
   * @param room as of `CausalLm.start`
   * @returns undefined where what the model remembers cannot be cut
   */
  cut(length: number, room?: number): LmSequence | undefined;
  /** Frees what the model remembers; the sequence cannot be used any more. */
  dispose(): void;
}

/** What a model predicts for sequences side by side: float32, row-major. */
export interface BatchLogits {
  readonly data: Float32Array;
  readonly dims: readonly [sequences: number, tokens: number, width: number];
}

/** Sequences of one length that are fed together. */
export interface LmBatch {
  readonly count: number;
  /**
   * Feeds the same number of further tokens to each.
   *
   * @param ids row-major, sequences × tokens
   * @returns logits of which element [i][j] predicts what follows token j of sequence i
   */
  feed(ids: Int32Array): Promise<BatchLogits>;
  /** Goes on with these sequences only, in this order; one may be named several times. */
  select(sequences: readonly number[]): void;
  /** Frees what the model remembers. */
  dispose(): void;
}

/** Where a text may be cut into parts that are split into tokens as the whole text is. */
export interface TokenizerSeams {
  /**
   * The first place where a text may be cut, from one on, in UTF-16 code units; undefined where there is
   * none before its end.
   */
  after(text: string, from: number): number | undefined;
  /**
   * Whether a part that is not the first is to be split behind the character before it, whose tokens are
   * not the part's: alone it would be split as the beginning of a text.
   */
  readonly startsBehindOne: boolean;
}

/** Splits text into the ids of a vocabulary. */
export interface Tokenizer {
  /** Ids of the text alone, without any that the tokenizer would put around it. */
  encode(text: string): Int32Array;
  /**
   * As `encode`, without holding up this thread, for a long text that cannot be cut into parts; absent where
   * there are no threads.
   *
   * @throws CancelledError once the signal has aborted
   */
  readonly encodeAside?: (text: string, signal: AbortSignal) => Promise<Int32Array>;
  /** Absent where nothing is known of parts of a text. */
  readonly seams?: TokenizerSeams | undefined;
  /** One more than the largest id. */
  readonly size: number;
  /** Literal text of the tokens that were added to the vocabulary, by id. */
  readonly added: ReadonlyMap<number, string>;
  /** Bytes that a token stands for; none for an unknown id. */
  bytesOf(id: number): Uint8Array;
  /**
   * A chat in which the user has said something and the model is to answer, as its text up to there;
   * absent where there is no chat template.
   */
  readonly chat?: (request: string) => string;
}
