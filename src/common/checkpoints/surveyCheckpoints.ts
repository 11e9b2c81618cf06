import type { TunedCheckpoint } from '../protocol/checkpoints';
import type { AskedThreads } from '../protocol/model';
import type { SampleSet } from '../sampling/continuation';
import type { CheckpointSamples } from './checkpointSeries';

/**
 * Lets one checkpoint after another, and the base with each, continue the same prompts. All have the
 * threads of the first, so that the base writes the same with each.
 *
 * @param sample lets both models of a checkpoint write, and says how far that is, 0 to 1
 * @param onProgress is told how far all of it is, 0 to 1
 */
export async function surveyCheckpoints(
  checkpoints: readonly TunedCheckpoint[],
  sample: (
    checkpoint: Pick<TunedCheckpoint, 'pair'> & Partial<AskedThreads>,
    onShare: (fraction: number) => void,
  ) => Promise<SampleSet>,
  onProgress: (fraction: number) => void,
): Promise<readonly CheckpointSamples[]> {
  const samples: CheckpointSamples[] = [];
  for (const [place, checkpoint] of checkpoints.entries()) {
    const set = await sample(
      { pair: checkpoint.pair, ...threadsOf(samples[0]?.set) },
      (fraction) => {
        onProgress((place + fraction) / checkpoints.length);
      },
    );
    samples.push({ checkpoint, set });
  }
  return samples;
}

function threadsOf(set: SampleSet | undefined): Partial<AskedThreads> {
  if (set === undefined || set.threads === 0) return {};
  const { threads, sideBySide } = set;
  return { threads, sideBySide };
}
