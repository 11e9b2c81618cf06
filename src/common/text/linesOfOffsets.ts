/**
 * Lines, from 1, of ascending UTF-16 offsets into a text, in one pass. CR LF, LF and a lone CR end a line,
 * as they do for the editor.
 */
export function linesOfOffsets(text: string, offsets: Int32Array): Int32Array {
  const lines = new Int32Array(offsets.length);
  let line = 1;
  let position = 0;
  offsets.forEach((offset, index) => {
    for (; position < Math.min(offset, text.length); position += 1) {
      const unit = text.charCodeAt(position);
      if (unit === 10 || (unit === 13 && text.charCodeAt(position + 1) !== 10)) line += 1;
    }
    lines[index] = line;
  });
  return lines;
}
