import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../../src/common/comparison';
import { withRange } from '../../../src/common/rowRanges';
import { finish } from '../../../src/common/steps';
import { RulerMarks } from '../../../src/views/decorations/rulerMarks';
import { seededRandom } from '../../model/support/randomLogits';
import { makeComparison, type MadeRow } from '../support/comparisons';

const threshold = 0.1;

/** Rows of which about half are divergent, of either sign. */
function rowsOf(count: number): MadeRow[] {
  const random = seededRandom(count);
  return Array.from({ length: count }, () => ({
    piece: 'a',
    js: 0.2 * random(),
    baseSurprisal: random(),
    tunedSurprisal: random(),
  }));
}

/** The same run when only some of its rows were scored. */
function upTo(comparison: Comparison, count: number): Comparison {
  return {
    ...comparison,
    scored: withRange([], { first: 0, end: count }),
    scoredCount: count,
  };
}

function marksOf(comparison: Comparison, firstStaleRow = comparison.rowCount) {
  const { rowCount } = comparison;
  return new RulerMarks({ comparison, firstStaleRow }, threshold, (row) => row / rowCount);
}

function added(marks: RulerMarks, comparison: Comparison, firstStaleRow = comparison.rowCount) {
  return finish(marks.add({ comparison, firstStaleRow }));
}

describe('marks of the overview ruler', () => {
  it('are all divergent rows where there is room for them', () => {
    const comparison = makeComparison(rowsOf(200));
    const marks = marksOf(comparison);
    expect(added(marks, comparison)).toBe(true);
    const { js } = comparison.divergence;
    const divergent = Array.from(js.keys()).filter((row) => (js[row] ?? 0) >= threshold);
    const { favoured, avoided } = marks.rows;
    expect([...favoured, ...avoided].sort((a, b) => a - b)).toEqual(divergent);
    const { base, tuned } = comparison;
    const ratio = (row: number): number => (base.surprisal[row] ?? 0) - (tuned.surprisal[row] ?? 0);
    expect(favoured.every((row) => ratio(row) >= 0)).toBe(true);
    expect(avoided.every((row) => ratio(row) < 0)).toBe(true);
  });

  it('reach from the beginning to the end of a long document, the most divergent at each height', () => {
    const comparison = makeComparison(rowsOf(50_000));
    const marks = marksOf(comparison);
    added(marks, comparison);
    const { favoured, avoided } = marks.rows;
    expect(favoured).toHaveLength(1_000);
    expect(avoided).toHaveLength(1_000);
    const { js } = comparison.divergence;
    favoured.forEach((row, height) => {
      expect(Math.floor(row / 50)).toBe(height);
      for (let other = 50 * height; other < 50 * (height + 1); other++) {
        const isFavoured =
          (comparison.base.surprisal[other] ?? 0) >= (comparison.tuned.surprisal[other] ?? 0);
        if (isFavoured) expect(js[other]).toBeLessThanOrEqual(js[row] ?? 0);
      }
    });
  });

  it('are the same whether rows come at once or one after another, looked at once each', () => {
    const comparison = makeComparison(rowsOf(9_000));
    const whole = marksOf(comparison);
    added(whole, comparison);
    const looked = new Map<number, number>();
    const parts = new RulerMarks(
      { comparison: upTo(comparison, 0), firstStaleRow: 9_000 },
      threshold,
      (row) => {
        looked.set(row, (looked.get(row) ?? 0) + 1);
        return row / 9_000;
      },
    );
    for (const count of [10, 10, 4_000, 8_999, 9_000]) added(parts, upTo(comparison, count));
    expect(parts.rows).toEqual(whole.rows);
    expect(Math.max(...looked.values())).toBe(1);
    expect(added(parts, comparison)).toBe(false);
  });

  it('may be left in the middle and begun again', () => {
    const comparison = makeComparison(rowsOf(9_000));
    const whole = marksOf(comparison);
    added(whole, comparison);
    const marks = marksOf(comparison);
    const left = marks.add({ comparison, firstStaleRow: 9_000 });
    expect(left.next().done).toBe(false);
    added(marks, comparison);
    expect(marks.rows).toEqual(whole.rows);
  });

  it('are of another comparison, threshold or text before an edit no longer', () => {
    const comparison = makeComparison(rowsOf(100));
    const marks = marksOf(comparison);
    added(marks, comparison);
    const [firstStaleRow, half] = [100, upTo(comparison, 50)];
    expect(marks.isOf({ comparison: half, firstStaleRow }, threshold)).toBe(true);
    expect(marks.isOf({ comparison, firstStaleRow: 99 }, threshold)).toBe(false);
    expect(marks.isOf({ comparison, firstStaleRow }, 0.2)).toBe(false);
    const other = makeComparison(rowsOf(100));
    expect(marks.isOf({ comparison: other, firstStaleRow }, threshold)).toBe(false);
  });

  it('leave out rows behind an edit', () => {
    const comparison = makeComparison(rowsOf(100));
    const marks = marksOf(comparison, 40);
    added(marks, comparison, 40);
    const { favoured, avoided } = marks.rows;
    expect(Math.max(...favoured, ...avoided)).toBeLessThan(40);
    expect(favoured.length + avoided.length).toBeGreaterThan(5);
  });
});
