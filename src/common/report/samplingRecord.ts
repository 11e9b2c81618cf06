import type { SamplingHead } from '../sampling/continuation';

/** What every file about samples begins with: the pair and all that it takes to write them again. */
export function samplingHeadRecord(head: SamplingHead) {
  const { pair, decoding } = head;
  return {
    formatVersion: 1,
    pair: {
      id: pair.id,
      name: pair.name,
      base: { name: pair.base.name },
      tuned: { name: pair.tuned.name },
      dtype: pair.dtype,
      vocabularySize: pair.vocabularySize,
      droppedMass: pair.droppedMass,
      noiseFloor: pair.noiseFloor,
      causality: pair.causality,
    },
    settings: {
      prefix: pair.prefix,
      contextWindow: head.contextWindow,
      writers: head.writers,
      count: head.count,
      first: head.first,
      length: head.length,
      seed: head.seed,
      coupled: head.coupled,
      temperature: decoding.temperature,
      topK: decoding.topK,
      topP: decoding.topP,
      stop: decoding.stop,
      pastEnd: decoding.pastEnd,
      threads: head.threads,
      sideBySide: head.sideBySide,
    },
    prompts: head.prompts,
  } as const;
}
