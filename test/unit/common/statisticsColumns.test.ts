import { describe, expect, it } from 'vitest';
import {
  allocateStatistics,
  columnOf,
  copyStatistics,
  isColumnArray,
  makeStatistics,
  numbersPerRow,
  statisticsColumns,
} from '../../../src/common/statisticsColumns';

describe('the table of columns', () => {
  it('names every array that is allocated, with its kind and length', () => {
    const statistics = allocateStatistics(5, 3);
    const arrays = Object.values(statistics).flatMap((group) => Object.values(group));
    expect(statisticsColumns).toHaveLength(arrays.length);
    for (const column of statisticsColumns) {
      const array = columnOf(statistics, column);
      expect(isColumnArray(array, column.kind), column.name).toBe(true);
      expect(array, column.name).toHaveLength(5 * numbersPerRow(column, 3));
    }
  });

  it('lets every column of a chunk be copied to its rows, and nothing else', () => {
    const whole = allocateStatistics(4, 2);
    const chunk = makeStatistics((column) => columnOf(allocateStatistics(2, 2), column).fill(7));
    copyStatistics(whole, chunk, 1, 2);
    for (const column of statisticsColumns) {
      const perRow = numbersPerRow(column, 2);
      const expected = [0, 7, 7, 0].flatMap((value) => Array<number>(perRow).fill(value));
      expect([...columnOf(whole, column)], column.name).toEqual(expected);
    }
  });
});
