import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOfOffsets } from '../../../../src/common/text/linesOfOffsets';
import { tokenAtOffset } from '../../../../src/views/panel/tokenAtOffset';

describe('linesOfOffsets', () => {
  it('counts LF, CR LF and a lone CR as one line end each', () => {
    expect([...linesOfOffsets('a\nb\r\nc\rd', Int32Array.of(0, 2, 3, 5, 7))]).toEqual([
      1, 2, 2, 3, 4,
    ]);
  });

  it('agrees with splitting the text before each offset', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', '\n', '\r\n'), maxLength: 60 });
    fc.assert(
      fc.property(texts, (text) => {
        const offsets = [0, ...[...text.matchAll(/a/g)].map(({ index }) => index)];
        const expected = offsets.map((offset) => text.slice(0, offset).split(/\r\n|\r|\n/).length);
        expect([...linesOfOffsets(text, Int32Array.from(offsets))]).toEqual(expected);
      }),
    );
  });
});

describe('tokenAtOffset', () => {
  const starts = Int32Array.of(0, 3, 3, 5, 9);
  const ends = Int32Array.of(3, 5, 5, 8, 12);
  const at = (offset: number, current?: number, count = 5): number | undefined =>
    tokenAtOffset(starts, ends, count, offset, current);

  it('takes the token that starts between two', () => {
    expect(at(0)).toBe(0);
    expect(at(2)).toBe(0);
    expect(at(5)).toBe(3);
  });

  it('takes the first of the tokens of a shared character, unless another of them is current', () => {
    expect(at(3)).toBe(1);
    expect(at(4)).toBe(1);
    expect(at(4, 2)).toBe(2);
    expect(at(5, 2)).toBe(3);
  });

  it('finds nothing in gaps, after the end, and in rows that are not scored', () => {
    expect(at(8)).toBeUndefined();
    expect(at(12)).toBeUndefined();
    expect(at(10, undefined, 4)).toBeUndefined();
    expect(at(0, undefined, 0)).toBeUndefined();
  });
});
