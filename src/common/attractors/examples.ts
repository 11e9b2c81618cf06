import type { Continuation } from '../sampling/continuation';
import type { AttractorReport } from './attractorReport';
import { heldBy } from './phraseOdds';
import { phrasesOf } from './phrases';

/**
 * One continuation by each model behind the same prompt, to be read: of the tuned model one that belongs
 * to what was found, where something was.
 */
export function exampleContinuations(report: AttractorReport): readonly Continuation[] {
  const { set, search, attractingCluster } = report;
  const tuned = (candidate: Continuation | undefined): Continuation | undefined =>
    candidate?.writer === 'tuned' ? candidate : undefined;
  const phrases = search.found ? (search.theme?.phrases ?? []) : [];
  const holdsOne = (continuation: Continuation): boolean => {
    if (phrases.length === 0) return false;
    const held = heldBy(continuation, phrasesOf(set.prompts[continuation.prompt]?.text ?? ''));
    return phrases.some((phrase) => held.has(phrase));
  };
  const example =
    tuned(set.continuations[attractingCluster?.representative ?? -1]) ??
    set.continuations.find((each) => each.writer === 'tuned' && holdsOne(each)) ??
    set.continuations.find(({ writer }) => writer === 'tuned');
  const beside = set.continuations.find(
    ({ writer, prompt }) => writer === 'base' && prompt === (example?.prompt ?? 0),
  );
  return [beside, example].filter((each) => each !== undefined);
}
