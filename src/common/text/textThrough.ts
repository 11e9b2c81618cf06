/**
 * As much of a text as has to be split to know the tokens up to one of them: all of it within the limit,
 * and of a longer one what comes before the end of that token's line. A line that would take it beyond the
 * limit ends with the token's word, at white space: a word that is cut is split into other tokens.
 *
 * @param end where the token ends, in UTF-16 code units
 * @param limit UTF-16 code units; more are returned only where the token's word ends beyond them
 */
export function textThrough(text: string, end: number, limit: number): string {
  if (text.length <= limit) return text;
  const lineEnd = text.indexOf('\n', end);
  if (lineEnd >= 0 && lineEnd < limit) return text.slice(0, lineEnd + 1);
  const gap = text.slice(end).search(/\s/);
  return gap < 0 ? text : text.slice(0, end + gap);
}
