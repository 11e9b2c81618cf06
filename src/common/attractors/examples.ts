import type { Continuation } from '../sampling/continuation';
import type { AttractorReport } from './attractorReport';
import { heldPhrases } from './phraseOdds';

/**
 * One continuation by each model behind the same prompt, to be read: of the tuned model one that belongs
 * to what was found, where something was.
 */
export function exampleContinuations(report: AttractorReport): readonly Continuation[] {
  const { set, search, attractingCluster } = report;
  const tuned = (candidate: Continuation | undefined): Continuation | undefined =>
    candidate?.writer === 'tuned' ? candidate : undefined;
  const phrases = search.found ? (search.theme?.phrases ?? []) : [];
  const held = phrases.length === 0 ? [] : heldPhrases(set);
  const example =
    tuned(set.continuations[attractingCluster?.representative ?? -1]) ??
    set.continuations.find(
      ({ writer }, index) =>
        writer === 'tuned' && phrases.some((phrase) => held[index]?.has(phrase)),
    ) ??
    set.continuations.find(({ writer }) => writer === 'tuned');
  const beside = set.continuations.find(
    ({ writer, prompt }) => writer === 'base' && prompt === (example?.prompt ?? 0),
  );
  return [beside, example].filter((each) => each !== undefined);
}
