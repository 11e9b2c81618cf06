import { isCausal, noiseFloorText, notCausalSentence } from '../causality';
import { formatNumber, formatPlusMinus, formatSigned, fromNats, type DisplayUnit } from '../format';
import { tokens } from '../sentences';
import type { Continuation, ModelName, SampleSet } from './continuation';
import { continuationTotals } from './continuationTotals';

/** A sum over a continuation, with what it is. */
export interface ContinuationFact {
  readonly name: string;
  readonly value: string;
}

/** The sums over a continuation, ready to be read. */
export function continuationFacts(
  continuation: Continuation,
  unit: DisplayUnit,
): readonly ContinuationFact[] {
  const totals = continuationTotals(continuation);
  const number = (nats: number): string => formatNumber(fromNats(nats, unit), 1);
  return [
    { name: 'tokens', value: String(continuation.ids.length) },
    {
      name: `surprisal, ${unit}`,
      value: `base ${number(-totals.logProbabilityBase)}, tuned ${number(-totals.logProbabilityTuned)}`,
    },
    { name: `log ratio, ${unit}`, value: formatSigned(fromNats(totals.logRatio, unit), 1) },
    { name: `KL(tuned ‖ base), ${unit}`, value: number(totals.klTunedBase) },
  ];
}

/** What has to be known of a continuation; empty where nothing has. */
export function continuationNotes({ end, splitsAlike }: Continuation): readonly string[] {
  return [
    ...(end === 'stop' ? ['Ends at a stop text.'] : []),
    ...(end === 'document' ? ['Ends the document.'] : []),
    ...(splitsAlike
      ? []
      : [
          'Its text would be split into other tokens than were written: scoring the text gives other numbers.',
        ]),
  ];
}

/** What each model spends on its way, numbers first; what was written is counted as it comes. */
export function continuationsSentence(set: SampleSet, unit: DisplayUnit): string {
  if (!isCausal(set.pair)) return notCausalSentence(set.pair, unit);
  const by = (writer: ModelName): Continuation[] =>
    set.continuations.filter((continuation) => continuation.writer === writer);
  const [base, tuned] = [by('base'), by('tuned')];
  const sentences = [
    tuned.length === 0
      ? ''
      : `Along ${ofThem(tuned.length, 'tuned')} the tuned model departs from the base by ${mean(
          tuned.map((each) => continuationTotals(each).klTunedBase),
          unit,
        )} of KL(tuned ‖ base)`,
    base.length === 0
      ? ''
      : `along ${ofThem(base.length, 'base')} the base departs from the tuned model by ${mean(
          base.map((each) => continuationTotals(each).klBaseTuned),
          unit,
        )} of KL(base ‖ tuned)`,
  ].filter((sentence) => sentence !== '');
  if (sentences.length === 0) return 'Nothing is written yet.';
  const text = `${sentences.join('; ')}.`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} Each has at most ${tokens(set.length)}; ${noiseFloorText(set.pair, 'klTunedBase', unit)} per token.`;
}

function ofThem(count: number, writer: string): string {
  return count === 1
    ? `one ${writer} continuation`
    : `a ${writer} continuation, the average of ${count},`;
}

/** A mean with its standard error over continuations, which are independent. */
function mean(values: readonly number[], unit: DisplayUnit): string {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  const shown = fromNats(average, unit);
  if (values.length < 2) return `${formatNumber(shown, 1)} ${unit}`;
  const variance =
    values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (values.length - 1);
  const error = fromNats(Math.sqrt(variance / values.length), unit);
  return `${formatPlusMinus(shown, error)} ${unit}`;
}
