import { pairFingerprint } from '../common/checkpointFiles';
import { CancelledError } from '../common/errors';
import type { CompareProgress, PairSpec } from '../common/protocol/model';
import type { Log } from '../common/log';
import { loadPair, type LoadedPair, type Runtime } from './pairLoader';

type Loading = CompareProgress & { kind: 'loading' };

/** The pair that is in memory or on its way there. */
interface Slot {
  readonly key: string;
  /** Whether its models run in threads of their own. */
  threaded: boolean;
  readonly pair: Promise<LoadedPair>;
  /** Who wants to know of the loading now; the run that asked last. */
  listener: (progress: Loading) => void;
  latest: Loading | undefined;
}

/**
 * Keeps one pair in memory. Another pair, dtype, number of threads or a file written anew replaces it;
 * loading goes on when the run that asked is cancelled, so that the next one finds it done.
 */
export class PairHolder {
  private slot: Slot | undefined;

  constructor(
    private readonly runtime: Runtime,
    private readonly log: Log,
  ) {}

  /**
   * The pair, loaded.
   *
   * @param onLoading called for each model that is being loaded
   * @throws UserFacingError as loadPair does
   * @throws CancelledError if the signal has aborted before loading had to begin
   */
  async get(
    spec: PairSpec,
    threads: number,
    onLoading: (progress: Loading) => void,
    signal: AbortSignal,
  ): Promise<LoadedPair> {
    const fingerprint = await this.fingerprintOf(spec);
    const key = JSON.stringify([fingerprint, threads]);
    // The next run may be using another pair by now, which this one must not replace.
    if (signal.aborted) throw new CancelledError();
    const { slot } = this;
    // A pair whose threads are gone has lost its models.
    if (slot?.key === key && (!slot.threaded || this.runtime.hasModelThreads)) {
      slot.listener = onLoading;
      if (slot.latest !== undefined) onLoading(slot.latest);
      return slot.pair;
    }
    this.slot = this.load(key, fingerprint, spec, threads, onLoading);
    return this.slot.pair;
  }

  /** Frees the pair once it has loaded; nothing may be using it. */
  async dispose(): Promise<void> {
    const { slot } = this;
    this.slot = undefined;
    if (slot !== undefined) await disposeSlot(slot);
  }

  private load(
    key: string,
    fingerprint: string,
    spec: PairSpec,
    threads: number,
    listener: (progress: Loading) => void,
  ): Slot {
    const previous = this.slot;
    const load = async (): Promise<LoadedPair> => {
      try {
        if (previous !== undefined) await disposeSlot(previous);
        return await this.loadSomehow(slot, spec, fingerprint, threads);
      } catch (error) {
        if (this.slot === slot) this.slot = undefined;
        throw error;
      } finally {
        slot.latest = undefined;
      }
    };
    const slot: Slot = {
      key,
      threaded: this.runtime.hasModelThreads,
      // In the next turn, when the slot exists.
      pair: Promise.resolve().then(load),
      listener,
      latest: undefined,
    };
    // A run that was cancelled meanwhile does not wait for the outcome.
    slot.pair.catch(() => undefined);
    return slot;
  }

  /** With threads for the models, or without where that is how far it goes. */
  private async loadSomehow(
    slot: Slot,
    spec: PairSpec,
    fingerprint: string,
    threads: number,
  ): Promise<LoadedPair> {
    const load = (): Promise<LoadedPair> =>
      loadPair(spec, fingerprint, threads, this.runtime, this.log, (progress) => {
        slot.latest = progress;
        slot.listener(progress);
      });
    try {
      return await load();
    } catch (error) {
      if (!slot.threaded || this.runtime.hasModelThreads) throw error;
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      this.log.log('warn', `Models cannot run in threads of their own here. ${String(cause)}`);
      slot.threaded = false;
      return load();
    }
  }

  private fingerprintOf(spec: PairSpec): Promise<string> {
    return pairFingerprint(spec, (directory) =>
      this.runtime.files.fingerprint(directory, spec.dtype),
    );
  }
}

async function disposeSlot(slot: Slot): Promise<void> {
  const pair = await slot.pair.catch(() => undefined);
  await pair?.dispose();
}
