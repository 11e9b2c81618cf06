import type { Continuation, ModelName, SampleSet } from '../sampling/continuation';

/** Ids of a continuation's text: all but the end of a document. */
export function textIds({ ids, end }: Pick<Continuation, 'ids' | 'end'>): Int32Array {
  return end === 'document' ? ids.subarray(0, -1) : ids;
}

/** The continuations that a model wrote. */
export function writtenBy(
  { continuations }: Pick<SampleSet, 'continuations'>,
  writer: ModelName,
): readonly Continuation[] {
  return continuations.filter((continuation) => continuation.writer === writer);
}

/** Continuations by their prompt; empty for a prompt that has none. */
export function byPrompt(
  continuations: readonly Continuation[],
  promptCount: number,
): readonly (readonly Continuation[])[] {
  const groups: Continuation[][] = Array.from({ length: promptCount }, () => []);
  for (const continuation of continuations) groups[continuation.prompt]?.push(continuation);
  return groups;
}
