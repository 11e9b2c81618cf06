import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenSpans } from '../../../src/common/text/tokenSpans';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Spans as [start, end] pairs. */
function spans(text: string, pieces: readonly Uint8Array[]): [number, number][] | undefined {
  const found = tokenSpans(text, pieces);
  return found === undefined
    ? undefined
    : Array.from(found.start, (start, index) => [start, found.end[index] ?? -1]);
}

/** The text's UTF-8, one piece a byte. */
function singly(text: string): Uint8Array[] {
  return Array.from(bytes(text), (byte) => Uint8Array.of(byte));
}

/** Text of every kind, lone surrogates included. */
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '\r\n',
      '\t',
      '\ufeff',
      '\0',
      '👩‍👩‍👧',
      '🏳️‍🌈',
      'e\u0301',
      'é',
      '語',
      'ש',
      'م',
      '\ud83d',
      '\udc00',
      '\u2581',
    ),
  }),
);

describe('tokenSpans', () => {
  it.each<[string, string, string[], [number, number][]]>([
    [
      'words',
      'Once upon',
      ['Once', ' upon'],
      [
        [0, 4],
        [4, 9],
      ],
    ],
    [
      'an emoji of two code units',
      'a🙂b',
      ['a', '🙂', 'b'],
      [
        [0, 1],
        [1, 3],
        [3, 4],
      ],
    ],
    [
      'CRLF',
      'a\r\nb',
      ['a', '\r\n', 'b'],
      [
        [0, 1],
        [1, 3],
        [3, 4],
      ],
    ],
    [
      'a tab',
      '\tx',
      ['\t', 'x'],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      'a byte order mark',
      '\ufeffx',
      ['\ufeff', 'x'],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      'a combining mark of its own',
      'e\u0301',
      ['e', '\u0301'],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    [
      'right-to-left text',
      'שלום',
      ['של', 'ום'],
      [
        [0, 2],
        [2, 4],
      ],
    ],
    [
      'CJK',
      '日本語',
      ['日本', '語'],
      [
        [0, 2],
        [2, 3],
      ],
    ],
  ])('places %s', (_, text, pieces, expected) => {
    expect(spans(text, pieces.map(bytes))).toEqual(expected);
  });

  it('gives tokens that share a character its whole span', () => {
    expect(spans('x€🙂', singly('x€🙂'))).toEqual([
      [0, 1],
      [1, 2],
      [1, 2],
      [1, 2],
      [2, 4],
      [2, 4],
      [2, 4],
      [2, 4],
    ]);
  });

  it('covers every character that a token has a part of', () => {
    // The middle piece ends the euro sign and begins the emoji.
    const all = bytes('€🙂');
    expect(spans('€🙂', [all.slice(0, 2), all.slice(2, 4), all.slice(4)])).toEqual([
      [0, 1],
      [0, 3],
      [1, 3],
    ]);
  });

  it('takes a lone surrogate for the replacement character that tokenizers see', () => {
    expect(spans('a\ud800b', [bytes('a'), Uint8Array.of(0xef, 0xbf, 0xbd), bytes('b')])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  it('places no tokens in an empty text', () => {
    expect(spans('', [])).toEqual([]);
  });

  it('places any cut of any text: in order, without gaps, on whole characters', () => {
    fc.assert(
      fc.property(texts, fc.array(fc.nat({ max: 7 })), (text, lengths) => {
        const all = bytes(text);
        const pieces: Uint8Array[] = [];
        for (let at = 0, index = 0; at < all.length; index++) {
          const length = 1 + (lengths[index % Math.max(1, lengths.length)] ?? 0);
          pieces.push(all.slice(at, at + length));
          at += length;
        }
        const found = spans(text, pieces);
        expect(found).toBeDefined();
        const boundaries = new Set([0]);
        let unit = 0;
        for (const character of text) boundaries.add((unit += character.length));
        let reached = 0;
        found?.forEach(([start, end], index) => {
          expect(boundaries).toContain(start);
          expect(boundaries).toContain(end);
          expect(start).toBeLessThanOrEqual(reached);
          expect(end).toBeGreaterThanOrEqual(reached);
          reached = end;
          // The characters of the span hold the piece's bytes, all of them where none is shared.
          const covered = bytes(text.slice(start, end));
          const piece = pieces[index] ?? new Uint8Array();
          expect(covered.length).toBeGreaterThanOrEqual(piece.length);
          expect(indexOfBytes(covered, piece)).toBeGreaterThanOrEqual(0);
        });
        expect(reached).toBe(text.length);
      }),
      { numRuns: 500 },
    );
  });

  it('follows a tokenizer that puts a space before the text', () => {
    expect(spans('Once upon', [bytes(' Once'), bytes(' upon')])).toEqual([
      [0, 4],
      [4, 9],
    ]);
    expect(spans('Once', [bytes(' '), bytes('Once')])).toEqual([
      [0, 0],
      [0, 4],
    ]);
  });

  it('follows a tokenizer for which ▁ is a space', () => {
    expect(spans('a▁b', [bytes('a'), bytes(' b')])).toEqual([
      [0, 1],
      [1, 3],
    ]);
  });

  it('follows Unicode normalisation by whole grapheme clusters', () => {
    // The text has e and a combining accent; the tokenizer saw one character.
    expect(spans('cafe\u0301 x', [bytes('caf'), bytes('\u00e9'), bytes(' x')])).toEqual([
      [0, 3],
      [3, 5],
      [5, 7],
    ]);
    expect(spans('ﬁn', [bytes('f'), bytes('in')])).toEqual([
      [0, 1],
      [0, 2],
    ]);
  });

  it('follows a tokenizer that drops white space', () => {
    expect(spans('the  cat\n', [bytes('the'), bytes('cat')])).toEqual([
      [0, 3],
      [5, 8],
    ]);
  });

  it.each([
    ['other letters', 'Once', ['once']],
    ['a missing end', 'Once upon', ['Once']],
    ['more than the text', 'Once', ['Once', ' upon']],
    ['an unknown-token mark', 'a☃b', ['a', '<unk>', 'b']],
    ['an empty text with tokens', '', ['a']],
  ])('refuses pieces with %s', (_, text, pieces) => {
    expect(spans(text, pieces.map(bytes))).toBeUndefined();
  });
});

function indexOfBytes(whole: Uint8Array, part: Uint8Array): number {
  for (let at = 0; at + part.length <= whole.length; at++) {
    if (part.every((byte, index) => whole[at + index] === byte)) return at;
  }
  return -1;
}
