import type { TextRange } from '../comparison';

/** The two ends of a line that an editor's document may have, the same in all of it. */
type LineEnd = '\n' | '\r\n';

/** A replacement that an editor can make. */
interface Replacement {
  readonly range: TextRange;
  readonly text: string;
}

const anyLineEnd = /\r\n|\r|\n/g;

/**
 * A replacement with the line ends of its document, and without a half of one: an editor has no place
 * within CRLF, which a tokenizer may split into two tokens. The document becomes what replacing to the
 * letter and then making all line ends the same would make of it.
 *
 * @param document a text whose line ends are all `eol`
 * @param range what is replaced, UTF-16 code units
 */
export function wholeLineEnds(
  document: string,
  { start, end }: TextRange,
  inserted: string,
  eol: LineEnd,
): Replacement {
  const isWithin = document[start - 1] === '\r' && document[start] === '\n';
  const endsWithin =
    document[end] === '\n' && (document[end - 1] === '\r' || inserted.endsWith('\r'));
  const text = `${isWithin ? '\r' : ''}${inserted}${endsWithin ? '\n' : ''}`.replaceAll(
    anyLineEnd,
    eol,
  );
  // A line end that is cut stays where it is: it is neither replaced nor written again.
  const first = isWithin ? eol.length : 0;
  const isApart = !(isWithin && end === start) && text.length >= first + eol.length;
  const kept = endsWithin && isApart ? eol.length : 0;
  return {
    range: { start: isWithin ? start + 1 : start, end: endsWithin ? end + 1 - kept : end },
    text: text.slice(first, text.length - kept),
  };
}
