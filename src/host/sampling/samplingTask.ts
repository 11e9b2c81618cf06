import * as vscode from 'vscode';
import type { Log } from '../../common/log';
import type { WritingProgress } from '../../common/protocol/requests';
import type { RunState } from '../comparisonStore';
import { outcomeOfError, type RunOutcome } from '../runOutcome';

/** How long the process may take to give up a run, in milliseconds, before it is killed. */
const userCancelGrace = 250;
const supersededGrace = 10_000;

/** What the work of a task is given. */
export interface TaskControls {
  readonly token: vscode.CancellationToken;
  readonly cancelGrace: () => number;
  /** To be told how far the work is; what comes after a cancellation is ignored. */
  readonly report: (progress: WritingProgress) => void;
}

interface Running {
  readonly source: vscode.CancellationTokenSource;
  superseded: boolean;
}

/** Work of which only the newest counts: a newer run takes the place of one under way. */
export class SamplingTask implements vscode.Disposable {
  private running: Running | undefined;
  private current: RunState | undefined;
  private readonly changed = new vscode.EventEmitter<void>();

  /** Fires when the state has changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    /** For the log, as in "Sampling". */
    private readonly what: string,
    private readonly log: Log,
  ) {}

  /** What is happening; undefined until the first run. */
  get state(): RunState | undefined {
    return this.current;
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Does the work. Never rejects: a failure is in the outcome and in the state. */
  async run(work: (controls: TaskControls) => Promise<void>): Promise<RunOutcome> {
    if (this.running !== undefined) {
      this.running.superseded = true;
      this.running.source.cancel();
    }
    const running: Running = { source: new vscode.CancellationTokenSource(), superseded: false };
    const { token } = running.source;
    this.running = running;
    this.set({ kind: 'running', fraction: 0 });
    const outcome = await this.outcomeOf(running, () =>
      work({
        token,
        cancelGrace: () => (running.superseded ? supersededGrace : userCancelGrace),
        report: (progress) => {
          if (this.running === running) this.set(stateOf(progress));
        },
      }),
    );
    // Cancelled and superseded runs have lost their place and leave the state alone.
    if (this.running === running) {
      this.running = undefined;
      this.set(outcome);
    }
    running.source.dispose();
    return outcome;
  }

  /** Cancels the run that is under way; what it has given so far stays. */
  cancel(): void {
    const { running } = this;
    if (running === undefined) return;
    this.running = undefined;
    running.source.cancel();
    this.set({ kind: 'cancelled' });
  }

  dispose(): void {
    this.running?.source.cancel();
    this.running = undefined;
    this.changed.dispose();
  }

  private async outcomeOf(running: Running, work: () => Promise<void>): Promise<RunOutcome> {
    try {
      await work();
      return { kind: 'done' };
    } catch (error) {
      const { isCancellationRequested } = running.source.token;
      return outcomeOfError(error, isCancellationRequested, this.what, this.log);
    }
  }

  private set(state: RunState): void {
    this.current = state;
    this.changed.fire();
  }
}

function stateOf(progress: WritingProgress): RunState {
  if (progress.kind === 'written') return { kind: 'running', fraction: progress.fraction };
  const { name, bytes, measuring } = progress;
  return { kind: 'loading', name, bytes, measuring };
}
