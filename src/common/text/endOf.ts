import { visibleText } from './tokenText';

/** Longest end of a text in a sentence, in characters. */
const longestEnd = 48;

/**
 * The end of a text in one line; white space alone is made visible.
 *
 * @param longest most characters of it
 */
export function endOf(text: string, longest = longestEnd): string {
  const line = text
    .slice(-400)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Z}]+/gu, ' ')
    .trim();
  if (line === '') return visibleText(text.slice(-longest));
  const characters = Array.from(line);
  return characters.length <= longest && text.length <= 400
    ? line
    : `…${characters
        .slice(1 - longest)
        .join('')
        .trimStart()}`;
}
