import { describe, expect, it } from 'vitest';
import { sortAfterClick, sortedDivergentRows } from '../../../../src/common/panel/sortRows';
import { Tokens } from '../../../../src/common/panel/tokens';
import { makeResult } from '../../support/panelResults';

const row = (piece: string, js: number, logRatio: number, instead: string, id: number) => ({
  piece,
  js,
  baseSurprisal: 5 + logRatio,
  tunedSurprisal: 5,
  tunedTop: [{ id, piece: instead, probability: 0.5 }],
});

const tokens = new Tokens(
  makeResult([
    row('pear\n', 0.3, 2, 'b', 2),
    row('apple\n', 0.5, -1, 'c', 3),
    row('quiet\n', 0.001, 0, 'a', 1),
    row('fig', 0.3, -3, 'a', 1),
  ]),
);
const order = (key: Parameters<typeof sortAfterClick>[1], descending: boolean): number[] =>
  sortedDivergentRows(tokens, { key, descending });

describe('sortedDivergentRows', () => {
  it('holds the divergent rows only, equal ones in document order', () => {
    expect(order('divergence', true)).toEqual([1, 0, 3]);
    expect(order('divergence', false)).toEqual([0, 3, 1]);
  });

  it('sorts by every column', () => {
    expect(order('token', false)).toEqual([1, 3, 0]);
    expect(order('line', true)).toEqual([3, 1, 0]);
    expect(order('logRatio', true)).toEqual([0, 1, 3]);
    expect(order('instead', false)).toEqual([3, 0, 1]);
    // The metric is the divergence here: what counts is its own column.
    const negated = tokens.result.columns.metric.map((value) => -value);
    const { columns } = tokens.result;
    const other = new Tokens({ ...tokens.result, columns: { ...columns, metric: negated } });
    expect(sortedDivergentRows(other, { key: 'metric', descending: true })).toEqual([0, 3, 1]);
  });
});

describe('sortAfterClick', () => {
  it('turns the column round, and begins another with what one looks for first', () => {
    const byDivergence = sortAfterClick({ key: 'line', descending: false }, 'divergence');
    expect(byDivergence).toEqual({ key: 'divergence', descending: true });
    expect(sortAfterClick(byDivergence, 'divergence').descending).toBe(false);
    expect(sortAfterClick(byDivergence, 'token').descending).toBe(false);
  });
});
