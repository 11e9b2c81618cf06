import type { CompareParams, CompareProgress, CompareResult } from '../common/protocol/model';
import type { PairQueue } from './pairQueue';
import { scoreText } from './textScorer';

/** Scores texts with a pair of models, one text at a time. */
export class PairComparer {
  constructor(private readonly queue: PairQueue) {}

  /**
   * Scores a text. Runs are served one after another; rows arrive through `onProgress` as they are
   * scored.
   *
   * @param signal is looked at between any two runs of a model
   * @throws UserFacingError if the pair cannot be read or does not fit the text or itself
   * @throws CancelledError once the signal has aborted
   */
  async compare(
    params: CompareParams,
    onProgress: (progress: CompareProgress) => void,
    signal: AbortSignal,
  ): Promise<CompareResult> {
    const started = performance.now();
    const { loadMilliseconds } = await this.queue.run(
      'Comparing',
      params,
      onProgress,
      signal,
      (pair) => scoreText(pair, params, onProgress, signal),
    );
    return { milliseconds: performance.now() - started, loadMilliseconds };
  }

  /** Frees the models once what is running has ended. */
  async dispose(): Promise<void> {
    await this.queue.dispose();
  }
}
