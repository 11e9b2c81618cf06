import { describe, expect, it } from 'vitest';
import { divergentRows, hasLittleContext, isDivergent } from '../../../src/common/divergent';
import { makeComparison } from '../support/comparisons';

const rowsOf = (...js: number[]) => js.map((value) => ({ piece: 'a', js: value }));

describe('divergent tokens', () => {
  it('are those that reach the threshold', () => {
    const comparison = makeComparison(rowsOf(0.05, 0.1, 0.3, 0));
    expect([...divergentRows(comparison, 0.1)]).toEqual([1, 2]);
  });

  it('lie above the noise floor, however low the threshold', () => {
    const comparison = makeComparison(rowsOf(0.001, 0.002), { pair: { noiseFloor: 0.001 } });
    expect([...divergentRows(comparison, 0)]).toEqual([1]);
  });

  it('are scored rows of the comparison', () => {
    const comparison = makeComparison(rowsOf(0.5, 0.5), { scoredCount: 1 });
    expect([-1, 0, 1, 2].map((row) => isDivergent(comparison, row, 0.1))).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });
});

describe('little context', () => {
  it('is less than eight tokens, prefix included', () => {
    const comparison = makeComparison([
      { piece: 'a', contextLength: 1 },
      { piece: 'b', contextLength: 7 },
      { piece: 'c', contextLength: 8 },
    ]);
    expect([0, 1, 2].map((row) => hasLittleContext(comparison, row))).toEqual([true, true, false]);
  });
});
