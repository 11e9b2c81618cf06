import type { PanelResult } from '../../../src/common/protocol/panel';

/** A probability, or an upper bound where a model's own list does not hold the token. */
export interface ShownProbability {
  readonly value: number;
  readonly isBound: boolean;
}

/** A candidate for a position, under both models. */
export interface Candidate {
  readonly id: number;
  readonly base: ShownProbability;
  readonly tuned: ShownProbability;
  /** Whether it is the token that is there. */
  readonly isActual: boolean;
}

/**
 * Both models' most probable tokens at a row as one list, the larger of the two probabilities first, and
 * the token that is there in any case. A token outside a model's list is less probable than the last of
 * that list: there its bound is given, so that nothing is made up.
 */
export function mergeTop(result: PanelResult, row: number): Candidate[] {
  const { columns, topK } = result;
  const actual = columns.id[row] ?? -1;
  const probabilities = (model: 'base' | 'tuned'): ((id: number) => ShownProbability) => {
    const from = row * topK;
    const ids = columns[`${model}TopIds`].subarray(from, from + topK);
    const values = columns[`${model}TopProbabilities`].subarray(from, from + topK);
    const bound = { value: values.at(-1) ?? 1, isBound: true };
    const known = new Map(
      Array.from(ids, (id, index) => [id, { value: values[index] ?? 0, isBound: false }]),
    );
    known.set(actual, {
      value: Math.exp(-(columns[`${model}Surprisal`][row] ?? 0)),
      isBound: false,
    });
    return (id) => known.get(id) ?? bound;
  };
  const base = probabilities('base');
  const tuned = probabilities('tuned');
  const from = row * topK;
  const ids = new Set([
    ...columns.baseTopIds.subarray(from, from + topK),
    ...columns.tunedTopIds.subarray(from, from + topK),
    actual,
  ]);
  const size = ({ value, isBound }: ShownProbability): number => (isBound ? 0 : value);
  return Array.from(ids, (id) => ({
    id,
    base: base(id),
    tuned: tuned(id),
    isActual: id === actual,
  })).sort(
    (a, b) =>
      Math.max(size(b.base), size(b.tuned)) - Math.max(size(a.base), size(a.tuned)) || a.id - b.id,
  );
}
