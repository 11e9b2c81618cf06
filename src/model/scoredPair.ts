import type { ScoredPair } from '../common/comparison';
import type { PairSpec } from '../common/protocol/model';
import type { LoadedPair } from './pairLoader';

/** What a result says of the pair it was made with; nothing is dropped yet. */
export function scoredPair(spec: PairSpec, pair: LoadedPair): ScoredPair {
  return {
    id: spec.id,
    name: spec.name,
    base: { name: spec.base.name },
    tuned: { name: spec.tuned.name },
    dtype: spec.dtype,
    vocabularySize: pair.width,
    prefix: pair.prefix,
    droppedMass: 0,
    noiseFloor: pair.noiseFloor,
    causality: pair.causality,
    ...(pair.contextCap === undefined ? {} : { contextCap: pair.contextCap }),
    ...(spec.beta === undefined ? {} : { beta: spec.beta }),
  };
}
