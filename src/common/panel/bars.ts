import { formatProbability } from '../format';
import { probabilitiesOf, type Candidate, type ShownProbability } from './mergeTop';

/** The right end of the bars' scale: the smallest round probability that holds all of them. */
export function barScale(
  candidates: readonly Candidate[],
  supposed: readonly (number | undefined)[] = [],
): number {
  const largest = Math.max(
    0,
    ...supposed.map((value) => value ?? 0),
    ...candidates.flatMap((candidate) =>
      probabilitiesOf(candidate)
        .filter(({ isBound }) => !isBound)
        .map(({ value }) => value),
    ),
  );
  return [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((end) => end >= largest) ?? 1;
}

/** A probability as text; a bound says that it is one. */
export function probabilityText({ value, isBound }: ShownProbability): string {
  const text = formatProbability(value);
  return isBound && !text.startsWith('<') ? `< ${text}` : text;
}
