import { describe, expect, it } from 'vitest';
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
    expect([...makeResult(rows, { threshold: 0.1 }).divergentRows]).toEqual([0, 2]);
    expect([...makeResult(rows, { threshold: 0.4 }).divergentRows]).toEqual([2]);
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
      { text: ' a🎉' },
    );
    expect(result.tokenTexts).toEqual(['␣a', '⟨F0 9F⟩', '⟨8E 89⟩']);
    expect(result.sharedCharacters).toEqual([{ firstRow: 1, rowCount: 2, text: '🎉' }]);
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
