import { pairFingerprint } from '../common/checkpointFiles';
import type { AskedThreads, CompareProgress, PairSpec } from '../common/protocol/model';
import type { Log } from '../common/log';
import { abortable } from './eventLoop';
import { loadPair, type LoadedPair, type Runtime } from './pairLoader';

type Loading = CompareProgress & { kind: 'loading' };

/** The pair that is in memory or on its way there. */
interface Slot {
  readonly key: string;
  /** Whether its models run in threads of their own. */
  threaded: boolean;
  readonly pair: Promise<LoadedPair>;
  /** Who wants to know of the loading. */
  readonly listeners: Set<(progress: Loading) => void>;
  latest: Loading | undefined;
  /** Runs that use the pair or wait for it to be loaded. */
  users: number;
  /** Called when the last of them has given it back. */
  onFree: () => void;
}

/** A pair that stays in memory until it is given back. */
interface Lease {
  readonly pair: LoadedPair;
  release(): void;
}

/**
 * Keeps one pair in memory. Another pair, dtype, number of threads or a file written anew replaces it
 * once nobody uses it; loading goes on when the run that asked is cancelled, so that the next one finds
 * it done.
 */
export class PairHolder {
  private slot: Slot | undefined;
  /** Settles when everybody who has asked so far has a slot or has given up. */
  private admitted: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly runtime: Runtime,
    private readonly log: Log,
  ) {}

  /**
   * The pair, loaded, to be given back. Whoever asks for another one waits until those who asked before
   * have given theirs back.
   *
   * @param onLoading called for each model that is being loaded
   * @throws UserFacingError as loadPair does
   * @throws CancelledError once the signal has aborted
   */
  async lease(
    spec: PairSpec,
    asked: AskedThreads,
    onLoading: (progress: Loading) => void,
    signal: AbortSignal,
  ): Promise<Lease> {
    const slot = await this.inOrder(() => this.admit(spec, asked, signal), signal);
    const release = (): void => {
      slot.users--;
      if (slot.users === 0) slot.onFree();
    };
    slot.listeners.add(onLoading);
    if (slot.latest !== undefined) onLoading(slot.latest);
    try {
      return { pair: await abortable(slot.pair, signal), release };
    } catch (error) {
      release();
      throw error;
    } finally {
      slot.listeners.delete(onLoading);
    }
  }

  /** Frees the pair once nobody uses it. */
  async dispose(): Promise<void> {
    await this.admitted;
    const { slot } = this;
    if (slot === undefined) return;
    await free(slot);
    this.slot = undefined;
    await disposeSlot(slot);
  }

  /** Does `work` behind that of everybody who asked before. */
  private async inOrder<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const before = this.admitted;
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    this.admitted = Promise.all([before, finished]);
    try {
      await abortable(before, signal);
      return await work();
    } finally {
      finish();
    }
  }

  /** The slot of a pair, with one user more. */
  private async admit(spec: PairSpec, asked: AskedThreads, signal: AbortSignal): Promise<Slot> {
    const fingerprint = await abortable(this.fingerprintOf(spec), signal);
    const key = JSON.stringify([fingerprint, asked.threads, asked.sideBySide]);
    const { slot: current } = this;
    // A pair whose threads are gone has lost its models.
    const holds = current?.key === key && (!current.threaded || this.runtime.hasModelThreads);
    if (!holds) {
      if (current !== undefined) await abortable(free(current), signal);
      this.slot = this.load(key, fingerprint, spec, asked);
    }
    const slot = holds ? current : this.slot;
    if (slot === undefined) throw new Error('There is no pair.');
    slot.users++;
    return slot;
  }

  private load(key: string, fingerprint: string, spec: PairSpec, asked: AskedThreads): Slot {
    const previous = this.slot;
    const load = async (): Promise<LoadedPair> => {
      try {
        if (previous !== undefined) await disposeSlot(previous);
        return await this.loadSomehow(slot, spec, fingerprint, asked);
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
      listeners: new Set(),
      latest: undefined,
      users: 0,
      onFree: () => undefined,
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
    asked: AskedThreads,
  ): Promise<LoadedPair> {
    const load = (): Promise<LoadedPair> =>
      loadPair(spec, fingerprint, asked, this.runtime, this.log, (progress) => {
        slot.latest = progress;
        for (const listener of slot.listeners) listener(progress);
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

/** Settles once nobody uses the slot. */
async function free(slot: Slot): Promise<void> {
  if (slot.users === 0) return;
  await new Promise<void>((resolve) => {
    slot.onFree = resolve;
  });
}

async function disposeSlot(slot: Slot): Promise<void> {
  const pair = await slot.pair.catch(() => undefined);
  await pair?.dispose();
}
