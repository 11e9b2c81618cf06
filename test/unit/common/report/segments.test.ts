import { describe, expect, it } from 'vitest';
import { segmentsOf } from '../../../../src/common/report/segments';
import { PlaceFinder } from '../../../../src/common/text/places';
import { makeComparison } from '../../support/comparisons';
import { bitsOptions, everyDocument, hostile, stopped, story } from '../../support/reportDocuments';

const { thresholdNats } = bitsOptions;

describe('segments', () => {
  it.each(everyDocument)('of $path cover the text without gaps', ({ comparison, text }) => {
    const joined = segmentsOf(comparison, thresholdNats).map(({ start, end }) =>
      text.slice(start, end),
    );
    expect(joined.join('')).toBe(text);
    expect(joined).not.toContain('');
  });

  it('say how a token is drawn', () => {
    const segments = segmentsOf(story.comparison, thresholdNats).map(({ token }) => token);
    expect(segments[0]).toMatchObject({ step: 0, direction: 0, divergent: false });
    expect(segments[1]).toMatchObject({ row: 1, step: 7, direction: 1, divergent: true });
    expect(segments[4]).toMatchObject({ row: 4, step: 5, direction: -1, divergent: true });
    expect(segments[5]).toMatchObject({ row: 5, step: 1, direction: 0, divergent: false });
    expect(segments.every((token) => token?.littleContext === true)).toBe(true);
  });

  it('draw tokens that share a character once, as the most divergent of them', () => {
    const shared = segmentsOf(hostile.comparison, thresholdNats).find(({ start }) => start === 23);
    expect(shared).toMatchObject({ end: 25, token: { row: 9, direction: 1 } });
  });

  it('paint nothing that arithmetic alone could be', () => {
    const comparison = makeComparison([{ piece: 'a', js: 0.02 }], { pair: { noiseFloor: 0.02 } });
    expect(segmentsOf(comparison, thresholdNats)[0]?.token?.step).toBe(0);
  });

  it('leave text without scored tokens plain', () => {
    expect(segmentsOf(stopped.comparison, thresholdNats).at(-1)).toEqual({
      start: 11,
      end: 26,
      token: undefined,
    });
  });
});

describe('places', () => {
  it('count lines and columns from 1, with every kind of line end', () => {
    const finder = new PlaceFinder('ab\r\nc\rd\n\n😀e');
    const at = (offset: number) => Object.values(finder.at(offset)).join(':');
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11].map(at)).toEqual([
      '1:1',
      '1:2',
      '1:3',
      '1:4',
      '2:1',
      '2:2',
      '3:1',
      '3:2',
      '4:1',
      '5:1',
      '5:3',
    ]);
  });
});
