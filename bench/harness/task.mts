/** Points at which families of distributions are evaluated; see src/common/grids.ts. */
export interface Grids {
  /** λ of p_λ ∝ base^(1−λ) · tuned^λ. */
  readonly mixture: readonly number[];
  /** Inverse temperatures a of p^a. */
  readonly temperatures: readonly number[];
  /** Edges between the bins of probability. */
  readonly binEdges: readonly number[];
}

/** What every subject is given, as JSON in its first argument. */
export interface Task {
  /** Absolute folders of the two checkpoints. */
  readonly base: string;
  readonly tuned: string;
  readonly dtype: 'fp32' | 'fp16';
  readonly prefix: readonly number[];
  /** Most tokens at once, prefix included. */
  readonly contextWindow: number;
  /** Tokens by which windows move beyond the first. */
  readonly stride: number;
  /** Alternatives kept per token and model. */
  readonly topK: number;
  readonly threads: number;
  readonly grids: Grids;
  /** Folder with the same weights as base.gguf and tuned.gguf, for those who read them. */
  readonly gguf: string;
}

/** One line of JSON on a subject's standard input: score the text of this file. */
export interface RunRequest {
  readonly textFile: string;
}

/** The first line on a subject's standard output: it has loaded, or cannot run here and why. */
export type Greeting =
  | {
      readonly ready: true;
      /** The processes whose memory and processor time count. */
      readonly processIds: readonly number[];
      /** Versions of what it uses, in words. */
      readonly versions: string;
    }
  | { readonly ready: false; readonly reason: string };

/** A subject's answer to each request, as one line of JSON. */
export interface RunResult {
  /** From the text to the last number. */
  readonly milliseconds: number;
  readonly tokens: number;
  /**
   * Mean over the text of each statistic that the subject computes, by the engine's name of the
   * column, such as `divergence.js`, and the place in it where a token has several numbers, such as
   * `mixture.means.2`: subjects that did the same work agree.
   */
  readonly means: Readonly<Record<string, number>>;
}
