import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  downsampleExtremes,
  meanWidth,
  movingMean,
  strongestRows,
} from '../../../webview-ui/src/state/downsample';

describe('downsampleExtremes', () => {
  it('keeps every row when there is a place for each', () => {
    const rows = downsampleExtremes(Float32Array.of(3, 1, 2, 5), { first: 1, end: 4 }, 3);
    expect([...rows]).toEqual([1, 2, 3]);
  });

  it('keeps the smallest and the largest of each bucket, in document order', () => {
    const values = Float32Array.of(0, 9, 1, -4, 2, 2, 7, 3);
    expect([...downsampleExtremes(values, { first: 0, end: 8 }, 4)]).toEqual([1, 3, 4, 6]);
  });

  it('never loses an extreme, whatever the values', () => {
    const values = fc.float32Array({ minLength: 1, maxLength: 400, noNaN: true });
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 60 }), (column, places) => {
        const rows = [...downsampleExtremes(column, { first: 0, end: column.length }, places)];
        const kept = rows.map((row) => column[row] ?? NaN);
        expect(rows.length).toBeLessThanOrEqual(Math.max(places, 2));
        expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
        expect(Math.max(...kept)).toBe(Math.max(...column));
        expect(Math.min(...kept)).toBe(Math.min(...column));
      }),
    );
  });
});

describe('movingMean', () => {
  it('averages around each row and less at the ends', () => {
    expect([...movingMean(Float32Array.of(0, 4, 8, 0), 2)]).toEqual([0, 2, 6, 4]);
    expect([...movingMean(Float32Array.of(3, 6, 9), 3)]).toEqual([4.5, 6, 7.5]);
  });

  it('widens with the range', () => {
    expect(meanWidth({ first: 0, end: 600 })).toBe(32);
    expect(meanWidth({ first: 0, end: 12_000 })).toBe(256);
  });
});

describe('strongestRows', () => {
  it('keeps the row furthest from 0 of each place', () => {
    const values = Float32Array.of(0.1, -0.9, 0.2, 0.3, 0.3, 0.8);
    expect(strongestRows([0, 1, 2, 3, 5], values, { first: 0, end: 6 }, 2)).toEqual([1, 5]);
  });
});
