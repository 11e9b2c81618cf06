import { describe, expect, it } from 'vitest';
import { clampRange, rangeShowing, zoomRange } from '../../../webview-ui/src/state/rowRange';

describe('clampRange', () => {
  it('keeps a range inside the rows and at least eight long', () => {
    expect(clampRange({ first: 10, end: 30 }, 100)).toEqual({ first: 10, end: 30 });
    expect(clampRange({ first: 50, end: 51 }, 100)).toEqual({ first: 50, end: 58 });
    expect(clampRange({ first: 97, end: 99 }, 100)).toEqual({ first: 92, end: 100 });
    expect(clampRange({ first: -5, end: 3 }, 100)).toEqual({ first: 0, end: 8 });
    expect(clampRange({ first: 0, end: 3 }, 4)).toEqual({ first: 0, end: 4 });
  });
});

describe('zoomRange', () => {
  it('halves the range around a row, which keeps its place', () => {
    expect(zoomRange({ first: 0, end: 100 }, 0.5, 25, 100)).toEqual({ first: 13, end: 63 });
  });

  it('is undefined, which shows all, when nothing would be cut off', () => {
    expect(zoomRange({ first: 20, end: 80 }, 2, 50, 100)).toBeUndefined();
  });
});

describe('rangeShowing', () => {
  it('moves as little as possible', () => {
    const range = { first: 40, end: 60 };
    expect(rangeShowing(range, 50, 100)).toBe(range);
    expect(rangeShowing(range, 39, 100)).toEqual({ first: 39, end: 59 });
    expect(rangeShowing(range, 60, 100)).toEqual({ first: 41, end: 61 });
  });
});
