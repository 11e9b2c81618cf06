import { CancelledError } from '../common/errors';
import type { Log } from '../common/log';
import type { CompareProgress, PairSpec } from '../common/protocol/model';
import { abortable } from './eventLoop';
import { PairHolder } from './pairHolder';
import type { LoadedPair, Runtime } from './pairLoader';

/** What a run says about the pair that it needs. */
export interface PairRequest {
  readonly pair: PairSpec;
  /** Threads of both models together; 0 takes what suits the machine. */
  readonly threads: number;
}

/** Serves runs with pairs of models, one after another, and keeps the pair for the next one. */
export class PairQueue {
  private readonly holder: PairHolder;
  /** Settles when every run that was asked for so far has ended. */
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    runtime: Runtime,
    private readonly log: Log,
  ) {
    this.holder = new PairHolder(runtime, log);
  }

  /**
   * Does `work` with a loaded pair, once the runs that were asked for before have ended.
   *
   * @param purpose what the log says of a failure, as in "Comparing"
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
    const before = this.queue;
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    this.queue = Promise.all([before, finished]);
    try {
      await abortable(before, signal);
      const loadStarted = performance.now();
      const loading = { happened: false };
      const pair = await abortable(
        this.holder.get(
          request.pair,
          request.threads,
          (progress) => {
            loading.happened = true;
            if (!signal.aborted) onLoading(progress);
          },
          signal,
        ),
        signal,
      );
      const loadMilliseconds = loading.happened ? performance.now() - loadStarted : 0;
      return { value: await work(pair), loadMilliseconds };
    } catch (error) {
      if (!(error instanceof CancelledError)) this.logFailure(purpose, request, error);
      throw error;
    } finally {
      finish();
    }
  }

  /** Frees the models once what is running has ended. */
  async dispose(): Promise<void> {
    await this.queue;
    await this.holder.dispose();
  }

  private logFailure(purpose: string, { pair }: PairRequest, error: unknown): void {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    this.log.log('error', `${purpose} with ${pair.id} failed: ${detail}`);
  }
}
