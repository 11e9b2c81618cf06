import { describe, expect, it } from 'vitest';
import { meanWidth, movingMean, strongestRows } from '../../../../src/common/panel/downsample';

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
