/** An edit of a text: UTF-16 code units from `start` to `end` were replaced. */
export interface TextEdit {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly insertedLength: number;
  /**
   * Text from here on may be split into other tokens than before, at most `start`; see
   * {@link splitAnewFrom}.
   */
  readonly splitFrom?: number;
}

/** Spans of rows in the text as it is now; both arrays have one element per row, in order. */
export interface ShiftedSpans {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Rows from this one on were scored before an edit that may change them. */
  readonly firstStaleRow: number;
}

/**
 * Moves spans through an edit. Rows that end before the edit keep their place, and stay fresh if they
 * end before the text that may be split anew. Every later row becomes stale, since a causal model saw
 * the old text before it; those behind the edit move with their text, those inside it shrink to what
 * is left of them. An edit at a row's end counts as touching it: the tokenizer may join what was
 * typed to that token.
 */
export function shiftSpans(spans: ShiftedSpans, edit: TextEdit): ShiftedSpans {
  if (edit.start === edit.end && edit.insertedLength === 0) return spans;
  const first = firstTouchedRow(spans.ends, edit.start);
  const split = firstTouchedRow(spans.ends, (edit.splitFrom ?? edit.start) + 1);
  const firstStaleRow = Math.min(spans.firstStaleRow, first, split);
  if (first === spans.ends.length) {
    return firstStaleRow === spans.firstStaleRow ? spans : { ...spans, firstStaleRow };
  }
  const delta = edit.insertedLength - (edit.end - edit.start);
  const starts = spans.starts.slice();
  const ends = spans.ends.slice();
  for (let row = first; row < starts.length; row++) {
    const start = starts[row] ?? 0;
    const end = ends[row] ?? 0;
    if (start >= edit.end) {
      starts[row] = start + delta;
      ends[row] = end + delta;
    } else if (start >= edit.start) {
      // What an edit leaves of a row that began inside it lies behind the inserted text.
      starts[row] = end > edit.end ? edit.start + edit.insertedLength : edit.start;
      ends[row] = end > edit.end ? end + delta : edit.start;
    } else {
      ends[row] = end > edit.end ? end + delta : edit.start;
    }
  }
  return { starts, ends, firstStaleRow };
}

/**
 * From where on an edit may change how a text is split into tokens: tokenizers cut at white space
 * first, so this is the white space before the word in which the edit begins. It is 0 where there is
 * none.
 *
 * @param before the text up to the edit's beginning, which the edit left alone
 */
export function splitAnewFrom(before: string): number {
  let offset = before.length;
  while (offset > 0 && !/\s/.test(before.charAt(offset - 1))) offset--;
  while (offset > 0 && /\s/.test(before.charAt(offset - 1))) offset--;
  return offset;
}

/** First row whose span ends at or behind `offset`; the number of rows when none does. */
function firstTouchedRow(ends: Int32Array, offset: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Rows whose spans contain `offset`, as a half-open range; between two tokens it is the one that
 * starts there. Empty when no row is there.
 */
export function rowsAt(
  spans: Pick<ShiftedSpans, 'starts' | 'ends'>,
  offset: number,
): { readonly first: number; readonly end: number } {
  const { starts, ends } = spans;
  const end = countUpTo(starts, offset);
  let first = end;
  while (first > 0 && (ends[first - 1] ?? 0) > offset) first--;
  return { first, end };
}

/** Number of elements of an ascending array that are at most `value`. */
export function countUpTo(ascending: Int32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
