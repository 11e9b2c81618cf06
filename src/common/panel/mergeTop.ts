import type { PanelResult } from '../protocol/panel';

/** A probability, or an upper bound where a model's own list does not hold the token. */
export interface ShownProbability {
  readonly value: number;
  readonly isBound: boolean;
}

/** A candidate for a position, under every model. */
export interface Candidate {
  readonly id: number;
  readonly base: ShownProbability;
  /** Under the base with a prefix; absent where none was compared. */
  readonly conditioned?: ShownProbability;
  readonly tuned: ShownProbability;
  /** Whether it is the token that is there. */
  readonly isActual: boolean;
}

/** A model's most probable ids at a row. */
interface TopList {
  readonly ids: Int32Array;
  readonly probabilityOf: (id: number) => ShownProbability;
}

/**
 * All models' most probable tokens at a row as one list, the largest of the probabilities first, and
 * the token that is there in any case. A token outside a model's list is less probable than the last of
 * that list: there its bound is given, so that nothing is made up.
 */
export function mergeTop(result: PanelResult, row: number): Candidate[] {
  const { columns, conditioned } = result;
  const actual = columns.id[row] ?? -1;
  const listOf = (
    topIds: Int32Array,
    topProbabilities: Float32Array,
    surprisal: Float32Array,
    topK: number,
  ): TopList => {
    const from = row * topK;
    const ids = topIds.subarray(from, from + topK);
    const values = topProbabilities.subarray(from, from + topK);
    const bound = { value: values.at(-1) ?? 1, isBound: true };
    const known = new Map(
      Array.from(ids, (id, index) => [id, { value: values[index] ?? 0, isBound: false }]),
    );
    known.set(actual, { value: Math.exp(-(surprisal[row] ?? 0)), isBound: false });
    return { ids, probabilityOf: (id) => known.get(id) ?? bound };
  };
  const { topK } = result;
  const base = listOf(
    columns.baseTopIds,
    columns.baseTopProbabilities,
    columns.baseSurprisal,
    topK,
  );
  const tuned = listOf(
    columns.tunedTopIds,
    columns.tunedTopProbabilities,
    columns.tunedSurprisal,
    topK,
  );
  const third =
    conditioned && row < conditioned.surprisal.length
      ? listOf(
          conditioned.topIds,
          conditioned.topProbabilities,
          conditioned.surprisal,
          conditioned.topK,
        )
      : undefined;
  const ids = new Set([...base.ids, ...(third?.ids ?? []), ...tuned.ids, actual]);
  return Array.from(ids, (id): Candidate => ({
    id,
    base: base.probabilityOf(id),
    ...(third && { conditioned: third.probabilityOf(id) }),
    tuned: tuned.probabilityOf(id),
    isActual: id === actual,
  })).sort((a, b) => largest(b) - largest(a) || a.id - b.id);
}

/** The largest probability that a model's own list has. */
function largest(candidate: Candidate): number {
  return Math.max(
    0,
    ...probabilitiesOf(candidate).map(({ value, isBound }) => (isBound ? 0 : value)),
  );
}

/** What the models give to a candidate, in the order of the columns. */
export function probabilitiesOf({
  base,
  conditioned,
  tuned,
}: Candidate): readonly ShownProbability[] {
  return conditioned === undefined ? [base, tuned] : [base, conditioned, tuned];
}
