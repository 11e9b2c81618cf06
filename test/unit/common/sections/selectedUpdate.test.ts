import { describe, expect, it } from 'vitest';
import { supportedUpdate } from '../../../../src/common/analysis/supportedUpdate';
import { selectedUpdateSentence } from '../../../../src/common/sections/selectedUpdate';
import { shownInterval, shownUpdate } from '../../../../src/common/sections/updateSentences';
import { rowsOfRange } from '../../../../src/common/text/rowsOfRange';
import { markovText } from '../../support/markovTexts';
import { finish } from '../../../../src/common/steps';

const { comparison } = markovText('tuned', 7);
const { start: starts, end: ends } = comparison.tokens;
const at = (column: Int32Array, row: number): number => column[row] ?? NaN;

function sentence(firstRow: number, lastRow: number): string {
  return finish(
    selectedUpdateSentence(comparison, starts, ends, {
      start: at(starts, firstRow),
      end: at(ends, lastRow),
    }),
  );
}

describe('the selected part of a text', () => {
  it('says what λ* of its rows alone is', () => {
    const update = finish(supportedUpdate(comparison, { first: 100, end: 400 }));
    expect(sentence(100, 399)).toContain(
      `Selection, 300 tokens: it supports ${shownUpdate(update)} of the update (95 % likelihood interval ${shownInterval(update)}): `,
    );
    expect(sentence(101, 399)).toContain('299 tokens');
  });

  it('says so where there is no evidence', () => {
    expect(sentence(10, 12)).toMatch(/^Selection, 3 tokens: no evidence: .*\.$/);
  });

  it('says nothing of a token, of nothing, and of what is not scored', () => {
    expect(sentence(10, 10)).toBe('');
    const from = at(starts, 10);
    expect(
      finish(selectedUpdateSentence(comparison, starts, ends, { start: from, end: from })),
    ).toBe('');
    const behind = { start: at(ends, 499), end: at(ends, 499) + 10 };
    expect(finish(selectedUpdateSentence(comparison, starts, ends, behind))).toBe('');
    const imprecise = { ...comparison, pair: { ...comparison.pair, causality: 1 } };
    const all = { start: 0, end: at(ends, 499) };
    expect(finish(selectedUpdateSentence(imprecise, starts, ends, all))).toBe('');
  });
});

describe('rows of a range', () => {
  const from = Int32Array.of(0, 4, 9, 9, 12);
  const to = Int32Array.of(4, 9, 12, 12, 20);
  const rows = (start: number, end: number, count = 5) =>
    rowsOfRange(from, to, count, { start, end });

  it('are those that share text with it', () => {
    expect(rows(0, 20)).toEqual({ first: 0, end: 5 });
    expect(rows(3, 5)).toEqual({ first: 0, end: 2 });
    expect(rows(4, 9)).toEqual({ first: 1, end: 2 });
    expect(rows(9, 10)).toEqual({ first: 2, end: 4 });
    expect(rows(3, 15, 2)).toEqual({ first: 0, end: 2 });
  });

  it('are none where it is beside them', () => {
    expect(rows(20, 30)).toEqual({ first: 5, end: 5 });
    expect(rows(12, 30, 3).end - rows(12, 30, 3).first).toBe(0);
  });
});
