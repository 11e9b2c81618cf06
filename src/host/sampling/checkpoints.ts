import type * as vscode from 'vscode';
import type { CheckpointSeries } from '../../common/checkpoints/checkpointSeries';
import type { Log } from '../../common/log';
import type { CheckpointsParams } from '../../common/protocol/checkpoints';
import type { ModelClient } from '../modelClient';
import type { RunOutcome } from '../runOutcome';
import { SamplingTask } from './samplingTask';

/** Checkpoints that were compared, and what came of it. */
export interface ComparedCheckpoints {
  /** What the prompts are, in words. */
  readonly source: string;
  readonly series: CheckpointSeries | undefined;
}

/** The series of checkpoints that was compared last. */
export class Checkpoints implements vscode.Disposable {
  readonly task: SamplingTask;
  private compared: ComparedCheckpoints | undefined;

  /** Fires when there is something new to show. */
  readonly onDidChange: vscode.Event<void>;

  constructor(
    private readonly client: Pick<ModelClient, 'request'>,
    log: Log,
  ) {
    this.task = new SamplingTask('Comparing checkpoints', log);
    this.onDidChange = this.task.onDidChange;
  }

  get current(): ComparedCheckpoints | undefined {
    return this.compared;
  }

  /**
   * Lets every checkpoint continue prompts; a run under way is superseded. Never rejects.
   *
   * @param setup is asked once the run has begun, so that its failures are the run's
   */
  compare(
    source: string,
    setup: () => Promise<Omit<CheckpointsParams, 'runId'>>,
  ): Promise<RunOutcome> {
    const begun: ComparedCheckpoints = { source, series: undefined };
    this.compared = begun;
    return this.task.run(async ({ report: onProgress, ...controls }) => {
      const params = await setup();
      const series = await this.client.request('compareCheckpoints', {
        params,
        onProgress,
        ...controls,
      });
      if (this.compared === begun) this.compared = { source, series };
    });
  }

  dispose(): void {
    this.task.dispose();
  }
}
