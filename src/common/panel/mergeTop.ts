import { figuresOf, type PanelToken, type TopTokens } from '../protocol/panelToken';

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
 *
 * @param actual id of the token that is there
 * @param more ids that are listed, too
 */
export function mergeTop(
  token: PanelToken,
  actual: number,
  more: Iterable<number> = [],
): Candidate[] {
  const listOf = ({ ids, probabilities }: TopTokens, surprisal: number): TopList => {
    const bound = { value: probabilities.at(-1) ?? 1, isBound: true };
    const known = new Map(
      Array.from(ids, (id, index) => [id, { value: probabilities[index] ?? 0, isBound: false }]),
    );
    known.set(actual, { value: Math.exp(-surprisal), isBound: false });
    return { ids, probabilityOf: (id) => known.get(id) ?? bound };
  };
  const { baseSurprisal, tunedSurprisal, conditionedSurprisal } = figuresOf(token);
  const base = listOf(token.base, baseSurprisal);
  const tuned = listOf(token.tuned, tunedSurprisal);
  const third = token.conditioned && listOf(token.conditioned, conditionedSurprisal);
  const ids = new Set([...base.ids, ...(third?.ids ?? []), ...tuned.ids, actual, ...more]);
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
