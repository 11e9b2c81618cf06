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

/**
 * The implied reward line by line: the sum of the log ratios of the tokens that begin on each. Blank lines
 * are not listed; what they add is in the sum of the paragraph that they end.
 *
 * @param lines line of each row's token in `text`, from 1, ascending
 * @param count rows to look at, from the first
 */
export function lineRewards(
  comparison: Comparison,
  lines: Int32Array,
  text: string,
  count: number,
): LineReward[] {
  const shown = lines.subarray(0, count);
  const texts = text.split(/\r\n|\r|\n/);
  const written = lineBlocks(shown).filter(
    ({ fromLine }) => (texts[fromLine - 1] ?? '').trim() !== '',
  );
  const rewards: LineReward[] = [];
  let next = 0;
  for (const paragraph of paragraphBlocks(shown, text)) {
    const start = next;
    while (next < written.length && (written[next]?.first ?? count) < paragraph.end) next++;
    written.slice(start, next).forEach(({ first, end, fromLine }, index) => {
      const isLast = index > 0 && start + index === next - 1;
      rewards.push({
        line: fromLine,
        tokens: end - first,
        logRatio: sumOf(comparison, first, end),
        paragraph: isLast ? sumOf(comparison, paragraph.first, paragraph.end) : undefined,
      });
    });
  }
  return rewards;
}

function sumOf(comparison: Comparison, first: number, end: number): number {
  let sum = 0;
  for (let row = first; row < end; row++) {
    const ratio = logRatio(comparison, row);
    if (Number.isFinite(ratio)) sum += ratio;
  }
  return sum;
}
