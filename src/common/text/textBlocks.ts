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
  return blocks(lines, (line) => line);
}

/**
 * The rows of each paragraph, in order: paragraphs end at blank lines, which belong to the one before
 * them. A text without blank lines is one paragraph.
 *
 * @param lines line of each row's token in `text`, from 1, ascending
 */
export function paragraphBlocks(lines: Int32Array, text: string): TextBlock[] {
  const paragraphs: number[] = [];
  let paragraph = 0;
  let afterBlank = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const blank = line.trim() === '';
    if (!blank && afterBlank) paragraph++;
    afterBlank = blank;
    paragraphs.push(paragraph);
  }
  return blocks(lines, (line) => paragraphs[line - 1] ?? paragraph);
}

/** Cuts the rows where what `nameOf` says of their lines changes. */
function blocks(lines: Int32Array, nameOf: (line: number) => number): TextBlock[] {
  const found: TextBlock[] = [];
  let first = 0;
  for (let row = 1; row <= lines.length; row++) {
    const before = lines[row - 1] ?? 1;
    const line = lines[row];
    if (line !== undefined && nameOf(line) === nameOf(before)) continue;
    found.push({ first, end: row, fromLine: lines[first] ?? 1, toLine: before });
    first = row;
  }
  return found;
}
