import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../../src/common/protocol/panelToken';
import { makeComparison } from '../../support/comparisons';
import { makeResult, makeSnapshot } from '../../support/panelResults';

const rows = [
  { piece: 'One', js: 0.2, baseSurprisal: 2, tunedSurprisal: 1, klTunedBase: 0.5 },
  { piece: '\r\n', js: 0.01 },
  { piece: ' two', js: 0.3, baseSurprisal: 1, tunedSurprisal: 4 },
];

describe('panelSnapshot', () => {
  it('has no result and says why while nothing is scored', () => {
    expect(makeSnapshot(rows, { entry: undefined })).toMatchObject({
      state: { kind: 'notScored' },
      result: undefined,
      pairName: 'Toy pair',
    });
    expect(makeSnapshot(rows, { entry: undefined, uri: '' }).state).toEqual({ kind: 'noDocument' });
    const starting = makeSnapshot(rows, {}, { scoredCount: 0 });
    expect(starting.result).toBeUndefined();
  });

  it('holds scored rows only, with lines of the document as it is', () => {
    const { result } = makeSnapshot(rows, {}, { scoredCount: 2 });
    expect(result?.rowCount).toBe(3);
    expect([...(result?.columns.line ?? [])]).toEqual([1, 1]);
    expect([...makeResult(rows).columns.line]).toEqual([1, 1, 2]);
  });

  it('marks divergent rows by the threshold, which is in bits', () => {
    expect([...makeResult(rows, { threshold: 0.1 }).divergent.row]).toEqual([0, 2]);
    expect([...makeResult(rows, { threshold: 0.4 }).divergent.row]).toEqual([2]);
  });

  it('gives the chosen metric in its own unit', () => {
    expect([...makeResult(rows, { metric: 'logRatio' }).columns.metric]).toEqual([1, 0, -3]);
    expect([...makeResult(rows, { metric: 'klTunedBase' }).columns.metric]).toEqual([0.5, 0, 0]);
  });

  it('shows tokens with visible white space, and shared characters whole', () => {
    const result = makeResult(
      [
        { piece: ' a', span: [0, 2] },
        { piece: [0xf0, 0x9f], span: [2, 4] },
        { piece: [0x8e, 0x89], span: [2, 4] },
      ],
      { text: ' a🎉', selection: 2 },
    );
    expect(result.tokenTexts).toEqual(['␣a', '⟨F0 9F⟩', '⟨8E 89⟩']);
    expect(result.token.sharedCharacter).toEqual({ firstRow: 1, rowCount: 2, text: '🎉' });
  });

  it('has what the table shows of divergent rows', () => {
    const { divergent } = makeResult(rows);
    expect([...divergent.row]).toEqual([0, 2]);
    expect([...divergent.js]).toEqual([0.2, 0.3].map(Math.fround));
    expect([...divergent.logRatio]).toEqual([1, -3]);
  });

  it('has all numbers of the selected row, of the most divergent one without a selection', () => {
    expect(makeResult(rows).token.row).toBe(2);
    expect(makeResult(rows, { selection: 7 }).token.row).toBe(2);
    const { token } = makeResult(rows, { selection: 0 });
    expect(token.row).toBe(0);
    expect(figuresOf(token)).toMatchObject({
      baseSurprisal: 2,
      tunedSurprisal: 1,
      js: 0.2,
      klTunedBase: 0.5,
      conditionedSurprisal: NaN,
    });
    expect(token.conditioned).toBeUndefined();
  });

  it('has the base with a prefix as far as its rows go', () => {
    const entry = {
      state: { kind: 'done' },
      comparison: makeComparison(rows),
      conditions: [
        {
          ...makeComparison([{ ...rows[0], piece: 'One', baseSurprisal: 5, klTunedBase: 0.9 }]),
          condition: { text: 'Mood: glad.\n', ids: [1], isSplitAlike: true },
        },
      ],
      starts: Int32Array.of(0, 3, 5),
      ends: Int32Array.of(3, 5, 9),
      firstStaleRow: 3,
      against: undefined,
    } as const;
    const first = makeResult(rows, { entry, selection: 0, metric: 'klTunedBase' });
    expect(first.conditioned?.metric).toEqual(Float32Array.of(0.9));
    expect(figuresOf(first.token)).toMatchObject({
      conditionedSurprisal: 5,
      klTunedConditioned: 0.9,
    });
    expect(first.token.conditioned).toBeDefined();
    expect(makeResult(rows, { entry, selection: 2 }).token.conditioned).toBeUndefined();
  });

  it('takes a few bytes a row, however many alternatives were kept', () => {
    const long = Array.from({ length: 2_000 }, () => ({ piece: 'a', js: 0 }));
    const { result } = makeSnapshot(long, {}, { topK: 50 });
    // The charts have as many points as there are pixels, however long the text is.
    expect(sizeOfArrays({ ...result, analyses: [] }) / long.length).toBeLessThan(20);
  });

  it('carries a second text’s figures beside the document’s', () => {
    const comparison = makeComparison([{ piece: 'x', js: 0.5 }]);
    const snapshot = makeSnapshot(rows, {
      entry: {
        state: { kind: 'done' },
        comparison: makeComparison(rows),
        starts: Int32Array.of(0, 3, 5),
        ends: Int32Array.of(3, 5, 9),
        firstStaleRow: 3,
        against: { title: 'Clipboard', comparison },
      },
    });
    expect(snapshot.result?.figures.scoredTokens).toBe(3);
    expect(snapshot.result?.against).toMatchObject({
      title: 'Clipboard',
      figures: { scoredTokens: 1, divergentTokens: 1 },
    });
  });

  it('is plain data: nothing in it is lost when it is sent as JSON, typed arrays apart', () => {
    const text = JSON.stringify(makeSnapshot(rows), (_, value: unknown) => {
      if (value instanceof Map || value instanceof Set) throw new Error('Not plain data');
      return value;
    });
    expect(text).toContain('"tokenTexts":["One"');
  });
});

/** Bytes of all typed arrays in a value. */
function sizeOfArrays(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, each) => sum + sizeOfArrays(each), 0);
}
