import type {
  SampleParams,
  SampleProgress,
  SampleResult,
} from '../../../src/common/protocol/sampling';
import type {
  Continuation,
  ContinuationModel,
  ModelName,
} from '../../../src/common/sampling/continuation';
import { resolveDecoding } from '../../../src/common/sampling/decoding';

/** Ends a document. */
export const endId = 0;

/** The first of the ids that are never written, but the most probable of the others at every place. */
const otherId = 90;

/**
 * A sampler without models: whatever is before it, it writes the same ids over and over.
 *
 * @param circle ids that it writes, {@link endId} perhaps among them
 * @param pieces bytes of ids
 */
export function circlingSampler(
  circle: readonly number[],
  pieces: ReadonlyMap<number, Uint8Array>,
): { sample(params: SampleParams, on: (progress: SampleProgress) => void): Promise<SampleResult> } {
  return {
    sample(params, onProgress) {
      const { prompts, writers, count, length, seed, coupled, topK = 1 } = params;
      const decoding = resolveDecoding(params.decoding);
      const end = decoding.pastEnd ? -1 : circle.indexOf(endId);
      const isDocument = end >= 0 && end < length;
      const ids = Int32Array.from(
        { length: isDocument ? end + 1 : length },
        (_, place) => circle[place % circle.length] ?? NaN,
      );
      const written = (prompt: number, writer: ModelName): Continuation => ({
        ...{ prompt, writer, index: 0, ids },
        end: isDocument ? 'document' : 'length',
        text: '',
        splitsAlike: true,
        statistics: statisticsOf(ids, topK),
      });
      onProgress({
        kind: 'started',
        ...{ writers, count, length, seed, coupled, topK, decoding },
        ...{ first: 0, contextWindow: 512, threads: 1, sideBySide: false },
        prompts: prompts.map(({ text }) => ({ text, tokenCount: 1, seenCount: 1 })),
        pair: {
          ...{ id: 'circle', name: 'Circle', base: { name: 'Base' }, tuned: { name: 'Tuned' } },
          ...{ dtype: 'fp32', vocabularySize: 100, prefix: [], droppedMass: 0 },
          ...{ noiseFloor: 0, causality: 0 },
        },
      });
      onProgress({
        kind: 'batch',
        continuations: prompts.flatMap((_, prompt) =>
          writers.map((writer) => written(prompt, writer)),
        ),
        droppedMass: 0,
        pieces,
      });
      return Promise.resolve({ milliseconds: 0, loadMilliseconds: 0 });
    },
  };
}

function statisticsOf(ids: Int32Array, topK: number): Continuation['statistics'] {
  const zeros = (): Float64Array => new Float64Array(ids.length);
  const model = (): ContinuationModel => ({
    surprisal: zeros(),
    entropy: zeros(),
    rank: new Int32Array(ids.length).fill(1),
  });
  return {
    ...{ base: model(), tuned: model(), klTunedBase: zeros(), klBaseTuned: zeros() },
    ...{ js: zeros(), tv: zeros() },
    ...{ logRatioVarianceTuned: zeros(), logRatioVarianceBase: zeros() },
    topIds: Int32Array.from({ length: ids.length * topK }, (_, at) =>
      at % topK === 0 ? (ids[at / topK] ?? NaN) : otherId + (at % topK),
    ),
    topProbabilities: Float64Array.from({ length: ids.length * topK }, (_, at) =>
      at % topK === 0 ? 0.9 : 0.05,
    ),
  };
}
