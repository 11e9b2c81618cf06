import { describe, expect, it } from 'vitest';
import { RangeSums } from '../../../../src/common/stats/rangeSums';
import { finish } from '../../../../src/common/steps';
import { seededRandom } from '../../../model/support/randomLogits';

describe('sums over ranges of rows', () => {
  const rows = 1_000;
  /** Whole numbers, whose sums are exact in any order. */
  const numbers = Array.from({ length: rows }, (_, row) => [(row * 7919) % 101, 1]);
  const ranged = (): { ranges: RangeSums; added: () => number } => {
    let added = 0;
    const ranges = new RangeSums(rows, 2, (target, at, first, end) => {
      for (let row = first; row < end; row++) {
        added++;
        numbers[row]?.forEach((value, i) => (target[at + i] = (target[at + i] ?? NaN) + value));
      }
    });
    return { ranges, added: () => added };
  };
  const direct = (first: number, end: number): number[] =>
    numbers.slice(first, end).reduce(([a = 0, b = 0], [c = 0, d = 0]) => [a + c, b + d], [0, 0]);

  it('are those of their rows, whichever were asked for before', () => {
    const { ranges } = ranged();
    const random = seededRandom(3);
    for (let turn = 0; turn < 300; turn++) {
      const [a, b] = [Math.floor(random() * (rows + 1)), Math.floor(random() * (rows + 1))];
      const [first, end] = [Math.min(a, b), Math.max(a, b)];
      const what = `${first} to ${end}`;
      expect([...finish(ranges.over(first, end))], what).toEqual(direct(first, end));
    }
    expect([...finish(ranges.over(0, rows))]).toEqual(direct(0, rows));
  });

  it('look at a row again only at the ends of a range', () => {
    const { ranges, added } = ranged();
    finish(ranges.over(0, rows));
    const before = added();
    expect(before).toBe(rows);
    finish(ranges.over(5, rows - 5));
    expect(added() - before).toBeLessThan(64);
  });
});
