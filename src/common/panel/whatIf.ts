import type { Candidate, ShownProbability } from './mergeTop';

/** Values of λ that can be tried: none of the update, all of it, and some way beyond either. */
export const whatIfRange = { least: -1, most: 3, step: 0.05 } as const;

/**
 * Probabilities of candidates under p_λ ∝ base^(1−λ) · tuned^λ, from the stored most probable tokens
 * alone: all other tokens count as one, whose probability is what is left in each model. So it is exact at
 * λ = 0 and λ = 1 and an approximation elsewhere. A candidate outside a model's own list gets an equal part
 * of what that model leaves, at most the bound. One that is in neither list, but in that of the base with
 * a prefix, is part of the rest: a prefix changes nothing of p_λ.
 *
 * @returns one probability for each candidate, in their order; undefined for one that is part of the rest
 */
export function whatIf(candidates: readonly Candidate[], lambda: number): (number | undefined)[] {
  const own = candidates.filter((candidate) => !candidate.base.isBound || !candidate.tuned.isBound);
  const base = completed(own.map((candidate) => candidate.base));
  const tuned = completed(own.map((candidate) => candidate.tuned));
  const weights = base.map((b, index) =>
    weightOf(b, tuned[index] ?? 0, lambda, index === own.length),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return candidates.map((candidate) => {
    const weight = weights[own.indexOf(candidate)];
    return weight === undefined ? undefined : sum > 0 ? weight / sum : 0;
  });
}

/** Rest below which it is rounding: single precision, added up over the list. */
const leastRest = 1e-6;

/** Stands for 0, so that every λ has a distribution. */
const leastProbability = 1e-30;

/** Numbers for all candidates, and for everything else at the end; they add up to 1. */
function completed(shown: readonly ShownProbability[]): number[] {
  const known = shown.reduce((sum, { value, isBound }) => sum + (isBound ? 0 : value), 0);
  const left = Math.max(0, 1 - known);
  const share = left / (1 + shown.filter(({ isBound }) => isBound).length);
  const values = shown.map(({ value, isBound }) => (isBound ? Math.min(value, share) : value));
  const rest = 1 - values.reduce((sum, value) => sum + value, 0);
  return [...values, rest < leastRest ? 0 : rest];
}

function weightOf(base: number, tuned: number, lambda: number, isRest: boolean): number {
  if (lambda === 0) return base;
  if (lambda === 1) return tuned;
  if (base === 0 && tuned === 0) return 0;
  const least = isRest ? leastRest : leastProbability;
  return Math.max(base, least) ** (1 - lambda) * Math.max(tuned, least) ** lambda;
}
