import type { TunedCheckpoint } from '../protocol/checkpoints';
import type { SampleSet } from '../sampling/continuation';
import {
  checkpointSeries,
  type CheckpointSamples,
  type CheckpointSeries,
} from './checkpointSeries';

/**
 * Lets one checkpoint after another, and the base with each, continue the same prompts, and compares
 * them.
 *
 * @param sample lets both models of a checkpoint write, and says how far that is, 0 to 1
 * @param onProgress is told how far all of it is, 0 to 1
 */
export async function surveyCheckpoints(
  checkpoints: readonly TunedCheckpoint[],
  sample: (checkpoint: TunedCheckpoint, onShare: (fraction: number) => void) => Promise<SampleSet>,
  onProgress: (fraction: number) => void,
): Promise<CheckpointSeries> {
  const samples: CheckpointSamples[] = [];
  for (const [place, checkpoint] of checkpoints.entries()) {
    const set = await sample(checkpoint, (fraction) => {
      onProgress((place + fraction) / checkpoints.length);
    });
    samples.push({ checkpoint, set });
  }
  return checkpointSeries(samples);
}
