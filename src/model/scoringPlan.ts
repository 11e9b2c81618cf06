import type { TextRange } from '../common/comparison';
import type { KnownRows } from '../common/protocol/model';
import { rangeAt, withRange, type RowRanges } from '../common/rowRanges';
import type { TextWindow } from '../common/stats/windows';
import type { TokenSpans } from '../common/text/tokenSpans';

/** What of a text still has to be scored, in tokens of the text. */
export interface ScoringPlan {
  /** Tokens whose known numbers hold. */
  readonly reused: RowRanges;
  readonly windows: readonly TextWindow[];
}

/**
 * Leaves out what is known: a token's numbers depend on the ids of its window up to itself and on
 * nothing else, so they hold where these are the same, whatever became of the text behind. Known rows
 * must be of the same pair and settings, hence of the same windows.
 *
 * @param ids of the whole text
 */
export function withoutKnown(
  windows: readonly TextWindow[],
  ids: Int32Array,
  known: KnownRows,
): ScoringPlan {
  let reused: RowRanges = [];
  const rest: TextWindow[] = [];
  for (const window of windows) {
    const { start, firstScored, end } = window;
    const scored = rangeAt(known.scored, firstScored - known.firstToken);
    const scoredEnd = scored === undefined ? start : Math.min(end, known.firstToken + scored.end);
    let same = start;
    while (same < scoredEnd && ids[same] === known.ids[same]) same++;
    const next = Math.max(firstScored, same);
    reused = withRange(reused, { first: firstScored, end: next });
    if (next < end) rest.push({ start, firstScored: next, end });
  }
  return { reused, windows: rest };
}

/**
 * Puts the windows first that score what is visible. Within a window every token needs those before
 * it, and so does what is visible in the first one; later windows need nothing of earlier ones.
 */
export function visibleFirst(
  windows: readonly TextWindow[],
  spans: TokenSpans,
  visible: TextRange,
): readonly TextWindow[] {
  const isVisible = ({ firstScored, end }: TextWindow): boolean =>
    (spans.start[firstScored] ?? Infinity) < visible.end &&
    (spans.end[end - 1] ?? 0) > visible.start;
  return [...windows.filter(isVisible), ...windows.filter((window) => !isVisible(window))];
}
