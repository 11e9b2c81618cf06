import type { CheckpointSeries } from '../../common/checkpoints/checkpointSeries';
import type { Log } from '../../common/log';
import type { CheckpointsParams } from '../../common/protocol/checkpoints';
import type { ModelClient } from '../modelClient';
import type { RunOutcome } from '../runOutcome';
import { LatestRun } from './latestRun';

/** Checkpoints that were compared, and what came of it. */
export interface ComparedCheckpoints {
  /** What the prompts are, in words. */
  readonly source: string;
  readonly series: CheckpointSeries | undefined;
}

/** The series of checkpoints that was compared last. */
export class Checkpoints extends LatestRun<ComparedCheckpoints> {
  constructor(
    private readonly client: Pick<ModelClient, 'request'>,
    log: Log,
  ) {
    super('Comparing checkpoints', log);
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
    return this.run({ source, series: undefined }, async ({ report: onProgress, ...controls }) => {
      const params = await setup();
      const series = await this.client.request('compareCheckpoints', {
        params,
        onProgress,
        ...controls,
      });
      return { source, series };
    });
  }
}
