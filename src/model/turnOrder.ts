import { abortable, checkpoint } from './eventLoop';

interface Entry {
  readonly signal: AbortSignal;
  /** Resolves when the run has left. */
  readonly left: Promise<void>;
}

/** A run's place among those that use the same models. */
export interface Turn {
  /**
   * Waits until cancelled runs of before have ended, so that what the models remember of them is there.
   *
   * @throws CancelledError once the run's signal has aborted
   */
  begin(): Promise<void>;
  /**
   * Lets messages in, then waits while a run is there that was asked for later.
   *
   * @throws CancelledError once the signal has aborted
   */
  wait(signal: AbortSignal): Promise<void>;
  leave(): void;
}

/**
 * Whose turn it is of several runs that use the same models: what was asked for last is what somebody
 * looks at. The others go on behind it.
 */
export class TurnOrder {
  private readonly entries: Entry[] = [];

  /** A run asks for the models; it must leave whatever becomes of it. */
  enter(signal: AbortSignal): Turn {
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const entry: Entry = { signal, left };
    const before = [...this.entries];
    this.entries.push(entry);
    return {
      begin: async () => {
        const cancelled = before.filter((run) => run.signal.aborted && this.entries.includes(run));
        await abortable(Promise.all(cancelled.map((run) => run.left)), signal);
      },
      wait: async (until) => {
        await checkpoint(until);
        for (;;) {
          const newer = this.entries[this.entries.indexOf(entry) + 1];
          if (newer === undefined) return;
          await abortable(newer.left, until);
        }
      },
      leave: () => {
        this.entries.splice(this.entries.indexOf(entry), 1);
        leave();
      },
    };
  }
}
