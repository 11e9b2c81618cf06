import { logRatio, type Comparison } from '../comparison';
import { lineBlocks, paragraphBlocks } from '../text/textBlocks';

/** The log ratio that a line adds to the implied reward. */
export interface LineReward {
  /** From 1. */
  readonly line: number;
  readonly tokens: number;
  /** In nats; tokens that a model rules out add nothing. */
  readonly logRatio: number;
  /** What the paragraph that ends here adds, where it has several lines; in nats. */
  readonly paragraph: number | undefined;
}

/** Whole paragraphs of a text, and the rows whose tokens begin in them. */
export interface RewardedPart {
  readonly text: string;
  /** Rows of the comparison, end exclusive. */
  readonly first: number;
  readonly end: number;
  /** Line of each of these rows' tokens in `text`, from 1, ascending. */
  readonly lines: Int32Array;
}

/**
 * The implied reward line by line: the sum of the log ratios of the tokens that begin on each. Blank lines
 * are not listed; what they add is in the sum of the paragraph that they end.
 */
export function lineRewards(comparison: Comparison, part: RewardedPart): LineReward[] {
  const { text, first: offset, lines } = part;
  const sum = (first: number, end: number): number =>
    sumOf(comparison, offset + first, offset + end);
  const texts = text.split(/\r\n|\r|\n/);
  const written = lineBlocks(lines).filter(
    ({ fromLine }) => (texts[fromLine - 1] ?? '').trim() !== '',
  );
  const rewards: LineReward[] = [];
  let next = 0;
  for (const paragraph of paragraphBlocks(lines, text)) {
    const start = next;
    while (next < written.length && (written[next]?.first ?? Infinity) < paragraph.end) next++;
    written.slice(start, next).forEach(({ first, end, fromLine }, index) => {
      const isLast = index > 0 && start + index === next - 1;
      rewards.push({
        line: fromLine,
        tokens: end - first,
        logRatio: sum(first, end),
        paragraph: isLast ? sum(paragraph.first, paragraph.end) : undefined,
      });
    });
  }
  return rewards;
}

/**
 * Widens a range of lines to whole paragraphs, which begin with a line that is not blank behind one that is.
 *
 * @param from first line, from 0
 * @param to last line
 * @param lineCount lines of the text
 */
export function wholeParagraphs(
  from: number,
  to: number,
  lineCount: number,
  isBlank: (line: number) => boolean,
): { readonly from: number; readonly to: number } {
  const begins = (line: number): boolean => !isBlank(line) && isBlank(line - 1);
  let [start, last] = [Math.min(from, lineCount - 1), Math.min(to, lineCount - 1)];
  while (start > 0 && !begins(start)) start--;
  while (last + 1 < lineCount && !begins(last + 1)) last++;
  return { from: start, to: last };
}

function sumOf(comparison: Comparison, first: number, end: number): number {
  let sum = 0;
  for (let row = first; row < end; row++) {
    const ratio = logRatio(comparison, row);
    if (Number.isFinite(ratio)) sum += ratio;
  }
  return sum;
}
