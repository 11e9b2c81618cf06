import { attractorSteps, type AttractorReport } from '../../common/attractors/attractorReport';
import { testPerturbations, type PerturbationReport } from '../../common/attractors/perturbation';
import { checkpointSteps, type CheckpointSeries } from '../../common/checkpoints/checkpointSeries';
import { surveyCheckpoints } from '../../common/checkpoints/surveyCheckpoints';
import type { CheckpointsParams } from '../../common/protocol/checkpoints';
import type { WritingProgress } from '../../common/protocol/requests';
import type { SampleParams } from '../../common/protocol/sampling';
import type { SampleSet } from '../../common/sampling/continuation';
import { SampleSetBuilder } from '../../common/sampling/sampleSetBuilder';
import { cancellable } from '../eventLoop';
import type { PairSampler } from './pairSampler';

type OnProgress = (progress: WritingProgress) => void;

/** Finds out where continuations lead; the counting is done where it holds up no editor. */
export class AttractorFinder {
  constructor(private readonly sampler: Pick<PairSampler, 'sample'>) {}

  /**
   * Samples and compares what both models wrote.
   *
   * @throws UserFacingError, CancelledError as the sampler does
   */
  async find(
    params: SampleParams,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<AttractorReport> {
    return cancellable(attractorSteps(await this.sample(params, onProgress, signal)), signal);
  }

  /**
   * Changes tokens of each model's most probable continuations of the prompts: do they return?
   *
   * @throws UserFacingError, CancelledError as the sampler does
   */
  async perturb(
    params: SampleParams,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<PerturbationReport> {
    const { prompts, length, decoding } = params;
    return testPerturbations(
      { prompts, length, pastEnd: decoding.pastEnd ?? false },
      (request, onShare) =>
        this.sample(
          { ...params, ...request },
          (progress) => {
            if (progress.kind === 'loading') onProgress(progress);
            else onShare(progress.fraction);
          },
          signal,
        ),
      (fraction) => {
        onProgress({ kind: 'written', fraction });
      },
    );
  }

  /**
   * Samples with one checkpoint after another, and the base with each, and compares them.
   *
   * @throws UserFacingError, CancelledError as the sampler does
   */
  async compareCheckpoints(
    { checkpoints, ...params }: CheckpointsParams,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<CheckpointSeries> {
    const samples = await surveyCheckpoints(
      checkpoints,
      (checkpoint, onShare) =>
        this.sample(
          { ...params, ...checkpoint, writers: ['base', 'tuned'] },
          (progress) => {
            if (progress.kind === 'loading') onProgress(progress);
            else onShare(progress.fraction);
          },
          signal,
        ),
      (fraction) => {
        onProgress({ kind: 'written', fraction });
      },
    );
    return cancellable(checkpointSteps(samples), signal);
  }

  private async sample(
    params: SampleParams,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<SampleSet> {
    const builder = new SampleSetBuilder();
    await this.sampler.sample(
      params,
      (progress) => {
        builder.add(progress);
        if (progress.kind === 'loading' || progress.kind === 'written') onProgress(progress);
      },
      signal,
    );
    if (builder.set === undefined) throw new Error('The run ended before it began to write.');
    return builder.set;
  }
}
