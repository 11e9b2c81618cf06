import { formatNumber, formatSigned, fromNats, type DisplayUnit } from '../format';
import type { Continuation, SampleSet } from '../sampling/continuation';
import { continuationNotes, continuationsSentence } from '../sampling/continuationSentences';
import { continuationTotals } from '../sampling/continuationTotals';
import { visibleName } from '../text/tokenText';
import { continuationsExplanation } from './samplingExplanations';
import type { SectionReport, SectionTable } from './sectionReport';

/** A continuation that is kept, with where it is from. */
export interface KeptContinuation {
  readonly continuation: Continuation;
  readonly origin: string;
}

/**
 * What both models wrote behind a place as a report: every continuation, also those that the page has no
 * room for, and those that are kept.
 */
export function continuationsSection(
  set: SampleSet | undefined,
  kept: readonly KeptContinuation[],
  unit: DisplayUnit,
): SectionReport<'continuations'> {
  const written = set?.continuations ?? [];
  const tables = [
    ...(written.length === 0
      ? []
      : [
          continuationTable(
            'Continuations',
            written.map((continuation) => ({ continuation, origin: '' })),
            unit,
          ),
        ]),
    ...(kept.length === 0 ? [] : [continuationTable('Kept continuations', kept, unit)]),
  ];
  return {
    id: 'continuations',
    title: 'Continuations',
    finding:
      set === undefined ? 'No continuations were sampled since.' : continuationsSentence(set, unit),
    caveat: '',
    views: tables.length === 0 ? [] : [{ label: 'continuations', plots: [], tables }],
    explanation: continuationsExplanation,
  };
}

/** Continuations as a table: their sums and their text, whose control characters are made visible. */
export function continuationTable(
  caption: string,
  rows: readonly KeptContinuation[],
  unit: DisplayUnit,
): SectionTable {
  const number = (nats: number): string => formatNumber(fromNats(nats, unit), 1);
  const hasOrigin = rows.some(({ origin }) => origin !== '');
  return {
    caption,
    columns: [
      { title: 'continuation', isNumber: false },
      { title: 'tokens', isNumber: true },
      { title: `surprisal under base, ${unit}`, isNumber: true },
      { title: `surprisal under tuned, ${unit}`, isNumber: true },
      { title: `log ratio, ${unit}`, isNumber: true },
      { title: `KL(tuned ‖ base), ${unit}`, isNumber: true },
      { title: 'text', isNumber: false },
      { title: 'note', isNumber: false },
      ...(hasOrigin ? [{ title: 'from', isNumber: false }] : []),
    ],
    rows: rows.map(({ continuation, origin }) => {
      const totals = continuationTotals(continuation);
      return {
        cells: [
          `${continuation.writer} ${continuation.index}`,
          String(continuation.ids.length),
          number(-totals.logProbabilityBase),
          number(-totals.logProbabilityTuned),
          formatSigned(fromNats(totals.logRatio, unit), 1),
          number(totals.klTunedBase),
          visibleName(continuation.text),
          continuationNotes(continuation).join(' '),
          ...(hasOrigin ? [origin] : []),
        ],
      };
    }),
  };
}
