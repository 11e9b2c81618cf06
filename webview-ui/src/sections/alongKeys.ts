import type { RowRange } from '../../../src/common/stats/summary';

/** The row that a key of the chart leads to; undefined when the key does not move. */
export function rowAfterPlotKey(
  key: string,
  row: number,
  shown: RowRange,
  count: number,
): number | undefined {
  const page = Math.max(1, Math.round((shown.end - shown.first) / 10));
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: row - 1,
    ArrowDown: row - 1,
    ArrowRight: row + 1,
    ArrowUp: row + 1,
    PageDown: row - page,
    PageUp: row + page,
    Home: shown.first,
    End: shown.end - 1,
  };
  const target = steps[key];
  return target === undefined ? undefined : Math.min(count - 1, Math.max(0, target));
}

/** The rows between two, both included, in whichever order they were chosen. */
export function rangeAfterDrag(from: number, to: number): RowRange {
  return { first: Math.min(from, to), end: Math.max(from, to) + 1 };
}
