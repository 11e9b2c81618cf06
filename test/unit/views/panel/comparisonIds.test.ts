import { describe, expect, it } from 'vitest';
import { ComparisonIds } from '../../../../src/views/panel/comparisonIds';
import { makeComparison } from '../../support/comparisons';

const rows = [{ piece: 'One' }, { piece: ' two' }];
const comparison = makeComparison(rows, { scoredCount: 1 });
const entry = { comparison, starts: Int32Array.of(0, 3), ends: Int32Array.of(3, 7) };

describe('ComparisonIds', () => {
  it('keeps the name of a run while its rows arrive, and gives the next run another', () => {
    const ids = new ComparisonIds();
    const id = ids.of(comparison);
    expect(id).not.toBe('');
    expect(ids.of({ ...comparison, scoredCount: 2 })).toBe(id);
    expect(ids.of(makeComparison(rows))).not.toBe(id);
    expect(ids.of(undefined)).toBe('');
  });

  it('finds rows of the comparison that is there now, and of no other', () => {
    const ids = new ComparisonIds();
    const id = ids.of(comparison);
    expect(ids.span(entry, id, 0)).toEqual({ start: 0, end: 3 });
    expect(ids.span(entry, id, 1)).toBeUndefined();
    const next = { ...entry, comparison: makeComparison(rows) };
    expect(ids.span(next, id, 0)).toBeUndefined();
    expect(ids.span(undefined, id, 0)).toBeUndefined();
  });
});
