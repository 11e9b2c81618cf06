import type { Comparison } from '../comparison';
import { isDivergent } from '../divergent';
import { countUpTo } from './spanShift';

/** A comparison with the spans of its rows in the document as it is now, UTF-16 code units. */
interface PlacedComparison {
  readonly comparison: Comparison;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/**
 * The divergent row that is the nearest to an offset in a direction, from the end of the text to its
 * beginning and back; undefined where there is none. Looks at no more rows than lie between.
 */
export function nearestDivergent(
  { comparison, starts, ends }: PlacedComparison,
  thresholdNats: number,
  offset: number,
  direction: 'next' | 'previous',
): number | undefined {
  const count = starts.length;
  const [first, step] =
    direction === 'next' ? [countUpTo(starts, offset), 1] : [countUpTo(starts, offset - 1) - 1, -1];
  for (let looked = 0; looked < count; looked++) {
    const row = (first + step * looked + count) % count;
    // Rows whose text an edit took away have no place to go to.
    const isPresent = (ends[row] ?? 0) > (starts[row] ?? 0);
    if (isPresent && isDivergent(comparison, row, thresholdNats)) return row;
  }
  return undefined;
}
