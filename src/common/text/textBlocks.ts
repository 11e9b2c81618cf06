import { finish, rowByRow, type Steps } from '../steps';

/** Consecutive rows whose tokens begin on one line, or in one paragraph. */
export interface TextBlock {
  /** Rows, end exclusive. */
  readonly first: number;
  readonly end: number;
  /** Lines of the first and the last of its tokens, from 1. */
  readonly fromLine: number;
  readonly toLine: number;
}

/**
 * The rows of each line in which tokens begin, in order.
 *
 * @param lines line of each row's token, from 1, ascending
 */
export function lineBlocks(lines: Int32Array): TextBlock[] {
  return finish(blocks(lines, (line) => line));
}

/**
 * The rows of each paragraph, in order: paragraphs end at blank lines, which belong to the one before
 * them. A text without blank lines is one paragraph.
 *
 * @param lines line of each row's token in `text`, from 1, ascending
 */
export function paragraphBlocks(lines: Int32Array, text: string): TextBlock[] {
  return finish(paragraphsInSteps(lines, text));
}

/** {@link paragraphBlocks} in steps. */
export function* paragraphsInSteps(lines: Int32Array, text: string): Steps<TextBlock[]> {
  const paragraphs = yield* paragraphOfLines(text);
  return yield* blocks(lines, (line) => paragraphs[line - 1] ?? paragraphs.at(-1) ?? 0);
}

/** UTF-16 code units of a text that a step looks at, about. */
const unitsPerStep = 32_768;

/** The number of each line's paragraph. */
function* paragraphOfLines(text: string): Steps<number[]> {
  const paragraphs: number[] = [];
  const lineEnd = /\r\n|\r|\n/g;
  let paragraph = 0;
  let afterBlank = false;
  let next = unitsPerStep;
  for (let start = 0; start <= text.length; start = lineEnd.lastIndex) {
    if (start >= next) {
      next = start + unitsPerStep;
      yield;
    }
    const end = lineEnd.exec(text)?.index;
    const blank = text.slice(start, end).trim() === '';
    if (!blank && afterBlank) paragraph++;
    afterBlank = blank;
    paragraphs.push(paragraph);
    if (end === undefined) break;
  }
  return paragraphs;
}

/** Cuts the rows where what `nameOf` says of their lines changes. */
function* blocks(lines: Int32Array, nameOf: (line: number) => number): Steps<TextBlock[]> {
  const found: TextBlock[] = [];
  let first = 0;
  yield* rowByRow(1, lines.length + 1, (from, to) => {
    for (let row = from; row < to; row++) {
      const before = lines[row - 1] ?? 1;
      const line = lines[row];
      if (line !== undefined && nameOf(line) === nameOf(before)) continue;
      found.push({ first, end: row, fromLine: lines[first] ?? 1, toLine: before });
      first = row;
    }
  });
  return found;
}
