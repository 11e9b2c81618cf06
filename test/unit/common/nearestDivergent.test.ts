import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divergentRows } from '../../../src/common/divergent';
import { nearestDivergent } from '../../../src/common/text/nearestDivergent';
import { makeComparison } from '../support/comparisons';

const threshold = 0.1;

describe('the nearest divergent row', () => {
  it('is the first behind the offset or the last before it, and goes round', () => {
    const row = fc.record({ isDivergent: fc.boolean(), length: fc.nat(3) });
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.integer({ min: 0, max: 40 }),
        fc.nat(12),
        (made, offset, scoredCount) => {
          const comparison = makeComparison(
            made.map(({ isDivergent, length }) => ({
              piece: 'x'.repeat(length),
              js: isDivergent ? 0.2 : 0.05,
            })),
            { scoredCount: Math.min(scoredCount, made.length) },
          );
          const { start: starts, end: ends } = comparison.tokens;
          const present = Array.from(divergentRows(comparison, threshold)).filter(
            (each) => (ends[each] ?? 0) > (starts[each] ?? 0),
          );
          const at = (each: number): number => starts[each] ?? 0;
          const entry = { comparison, starts, ends };
          expect(nearestDivergent(entry, threshold, offset, 'next')).toBe(
            present.find((each) => at(each) > offset) ?? present[0],
          );
          expect(nearestDivergent(entry, threshold, offset, 'previous')).toBe(
            present.findLast((each) => at(each) < offset) ?? present.at(-1),
          );
        },
      ),
    );
  });
});
