import { isDeepStrictEqual } from 'node:util';
import { UserFacingError } from '../../common/errors';
import type { Mixture, MixtureParams, MixtureProgress } from '../../common/protocol/mixing';
import { mixtureOf, mostProbable } from '../../common/stats/mixture';
import type { CausalLm } from '../causalLm';
import type { LoadedPair } from '../pairLoader';
import type { PairQueue } from '../pairQueue';
import { PieceCollector } from '../pieceCollector';
import { readPrompt } from '../sampling/promptState';

/** What both models predict behind some tokens. */
interface Predicted {
  readonly pair: string;
  readonly inputs: Int32Array;
  readonly base: Float32Array;
  readonly tuned: Float32Array;
}

/** Mixes the predictions of both models of a pair. */
export class PairMixer {
  /** Behind the tokens asked for last, which another λ is likely to be asked of. */
  private last: Predicted | undefined;

  constructor(private readonly queue: Pick<PairQueue, 'run'>) {}

  /**
   * p_λ behind some tokens, over all ids that both models predict.
   *
   * @param signal is looked at between any two runs of a model
   * @throws UserFacingError if the pair cannot be read, cannot go on from tokens, or is another one than
   * the comparison's; and where p_λ does not exist
   * @throws CancelledError once the signal has aborted
   */
  async mix(
    params: MixtureParams,
    onProgress: (progress: MixtureProgress) => void,
    signal: AbortSignal,
  ): Promise<Mixture> {
    const { value } = await this.queue.run('Mixing', params, onProgress, signal, (pair) =>
      this.mixBehind(pair, params, signal),
    );
    return value;
  }

  private async mixBehind(
    pair: LoadedPair,
    { fingerprint, ids, lambda, topK, wanted }: MixtureParams,
    signal: AbortSignal,
  ): Promise<Mixture> {
    if (pair.fingerprint !== fingerprint) {
      throw new UserFacingError(
        'usage',
        'The selected pair is not the one that this text was compared with. Compare it again, or select that pair.',
        ['choosePair'],
      );
    }
    if (!pair.base.canContinue || !pair.tuned.canContinue) {
      throw new UserFacingError(
        'unsupported',
        'This pair cannot be asked about one token: a model of it was exported without a cache of earlier tokens. Export it with past key values, or choose another pair.',
        ['choosePair'],
      );
    }
    const { base, tuned } = await this.predicted(pair, ids, signal);
    const mixture = mixtureOf(base, tuned, pair.width, lambda);
    if (mixture === undefined) {
      throw new UserFacingError(
        'incomparable',
        'There is no p_λ at this token: each model rules out everything that the other expects.',
      );
    }
    const shown = Int32Array.from(new Set([...mostProbable(mixture, topK), ...wanted]));
    return {
      ids: shown,
      probabilities: Float64Array.from(shown, (id) => mixture[id] ?? 0),
      pieces: new PieceCollector(pair.tokenizer).take(shown),
      vocabularySize: pair.width,
    };
  }

  private async predicted(
    pair: LoadedPair,
    ids: Int32Array,
    signal: AbortSignal,
  ): Promise<Predicted> {
    const inputs = Int32Array.from([...pair.prefix, ...ids]);
    const { last } = this;
    if (last?.pair === pair.fingerprint && isDeepStrictEqual(last.inputs, inputs)) return last;
    await pair.turn(signal);
    const base = await logitsBehind(pair.base, inputs, signal);
    const tuned = await logitsBehind(pair.tuned, inputs, signal);
    return (this.last = { pair: pair.fingerprint, inputs, base, tuned });
  }
}

/** @param inputs at least one id */
async function logitsBehind(
  lm: CausalLm,
  inputs: Int32Array,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { sequence, last } = await readPrompt(lm, inputs, signal);
  sequence.dispose();
  return last;
}
