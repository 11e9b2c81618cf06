import { tokens } from '../sentences';
import type { SampledPrompt, SamplingHead } from './continuation';

/** That the models saw only the end of what a continuation follows; empty where they saw all of it. */
export function seenNote({ seenCount, tokenCount }: SampledPrompt): string {
  return seenCount === tokenCount
    ? ''
    : `The models saw the last ${seenCount} of ${tokens(tokenCount)} before it; more does not fit into the context window. Comparing the text gives other numbers: its windows begin elsewhere.`;
}

/**
 * Of how many prompts the models saw only the end; empty where they saw all of each.
 *
 * @param sets of the same prompts; the context windows may differ from pair to pair
 */
export function seenSentence(sets: readonly Pick<SamplingHead, 'prompts'>[]): string {
  const cut = new Set<number>();
  for (const { prompts } of sets) {
    prompts.forEach(({ seenCount, tokenCount }, place) => {
      if (seenCount < tokenCount) cut.add(place);
    });
  }
  if (cut.size === 0) return '';
  const count = sets[0]?.prompts.length ?? 0;
  const some = cut.size < count ? `${cut.size} of these ${count} prompts` : `all ${count} prompts`;
  const which = count === 1 ? 'this prompt' : some;
  return `Of ${which} the models saw only the end; more does not fit into the context window.`;
}
