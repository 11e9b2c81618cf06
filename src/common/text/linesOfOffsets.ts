import { finish, rowByRow, type Steps } from '../steps';

/**
 * Lines, from 1, of ascending UTF-16 offsets into a text, in one pass. CR LF, LF and a lone CR end a line,
 * as they do for the editor.
 */
export function linesOfOffsets(text: string, offsets: Int32Array): Int32Array {
  return finish(linesInSteps(text, offsets));
}

/** {@link linesOfOffsets} in steps. */
export function* linesInSteps(text: string, offsets: Int32Array): Steps<Int32Array> {
  const lines = new Int32Array(offsets.length);
  let line = 1;
  let position = 0;
  yield* rowByRow(0, offsets.length, (from, to) => {
    for (let index = from; index < to; index++) {
      const end = Math.min(offsets[index] ?? 0, text.length);
      for (; position < end; position += 1) {
        const unit = text.charCodeAt(position);
        if (unit === 10 || (unit === 13 && text.charCodeAt(position + 1) !== 10)) line += 1;
      }
      lines[index] = line;
    }
  });
  return lines;
}
