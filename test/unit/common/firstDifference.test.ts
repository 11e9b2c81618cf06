import { describe, expect, it } from 'vitest';
import { columnOf, statisticsColumns } from '../../../src/common/statisticsColumns';
import { firstDifference } from '../../fixtures/firstDifference';
import { predictedComparison } from '../support/predictedComparison';

const topK = 4;
const rows = Array.from({ length: 60 }, (_, row) => ({
  base: [5 + (row % 7) / 7, 4.1, 3, 1.5, -2],
  tuned: [4, 4.6 - (row % 5) / 5, 3.3, 0.2, -1],
  target: row % 5,
}));
const expected = predictedComparison(rows, topK);
const always = (): boolean => true;

/** The same numbers, one of which is moved. */
function moved(name: string, by: (value: number) => number, at = 2) {
  const copy = predictedComparison(rows, topK);
  const column = statisticsColumns.find((each) => `${each.group}.${each.name}` === name);
  if (column === undefined) throw new Error(`There is no column ${name}.`);
  const array = columnOf(copy, column);
  array[at] = by(array[at] ?? NaN);
  return firstDifference(copy, expected, topK, always);
}

describe('the comparison of statistics', () => {
  it('finds none between equal ones, nor one within the order of arithmetic', () => {
    expect(firstDifference(expected, expected, topK, always)).toBeUndefined();
    expect(moved('base.surprisal', (value) => value + 5e-6)).toBeUndefined();
    expect(moved('mixture.logSums', (value) => value + 1e-5)).toBeUndefined();
  });

  it.each([
    ['base.surprisal', 1e-4],
    ['tuned.entropy', 3e-5],
    ['divergence.js', 2e-5],
    ['base.rank', 2],
    ['tuned.topIds', 1],
    ['base.topProbabilities', 1e-4],
    ['tuned.temperatureLogSums', 1e-4],
    ['base.temperatureMeans', 2e-4],
    ['mixture.logSums', 2e-4],
    ['mixture.means', 3e-4],
    ['base.binCounts', 2],
    ['tuned.binMasses', 1e-4],
  ])('finds %s that differs by %d', (name, by) => {
    expect(moved(name, (value) => value + by)).toContain(name);
  });

  it('finds a rank that differs by one in too many rows', () => {
    const copy = predictedComparison(rows, topK);
    copy.base.rank.forEach((rank, row) => {
      if (row % 10 === 0) copy.base.rank[row] = rank + 1;
    });
    expect(firstDifference(copy, expected, topK, always)).toContain('others in 6 of 60 rows');
    expect(moved('base.rank', (rank) => rank + 1)).toBeUndefined();
  });

  it('looks only at rows that are compared', () => {
    const copy = predictedComparison(rows, topK);
    copy.base.surprisal[3] = 99;
    expect(firstDifference(copy, expected, topK, (row) => row !== 3)).toBeUndefined();
  });
});
