import { describe, expect, it } from 'vitest';
import {
  rangeAfterDrag,
  rowAfterKey,
  rowAfterPlotKey,
  targetIndex,
} from '../../../webview-ui/src/state/keys';

describe('keys of the token strip', () => {
  it('move by one and stop at the ends', () => {
    expect(rowAfterKey('ArrowRight', 4, 6)).toBe(5);
    expect(rowAfterKey('ArrowRight', 5, 6)).toBe(5);
    expect(rowAfterKey('ArrowLeft', 0, 6)).toBe(0);
    expect(rowAfterKey('End', 0, 6)).toBe(5);
    expect(rowAfterKey('a', 0, 6)).toBeUndefined();
  });
});

describe('keys of the chart', () => {
  const shown = { first: 100, end: 200 };

  it('move by a token, a tenth, or to the ends of what is shown', () => {
    expect(rowAfterPlotKey('ArrowLeft', 150, shown, 1000)).toBe(149);
    expect(rowAfterPlotKey('PageUp', 150, shown, 1000)).toBe(160);
    expect(rowAfterPlotKey('PageDown', 5, shown, 1000)).toBe(0);
    expect(rowAfterPlotKey('Home', 150, shown, 1000)).toBe(100);
    expect(rowAfterPlotKey('End', 150, shown, 1000)).toBe(199);
    expect(rowAfterPlotKey('Enter', 150, shown, 1000)).toBeUndefined();
  });

  it('mark a stretch in either direction', () => {
    expect(rangeAfterDrag(5, 9)).toEqual({ first: 5, end: 10 });
    expect(rangeAfterDrag(9, 5)).toEqual({ first: 5, end: 10 });
  });
});

describe('keys of the table', () => {
  it('move between rows and act on one', () => {
    expect(targetIndex('ArrowDown', 3, 5)).toBe(4);
    expect(targetIndex('ArrowDown', 4, 5)).toBe(4);
    expect(targetIndex('PageUp', 4, 5)).toBe(0);
    expect(targetIndex('Enter', 2, 5)).toBe(2);
    expect(targetIndex('Tab', 2, 5)).toBeUndefined();
  });
});
