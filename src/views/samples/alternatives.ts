import type { Comparison } from '../../common/comparison';

/** A token that may stand at a place, with its probability where a model's list holds it. */
export interface Alternative {
  readonly id: number;
  readonly base: number | undefined;
  readonly tuned: number | undefined;
  /** Whether it is the token that is there. */
  readonly isActual: boolean;
}

/** Both models' most probable tokens at a row as one list, the larger of the two probabilities first. */
export function alternativesAt(comparison: Comparison, row: number): readonly Alternative[] {
  const { topK } = comparison.settings;
  const actual = comparison.tokens.id[row] ?? -1;
  const known = (model: 'base' | 'tuned'): ReadonlyMap<number, number> => {
    const { topIds, topProbabilities } = comparison[model];
    const places = Array.from({ length: topK }, (_, place) => row * topK + place);
    return new Map(places.map((at) => [topIds[at] ?? -1, topProbabilities[at] ?? 0]));
  };
  const [base, tuned] = [known('base'), known('tuned')];
  const size = ({ base: b = 0, tuned: t = 0 }: Alternative): number => Math.max(b, t);
  return [...new Set([...base.keys(), ...tuned.keys()])]
    .map((id) => ({ id, base: base.get(id), tuned: tuned.get(id), isActual: id === actual }))
    .sort((a, b) => size(b) - size(a) || a.id - b.id);
}
