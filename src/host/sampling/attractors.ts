import type * as vscode from 'vscode';
import type { AttractorReport } from '../../common/attractors/attractorReport';
import type { PerturbationReport } from '../../common/attractors/perturbation';
import type { Log } from '../../common/log';
import type { Prompt } from '../../common/protocol/sampling';
import { continuedPrompts } from '../../common/sampling/continuedPrompts';
import type { ModelClient } from '../modelClient';
import type { RunOutcome } from '../runOutcome';
import type { SamplingSetup } from './samplingSetup';
import { SamplingTask } from './samplingTask';

/** What attractors were looked for in, and what came of it. */
export interface FoundAttractors {
  /** What the prompts are, in words. */
  readonly source: string;
  readonly prompts: readonly Prompt[];
  /** How it is sampled; undefined until the run has started. */
  readonly setup: SamplingSetup | undefined;
  readonly report: AttractorReport | undefined;
  readonly perturbation: PerturbationReport | undefined;
}

/** The search for attractors that was made last. */
export class Attractors implements vscode.Disposable {
  readonly task: SamplingTask;
  private found: FoundAttractors | undefined;

  /** Fires when there is something new to show. */
  readonly onDidChange: vscode.Event<void>;

  constructor(
    private readonly client: Pick<ModelClient, 'request'>,
    log: Log,
  ) {
    this.task = new SamplingTask('Finding attractors', log);
    this.onDidChange = this.task.onDidChange;
  }

  get current(): FoundAttractors | undefined {
    return this.found;
  }

  /**
   * Finds out where continuations of prompts lead; a search under way is superseded. Never rejects.
   *
   * @param setup is asked once the run has begun, so that its failures are the run's
   */
  find(
    source: string,
    prompts: readonly Prompt[],
    setup: () => Promise<SamplingSetup>,
  ): Promise<RunOutcome> {
    const begun: FoundAttractors = {
      source,
      prompts,
      setup: undefined,
      report: undefined,
      perturbation: undefined,
    };
    this.found = begun;
    return this.task.run(async ({ report: onProgress, ...controls }) => {
      const chosen = await setup();
      const report = await this.client.request('findAttractors', {
        params: { ...chosen, prompts, writers: ['base', 'tuned'] },
        onProgress,
        ...controls,
      });
      if (this.found === begun)
        this.found = { ...begun, ...continuedPrompts(begun, report.set), setup: chosen, report };
    });
  }

  /** Changes tokens behind the prompts of the last search: do the texts return? Never rejects. */
  testPerturbations(): Promise<RunOutcome> {
    const { found } = this;
    return this.task.run(async ({ report: onProgress, ...controls }) => {
      if (found?.setup === undefined) return;
      const perturbation = await this.client.request('testPerturbations', {
        params: { ...found.setup, prompts: found.prompts, writers: ['base', 'tuned'] },
        onProgress,
        ...controls,
      });
      if (this.found === found) this.found = { ...found, perturbation };
    });
  }

  dispose(): void {
    this.task.dispose();
  }
}
