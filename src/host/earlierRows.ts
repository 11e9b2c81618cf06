import { isWhole, type Comparison } from '../common/comparison';
import { shiftSpans, type TextEdit } from '../common/text/spanShift';
import { sameQuestion } from './comparisonRun';
import type { AskedFor, ComparedDocument, EarlierRows } from './comparisonStore';

type ShownField = 'comparison' | 'starts' | 'ends' | 'asked' | 'earlier';

/**
 * What of a document's rows stays while a run scores its text anew: those of before, until the run has
 * come to its end. Rows of another question do not.
 *
 * @param next the run's rows so far
 */
export function earlierRows(
  shown: Pick<ComparedDocument, ShownField> | undefined,
  next: Comparison,
  asked: AskedFor | undefined,
): EarlierRows | undefined {
  const { comparison, starts, ends, earlier } = shown ?? {};
  if (comparison === undefined || starts === undefined || ends === undefined) return undefined;
  if (isWhole(next)) return undefined;
  // The pieces of one run are the same map.
  if (comparison.pieces === next.pieces) return earlier;
  if (!sameQuestion(shown?.asked, asked)) return undefined;
  return earlier ?? { comparison, starts, ends };
}

/** The same rows where an edit has put them. */
export function shiftEarlier(
  rows: EarlierRows | undefined,
  edits: readonly TextEdit[],
): EarlierRows | undefined {
  if (rows === undefined) return undefined;
  const { starts, ends } = edits.reduce(shiftSpans, { ...rows, firstStaleRow: 0 });
  return { comparison: rows.comparison, starts, ends };
}
