import type * as vscode from 'vscode';
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
import { SamplingTask } from '../sampling/samplingTask';

/** What a request says but for the questions. */
export type ProbeSetup = Omit<ProbeParams, 'runId' | 'prompts'>;

/** Probes that were asked, and what came of it. */
export interface AskedProbes {
  readonly file: ProbeFile;
  readonly report: ProbeReport | undefined;
}

/** The probes that were asked last. */
export class Probes implements vscode.Disposable {
  readonly task: SamplingTask;
  private asked: AskedProbes | undefined;

  /** Fires when there is something new to show. */
  readonly onDidChange: vscode.Event<void>;

  constructor(
    private readonly client: Pick<ModelClient, 'request'>,
    log: Log,
  ) {
    this.task = new SamplingTask('Probing', log);
    this.onDidChange = this.task.onDidChange;
  }

  get current(): AskedProbes | undefined {
    return this.asked;
  }

  /**
   * Asks both models the questions of a file; a run under way is superseded. Never rejects.
   *
   * @param setup is asked once the run has begun, so that its failures are the run's
   */
  ask(file: ProbeFile, setup: () => Promise<ProbeSetup>): Promise<RunOutcome> {
    const begun: AskedProbes = { file, report: undefined };
    this.asked = begun;
    const questions = questionsOf(file);
    return this.task.run(async ({ token, cancelGrace, report: onProgress }) => {
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
      if (this.asked !== begun || head === undefined) return;
      const { pair, contextWindow } = head;
      const report = probeReport(file, measured, { pair, contextWindow, chat: chosen.chat });
      this.asked = { file, report };
    });
  }

  dispose(): void {
    this.task.dispose();
  }
}
