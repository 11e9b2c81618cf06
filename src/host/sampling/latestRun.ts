import type * as vscode from 'vscode';
import type { Log } from '../../common/log';
import type { RunOutcome } from '../runOutcome';
import { SamplingTask, type TaskControls } from './samplingTask';

/** Holds what was asked for last and what came of it: a newer run takes the place of one under way. */
export abstract class LatestRun<T> implements vscode.Disposable {
  readonly task: SamplingTask;
  private latest: T | undefined;

  /** Fires when there is something new to show. */
  readonly onDidChange: vscode.Event<void>;

  /** @param what for the log, as in "Sampling" */
  constructor(what: string, log: Log) {
    this.task = new SamplingTask(what, log);
    this.onDidChange = this.task.onDidChange;
  }

  /** What was asked for last; undefined until the first run. */
  get current(): T | undefined {
    return this.latest;
  }

  dispose(): void {
    this.task.dispose();
  }

  /**
   * Does the work for what is asked for. Never rejects.
   *
   * @param begun what there is to show until the work is done
   * @param work gives what there is then; nothing of it counts once something newer is asked for
   */
  protected run(begun: T, work: (controls: TaskControls) => Promise<T>): Promise<RunOutcome> {
    this.latest = begun;
    return this.task.run(async (controls) => {
      const done = await work(controls);
      if (this.latest === begun) this.latest = done;
    });
  }
}
