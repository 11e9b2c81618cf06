import { describe, expect, it } from 'vitest';
import { lineRewards, wholeParagraphs } from '../../../../src/common/analysis/lineRewards';
import { linesOfOffsets } from '../../../../src/common/text/linesOfOffsets';
import { makeComparison } from '../../support/comparisons';

/** Tokens with their log ratios. */
const rows = [
  { piece: 'One', ratio: 1 },
  { piece: ' two', ratio: 2 },
  { piece: '\n', ratio: 0.5 },
  { piece: 'three', ratio: -4 },
  { piece: '\n\n', ratio: 0.25 },
  { piece: 'alone', ratio: 8 },
];
const text = rows.map(({ piece }) => piece).join('');

function rewards(more: Partial<Record<number, number>> = {}, count = rows.length) {
  const comparison = makeComparison(
    rows.map(({ piece, ratio }, row) => ({
      piece,
      baseSurprisal: 10,
      tunedSurprisal: 10 - (more[row] ?? ratio),
    })),
  );
  const lines = linesOfOffsets(text, comparison.tokens.start).subarray(0, count);
  return lineRewards(comparison, { text, first: 0, end: count, lines });
}

describe('the implied reward by line', () => {
  it('adds up what begins on each, and paragraphs of several lines at their end', () => {
    expect(rewards()).toEqual([
      { line: 1, tokens: 3, logRatio: 3.5, paragraph: undefined },
      { line: 2, tokens: 2, logRatio: -3.75, paragraph: -0.25 },
      { line: 4, tokens: 1, logRatio: 8, paragraph: undefined },
    ]);
  });

  it('leaves out what a model rules out, and what is not asked for', () => {
    expect(rewards({ 1: -Infinity })[0]).toMatchObject({ logRatio: 1.5 });
    expect(rewards({}, 3)).toEqual([{ line: 1, tokens: 3, logRatio: 3.5, paragraph: undefined }]);
    expect(rewards({}, 0)).toEqual([]);
  });

  it('is the same for whole paragraphs alone', () => {
    const comparison = makeComparison(
      rows.map(({ piece, ratio }) => ({ piece, baseSurprisal: 10, tunedSurprisal: 10 - ratio })),
    );
    const lines = text.split('\n');
    const part = (from: number, to: number) =>
      wholeParagraphs(from, to, lines.length, (line) => lines[line]?.trim() === '');
    expect(part(1, 1)).toEqual({ from: 0, to: 2 });
    expect(part(0, 0)).toEqual({ from: 0, to: 2 });
    expect(part(2, 3)).toEqual({ from: 0, to: 3 });
    expect(part(3, 3)).toEqual({ from: 3, to: 3 });
    expect(part(9, 9)).toEqual({ from: 3, to: 3 });
    const alone = { text: 'alone', first: 5, end: 6, lines: Int32Array.of(1) };
    expect(lineRewards(comparison, alone)).toEqual([
      { line: 1, tokens: 1, logRatio: 8, paragraph: undefined },
    ]);
  });
});
