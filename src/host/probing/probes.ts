import type { Log } from '../../common/log';
import type { ProbeFile } from '../../common/probes/probeFile';
import {
  probeReport,
  questionsOf,
  type MeasuredQuestion,
  type ProbeReport,
} from '../../common/probes/probeReport';
import type { ProbeParams, ProbeProgress } from '../../common/protocol/probing';
import type { ModelClient } from '../modelClient';
import type { RunOutcome } from '../runOutcome';
import { LatestRun } from '../sampling/latestRun';

/** What a request says but for the questions. */
export type ProbeSetup = Omit<ProbeParams, 'runId' | 'prompts'>;

/** Probes that were asked, and what came of it. */
export interface AskedProbes {
  readonly file: ProbeFile;
  readonly report: ProbeReport | undefined;
}

/** The probes that were asked last. */
export class Probes extends LatestRun<AskedProbes> {
  constructor(
    private readonly client: Pick<ModelClient, 'request'>,
    log: Log,
  ) {
    super('Probing', log);
  }

  /**
   * Asks both models the questions of a file; a run under way is superseded. Never rejects.
   *
   * @param setup is asked once the run has begun, so that its failures are the run's
   */
  ask(file: ProbeFile, setup: () => Promise<ProbeSetup>): Promise<RunOutcome> {
    const questions = questionsOf(file);
    const begun: AskedProbes = { file, report: undefined };
    return this.run(begun, async ({ token, cancelGrace, report: onProgress }) => {
      const chosen = await setup();
      let measured: MeasuredQuestion[] = [];
      let head: (ProbeProgress & { kind: 'started' }) | undefined;
      await this.client.request('probe', {
        params: {
          ...chosen,
          prompts: questions.map(({ text, answers }) => ({
            text,
            answers: answers.map(({ texts }) => texts),
          })),
        },
        token,
        cancelGrace,
        onProgress: (progress) => {
          if (progress.kind === 'loading') onProgress(progress);
          else if (progress.kind === 'started') {
            head = progress;
            measured = [];
          } else {
            measured.push(progress);
            onProgress({ kind: 'written', fraction: measured.length / questions.length });
          }
        },
      });
      if (head === undefined) return begun;
      const report = probeReport(file, measured, { ...head, chat: chosen.chat });
      return { file, report };
    });
  }
}
