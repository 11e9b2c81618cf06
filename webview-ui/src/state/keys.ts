import type { RowRange } from '../../../src/common/rowRanges';

/** The row that a key moves to, or undefined when the key is not one of the strip's. */
export function rowAfterKey(key: string, row: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, row - 1);
    case 'ArrowRight':
      return Math.min(count - 1, row + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

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

/** The index that a key leads to from another; undefined when the key is not one of the table's. */
export function targetIndex(key: string, index: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, index + 1);
    case 'ArrowUp':
      return Math.max(0, index - 1);
    case 'PageDown':
      return Math.min(count - 1, index + 10);
    case 'PageUp':
      return Math.max(0, index - 10);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    case 'Enter':
    case ' ':
      return index;
    default:
      return undefined;
  }
}
