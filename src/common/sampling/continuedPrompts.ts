import type { Prompt } from '../protocol/sampling';
import type { SamplingHead } from './continuation';

/** Prompts, and what they are in words. */
interface DescribedPrompts {
  readonly source: string;
  readonly prompts: readonly Prompt[];
}

/** The prompts that were continued; where those are not all that were asked for, the words say so. */
export function continuedPrompts(
  { source, prompts }: DescribedPrompts,
  set: Pick<SamplingHead, 'prompts'>,
): DescribedPrompts {
  if (set.prompts.length === prompts.length) return { source, prompts };
  return {
    source: `${source}, but for the first: no text is before it, and this pair knows no token that begins a document`,
    prompts: prompts.filter(({ isDispensable }) => isDispensable !== true),
  };
}
