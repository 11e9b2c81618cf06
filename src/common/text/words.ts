/** Whether a text begins with a character that can go on with a word: a letter, mark, digit or underscore. */
export function beginsInsideWord(text: string): boolean {
  return /^[\p{L}\p{M}\p{N}_]/u.test(text);
}
