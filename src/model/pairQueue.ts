import { CancelledError } from '../common/errors';
import type { Log } from '../common/log';
import type { AskedThreads, CompareProgress, PairSpec } from '../common/protocol/model';
import { PairHolder } from './pairHolder';
import type { LoadedPair, Runtime } from './pairLoader';
import { TurnOrder } from './turnOrder';

/** What a run says about the pair that it needs. */
export interface PairRequest extends AskedThreads {
  readonly pair: PairSpec;
}

/**
 * Serves runs with pairs of models and keeps the pair for the next one. Runs of the same pair take
 * turns, the one that was asked for last first; those of another pair wait until it is free.
 */
export class PairQueue {
  private readonly holder: PairHolder;
  private readonly turns = new TurnOrder();

  constructor(
    runtime: Runtime,
    private readonly log: Log,
  ) {
    this.holder = new PairHolder(runtime, log);
  }

  /**
   * Does `work` with a loaded pair, once runs that use another one have ended.
   *
   * @param purpose what the log says of a failure, as in "Comparing"
   * @param work awaits the pair's `turn` before it uses the models
   * @returns what `work` gives, and the milliseconds of loading; 0 if the pair was loaded already
   * @throws UserFacingError if the pair cannot be read or its models do not fit each other
   * @throws CancelledError once the signal has aborted
   */
  async run<T>(
    purpose: string,
    request: PairRequest,
    onLoading: (progress: CompareProgress & { kind: 'loading' }) => void,
    signal: AbortSignal,
    work: (pair: LoadedPair) => Promise<T>,
  ): Promise<{ readonly value: T; readonly loadMilliseconds: number }> {
    try {
      let loadStarted: number | undefined;
      const lease = await this.holder.lease(
        request.pair,
        request,
        (progress) => {
          loadStarted ??= performance.now();
          if (!signal.aborted) onLoading(progress);
        },
        signal,
      );
      const loadMilliseconds = loadStarted === undefined ? 0 : performance.now() - loadStarted;
      const turn = this.turns.enter(signal);
      try {
        await turn.begin();
        const pair = { ...lease.pair, turn: (until: AbortSignal) => turn.wait(until) };
        return { value: await work(pair), loadMilliseconds };
      } finally {
        turn.leave();
        lease.release();
      }
    } catch (error) {
      if (!(error instanceof CancelledError)) this.logFailure(purpose, request, error);
      throw error;
    }
  }

  /** Frees the models once what is running has ended. */
  async dispose(): Promise<void> {
    await this.holder.dispose();
  }

  private logFailure(purpose: string, { pair }: PairRequest, error: unknown): void {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    this.log.log('error', `${purpose} with ${pair.id} failed: ${detail}`);
  }
}
