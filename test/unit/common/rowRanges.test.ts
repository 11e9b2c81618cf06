import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countRows,
  rangeAt,
  rowsBefore,
  withoutRanges,
  withRange,
  type RowRanges,
} from '../../../src/common/rowRanges';

const ranges = (...pairs: readonly (readonly [number, number])[]): RowRanges =>
  pairs.map(([first, end]) => ({ first, end }));

describe('ranges of rows', () => {
  it('stay in order and join what overlaps or touches', () => {
    const some = ranges([2, 4], [8, 9]);
    expect(withRange(some, { first: 5, end: 6 })).toEqual(ranges([2, 4], [5, 6], [8, 9]));
    expect(withRange(some, { first: 4, end: 8 })).toEqual(ranges([2, 9]));
    expect(withRange(some, { first: 0, end: 1 })).toEqual(ranges([0, 1], [2, 4], [8, 9]));
    expect(withRange(some, { first: 9, end: 12 })).toEqual(ranges([2, 4], [8, 12]));
    expect(withRange(some, { first: 5, end: 5 })).toBe(some);
  });

  it('hold exactly the rows that were put in', () => {
    const range = fc
      .tuple(fc.nat(30), fc.nat(6))
      .map(([first, length]) => ({ first, end: first + length }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (added) => {
        const rows = new Set<number>();
        for (const { first, end } of added) for (let row = first; row < end; row++) rows.add(row);
        const all = added.reduce<RowRanges>(withRange, []);
        expect(countRows(all)).toBe(rows.size);
        for (let row = 0; row < 40; row++) {
          expect(rangeAt(all, row) !== undefined).toBe(rows.has(row));
        }
        all.slice(1).forEach(({ first }, index) => {
          expect(first).toBeGreaterThan(all[index]?.end ?? Infinity);
        });
      }),
    );
  });

  it('are taken from one another and cut at a row', () => {
    const range = fc
      .tuple(fc.nat(30), fc.nat(6))
      .map(([first, length]) => ({ first, end: first + length }));
    const some = fc
      .array(range, { maxLength: 8 })
      .map((all) => all.reduce<RowRanges>(withRange, []));
    fc.assert(
      fc.property(some, some, fc.nat(40), (all, others, limit) => {
        const rest = withoutRanges(all, others);
        const before = rowsBefore(all, limit);
        for (let row = 0; row < 40; row++) {
          const isIn = rangeAt(all, row) !== undefined;
          const isInOthers = rangeAt(others, row) !== undefined;
          expect(rangeAt(rest, row) !== undefined).toBe(isIn && !isInOthers);
          expect(rangeAt(before, row) !== undefined).toBe(isIn && row < limit);
        }
      }),
    );
  });
});
