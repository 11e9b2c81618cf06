import type { Comparison } from '../common/comparison';
import { countRows } from '../common/rowRanges';
import { shiftSpans, type TextEdit } from '../common/text/spanShift';
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
  if (countRows(next.scored) >= next.rowCount) return undefined;
  // The columns of one run are the same arrays.
  if (comparison.tokens === next.tokens) return earlier;
  const before = shown?.asked;
  const sameRange = before?.range?.start === asked?.range?.start;
  const sameEnd = before?.range?.end === asked?.range?.end;
  if (before?.scoring !== asked?.scoring || !sameRange || !sameEnd) return undefined;
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
