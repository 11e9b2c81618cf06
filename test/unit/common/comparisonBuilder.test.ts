import { describe, expect, it } from 'vitest';
import { allocateStatistics, type StatisticsColumns } from '../../../src/common/statisticsColumns';
import { ComparisonBuilder } from '../../../src/common/comparisonBuilder';
import type { CompareProgress } from '../../../src/common/protocol/model';

const started: CompareProgress & { kind: 'started' } = {
  kind: 'started',
  pair: {
    id: 'p',
    name: 'P',
    base: { name: 'b' },
    tuned: { name: 't' },
    dtype: 'fp32',
    vocabularySize: 9,
    prefix: [0],
    droppedMass: 0,
    noiseFloor: 0,
    causality: 0,
  },
  settings: { contextWindow: 8, stride: 4, topK: 2 },
  utf16Length: 3,
  tokenCount: 3,
  firstToken: 0,
  rowCount: 3,
  isSplit: true,
  contextIds: new Int32Array(0),
  fingerprint: 'files',
  reused: [],
  tokens: {
    id: Int32Array.of(4, 5, 6),
    start: Int32Array.of(0, 1, 2),
    end: Int32Array.of(1, 2, 3),
    contextLength: Int32Array.of(1, 2, 3),
  },
};

function rows(
  firstRow: number,
  surprisals: readonly number[],
  droppedMass = 0,
): CompareProgress & { kind: 'rows' } {
  const statistics: StatisticsColumns = allocateStatistics(surprisals.length, 2);
  statistics.base.surprisal.set(surprisals);
  statistics.vocabulary.droppedMass.fill(droppedMass);
  statistics.tuned.topIds.fill(firstRow + 1);
  return {
    kind: 'rows',
    firstRow,
    rowCount: surprisals.length,
    statistics,
    pieces: new Map([[firstRow, Uint8Array.of(firstRow)]]),
  };
}

describe('ComparisonBuilder', () => {
  it('has nothing before the run has started', () => {
    const builder = new ComparisonBuilder();
    const loading = {
      kind: 'loading',
      model: 'base',
      name: 'b',
      bytes: 1,
      measuring: false,
    } as const;
    expect(builder.add(loading)).toBeUndefined();
    expect(builder.comparison).toBeUndefined();
  });

  it('grows with the rows that arrive', () => {
    const builder = new ComparisonBuilder();
    const empty = builder.add(started);
    expect(empty).toMatchObject({ rowCount: 3, scoredCount: 0, utf16Length: 3 });
    expect(empty).not.toHaveProperty('kind');
    expect(builder.add(rows(0, [1, 2]))?.scoredCount).toBe(2);
    const whole = builder.add(rows(2, [3]));
    expect(whole?.scoredCount).toBe(3);
    expect(whole?.base.surprisal).toEqual(Float64Array.of(1, 2, 3));
    expect(whole?.tuned.topIds).toEqual(Int32Array.of(1, 1, 1, 1, 3, 3));
    expect(whole?.pieces).toEqual(
      new Map([
        [0, Uint8Array.of(0)],
        [2, Uint8Array.of(2)],
      ]),
    );
    expect(empty?.scoredCount).toBe(0);
  });

  it('keeps the largest dropped mass', () => {
    const builder = new ComparisonBuilder();
    builder.add(started);
    builder.add(rows(0, [1], 0.25));
    expect(builder.add(rows(1, [1], 0.125))?.pair.droppedMass).toBe(0.25);
  });

  it('forgets the dropped mass of rows that are gone', () => {
    const earlier = new ComparisonBuilder();
    earlier.add(started);
    earlier.add(rows(0, [1], 0.25));
    earlier.add(rows(1, [1, 1], 0.5));
    const builder = new ComparisonBuilder(earlier.comparison);
    const kept = builder.add({ ...started, reused: [{ first: 0, end: 1 }] });
    expect(kept?.pair.droppedMass).toBe(0.25);
  });

  it('takes rows in any order and says how far they go without a gap', () => {
    const builder = new ComparisonBuilder();
    builder.add(started);
    const gap = builder.add(rows(2, [3]));
    expect(gap).toMatchObject({ scoredCount: 0, scored: [{ first: 2, end: 3 }] });
    const whole = builder.add(rows(0, [1, 2]));
    expect(whole).toMatchObject({ scoredCount: 3, scored: [{ first: 0, end: 3 }] });
    expect(whole?.base.surprisal).toEqual(Float64Array.of(1, 2, 3));
  });

  it('takes over known rows, whichever token was the first of their comparison', () => {
    const earlier = new ComparisonBuilder();
    earlier.add({ ...started, firstToken: 1 });
    earlier.add(rows(0, [7, 8], 0.5));
    const known = earlier.comparison;
    const builder = new ComparisonBuilder(known);
    const reused = [{ first: 1, end: 3 }];
    const beginning = builder.add({ ...started, reused });
    expect(beginning).toMatchObject({ scored: reused, scoredCount: 0 });
    expect(beginning?.base.surprisal).toEqual(Float64Array.of(0, 7, 8));
    expect(beginning?.pair.droppedMass).toBe(0.5);
    expect(beginning?.pieces.get(0)).toEqual(Uint8Array.of(0));
    expect(builder.add(rows(0, [6]))?.scoredCount).toBe(3);
    expect(known?.base.surprisal).toEqual(Float64Array.of(7, 8, 0));
  });

  it('grows with the tokens that arrive, and keeps the rows that it has', () => {
    const builder = new ComparisonBuilder();
    const beginning = builder.add({ ...started, utf16Length: 5, isSplit: false });
    builder.add(rows(0, [1, 2]));
    const rest = {
      kind: 'tokens',
      tokenCount: 5,
      rowCount: 5,
      isSplit: true,
      reused: [],
      tokens: {
        id: Int32Array.of(7, 8),
        start: Int32Array.of(3, 4),
        end: Int32Array.of(4, 5),
        contextLength: Int32Array.of(4, 5),
      },
    } as const satisfies CompareProgress;
    const grown = builder.add(rest);
    expect(grown).toMatchObject({ rowCount: 5, tokenCount: 5, isSplit: true, scoredCount: 2 });
    expect(grown?.tokens.id).toEqual(Int32Array.of(4, 5, 6, 7, 8));
    expect(builder.add(rows(2, [3, 4, 5]))?.base.surprisal).toEqual(Float64Array.of(1, 2, 3, 4, 5));
    // What was given out before stays as it was.
    expect(beginning).toMatchObject({ rowCount: 3, isSplit: false });
    expect(beginning?.tokens.id).toEqual(Int32Array.of(4, 5, 6));
    expect(beginning?.pieces).toBe(grown?.pieces);
  });

  it('takes over known rows of tokens that arrive later', () => {
    const earlier = new ComparisonBuilder();
    earlier.add(started);
    earlier.add(rows(0, [7, 8, 9]));
    const builder = new ComparisonBuilder(earlier.comparison);
    const { tokens } = started;
    const part = (first: number, end: number): typeof tokens => ({
      id: tokens.id.slice(first, end),
      start: tokens.start.slice(first, end),
      end: tokens.end.slice(first, end),
      contextLength: tokens.contextLength.slice(first, end),
    });
    builder.add({ ...started, tokenCount: 1, rowCount: 1, isSplit: false, tokens: part(0, 1) });
    const whole = builder.add({
      kind: 'tokens',
      tokenCount: 3,
      rowCount: 3,
      isSplit: true,
      tokens: part(1, 3),
      reused: [{ first: 1, end: 3 }],
    });
    expect(whole?.scored).toEqual([{ first: 1, end: 3 }]);
    expect(whole?.base.surprisal).toEqual(Float64Array.of(0, 8, 9));
  });

  it('begins anew when the run does', () => {
    const builder = new ComparisonBuilder();
    builder.add(started);
    builder.add(rows(0, [1, 2], 0.5));
    const again = builder.add(started);
    expect(again).toMatchObject({ scoredCount: 0, scored: [], pair: { droppedMass: 0 } });
    expect(builder.add(rows(0, [6]))?.base.surprisal).toEqual(Float64Array.of(6, 0, 0));
  });

  it('refuses rows before the start, twice, or beyond the end', () => {
    const builder = new ComparisonBuilder();
    expect(() => builder.add(rows(0, [1]))).toThrow();
    builder.add(started);
    builder.add(rows(1, [1]));
    expect(() => builder.add(rows(0, [1, 2]))).toThrow();
    expect(() => builder.add(rows(2, [1, 2]))).toThrow();
  });
});
