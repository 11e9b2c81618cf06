import { fisherGreater } from '../stats/proportions';

/** Whether what tuned continuations have in common is one prompt's alone. */
export interface Elsewhere {
  /** Tuned continuations that have it, of the prompt where most do. */
  readonly mostOfOnePrompt: number;
  /**
   * The chance of so many tuned ones behind all other prompts, or more, if it did not matter who writes;
   * 1 where there are no others.
   */
  readonly chanceElsewhere: number;
}

/** Continuations of each prompt by each model, in the order of the prompts. */
type ByPrompt = Readonly<Record<'base' | 'tuned', readonly number[]>>;

/**
 * What is left without the prompt where most tuned continuations have something: a stray one behind
 * another prompt is no more than chance.
 */
export function elsewhereOf(having: ByPrompt, totals: ByPrompt): Elsewhere {
  const mostOfOnePrompt = Math.max(0, ...having.tuned);
  const left = having.tuned.indexOf(mostOfOnePrompt);
  const without = (counts: readonly number[]): number =>
    counts.reduce((sum, count, prompt) => (prompt === left ? sum : sum + count), 0);
  return {
    mostOfOnePrompt,
    chanceElsewhere: fisherGreater(
      without(having.tuned),
      without(totals.tuned),
      without(having.base),
      without(totals.base),
    ),
  };
}
