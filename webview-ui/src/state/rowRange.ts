import type { RowRange } from '../../../src/common/rowRanges';

/** The fewest rows that a zoomed chart shows. */
export const smallestZoom = 8;

/** The range inside `count` rows, at least `smallestZoom` long where there are that many. */
export function clampRange(range: RowRange, count: number): RowRange {
  const length = Math.min(count, Math.max(smallestZoom, Math.round(range.end - range.first)));
  const first = Math.min(Math.max(0, Math.round(range.first)), count - length);
  return { first, end: first + length };
}

/** The range scaled by a factor (below 1 zooms in), with `centre` staying where it is on the screen. */
export function zoomRange(
  range: RowRange,
  factor: number,
  centre: number,
  count: number,
): RowRange | undefined {
  const inside = Math.min(Math.max(centre, range.first), range.end);
  const scaled = clampRange(
    {
      first: inside - (inside - range.first) * factor,
      end: inside + (range.end - inside) * factor,
    },
    count,
  );
  return scaled.end - scaled.first >= count ? undefined : scaled;
}

/** The range moved as little as possible so that it shows a row. */
export function rangeShowing(range: RowRange, row: number, count: number): RowRange {
  const length = range.end - range.first;
  if (row < range.first) return clampRange({ first: row, end: row + length }, count);
  if (row >= range.end) return clampRange({ first: row + 1 - length, end: row + 1 }, count);
  return range;
}
