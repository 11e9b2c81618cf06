/**
 * Where paragraphs begin, in UTF-16 code units: the first character behind a blank line, and that of the
 * text. Of more than `most` paragraphs, so many at even distances.
 */
export function paragraphStarts(text: string, most: number): number[] {
  const starts = Array.from(
    text.matchAll(/(?:^|(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*)(?=\S)/g),
    ({ index, 0: gap }) => index + gap.length,
  );
  if (starts.length <= most) return starts;
  return Array.from(
    { length: most },
    (_, place) => starts[Math.floor((place * starts.length) / most)] ?? 0,
  );
}
