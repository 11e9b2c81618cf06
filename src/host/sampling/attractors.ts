import type { AttractorReport } from '../../common/attractors/attractorReport';
import type { PerturbationReport } from '../../common/attractors/perturbation';
import type { Log } from '../../common/log';
import type { Prompt } from '../../common/protocol/sampling';
import { continuedPrompts } from '../../common/sampling/continuedPrompts';
import type { ModelClient } from '../modelClient';
import type { RunOutcome } from '../runOutcome';
import type { SamplingSetup } from './samplingSetup';
import { LatestRun } from './latestRun';

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
export class Attractors extends LatestRun<FoundAttractors> {
  constructor(
    private readonly client: Pick<ModelClient, 'request'>,
    log: Log,
  ) {
    super('Finding attractors', log);
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
    return this.run(begun, async ({ report: onProgress, ...controls }) => {
      const chosen = await setup();
      const report = await this.client.request('findAttractors', {
        params: { ...chosen, prompts, writers: ['base', 'tuned'] },
        onProgress,
        ...controls,
      });
      return { ...begun, ...continuedPrompts(begun, report.set), setup: chosen, report };
    });
  }

  /** Changes tokens behind the prompts of the last search: do the texts return? Never rejects. */
  async testPerturbations(): Promise<RunOutcome> {
    const { current: found } = this;
    if (found?.setup === undefined) return { kind: 'done' };
    const { setup, prompts } = found;
    return this.run(found, async ({ report: onProgress, ...controls }) => {
      const perturbation = await this.client.request('testPerturbations', {
        params: { ...setup, prompts, writers: ['base', 'tuned'] },
        onProgress,
        ...controls,
      });
      return { ...found, perturbation };
    });
  }
}
