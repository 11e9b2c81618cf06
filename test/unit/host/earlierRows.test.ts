import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/common/comparison';
import type { AskedFor, ComparedDocument } from '../../../src/host/comparisonStore';
import { earlierRows, shiftEarlier } from '../../../src/host/earlierRows';
import { makeComparison } from '../support/comparisons';

const asked: AskedFor = { scoring: 'pair and settings', range: undefined };

function comparison(scoredCount: number): Comparison {
  const made = makeComparison([{ piece: 'one' }, { piece: 'two' }, { piece: 'six' }]);
  return { ...made, scored: [{ first: 0, end: scoredCount }], scoredCount };
}

type Shown = Pick<ComparedDocument, 'comparison' | 'asked' | 'starts' | 'ends' | 'earlier'>;

function shown(of: Comparison, more: Partial<Shown> = {}): Shown {
  const { start: starts, end: ends } = of.tokens;
  return {
    comparison: of,
    asked,
    starts,
    ends,
    ...more,
  };
}

describe('rows of before', () => {
  const before = comparison(3);
  const kept = { comparison: before, starts: before.tokens.start, ends: before.tokens.end };

  it('stay until the run has come to its end', () => {
    const next = comparison(1);
    expect(earlierRows(shown(before), next, asked)).toEqual(kept);
    const during = shown(next, { earlier: kept });
    expect(earlierRows(during, { ...next, scoredCount: 2 }, asked)).toBe(kept);
    const whole = { ...next, scoredCount: 3 };
    expect(earlierRows(during, { ...whole, isSplit: false }, asked)).toBe(kept);
    expect(earlierRows(during, whole, asked)).toBeUndefined();
  });

  it('stay while one run after another is given up', () => {
    const during = shown(comparison(2), { earlier: kept });
    expect(earlierRows(during, comparison(1), asked)).toBe(kept);
  });

  it('go when something else is asked for, or nothing was known', () => {
    const next = comparison(1);
    expect(earlierRows(shown(before), next, { ...asked, scoring: 'other' })).toBeUndefined();
    const range = { start: 0, end: 4 };
    expect(earlierRows(shown(before), next, { ...asked, range })).toBeUndefined();
    expect(earlierRows(undefined, next, asked)).toBeUndefined();
    expect(earlierRows(shown(before, { comparison: undefined }), next, asked)).toBeUndefined();
  });

  it('move with edits', () => {
    const edit = { start: 3, end: 3, insertedLength: 2 };
    expect(shiftEarlier(undefined, [edit])).toBeUndefined();
    const moved = shiftEarlier(kept, [edit]);
    expect([...(moved?.starts ?? [])]).toEqual([0, 5, 8]);
    expect([...(moved?.ends ?? [])]).toEqual([3, 8, 11]);
    expect(moved?.comparison).toBe(before);
  });
});
