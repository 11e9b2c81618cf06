import type { CausalLm } from './causalLm';
import { DecoderLm } from './decoderSequence';
import { DecoderSession } from './decoderSession';
import type { CheckpointFiles } from './modelFiles';

/**
 * Loads the weights of a checkpoint into this thread, which is blocked while the model runs.
 *
 * @param threads of the model's session; 0 lets the runtime choose
 * @throws UserFacingError if the runtime refuses the file
 */
export async function loadModel(files: CheckpointFiles, threads: number): Promise<CausalLm> {
  return new DecoderLm(await DecoderSession.create(files, threads));
}
