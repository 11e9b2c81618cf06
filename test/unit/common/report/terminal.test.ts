import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { terminalBody } from '../../../../src/common/report/terminalBody';
import type { TerminalStyle } from '../../../../src/common/report/terminalStyle';
import { cell, glyphsOf, wrapWords } from '../../../../src/common/report/terminalText';
import { renderText } from '../../../../src/common/report/text';
import { makeComparison, type MadeRow } from '../../support/comparisons';
import {
  bitsOptions,
  everyDocument,
  hostile,
  long,
  impossible,
  story,
} from '../../support/reportDocuments';

const bit = Math.LN2;
const escape = '\u001b';
const escapes = new RegExp(`${escape}\\[[0-9;:]*m`, 'g');
const plainStyle: TerminalStyle = { colour: 'none', dashes: false, background: 'dark' };
const colourStyles: readonly TerminalStyle[] = (['basic', '256', 'truecolor'] as const).flatMap(
  (colour) =>
    [true, false].flatMap((dashes) =>
      (['dark', 'light'] as const).map((background) => ({ colour, dashes, background })),
    ),
);

/** The lines of a text whose tokens are the given pieces; the marked ones are divergent. */
function body(rows: readonly (string | MadeRow)[], width = 80, style = plainStyle): string[] {
  const made = rows.map((row) => (typeof row === 'string' ? { piece: row } : row));
  const text = made.map(({ piece }) => (typeof piece === 'string' ? piece : '')).join('');
  const document = { path: 'a.txt', text, comparison: makeComparison(made) };
  return terminalBody(document, bitsOptions.thresholdNats, style, width);
}

const favoured = (piece: string): MadeRow => ({ piece, js: 0.5 * bit, baseSurprisal: 2 });
const avoided = (piece: string): MadeRow => ({ piece, js: 0.5 * bit, tunedSurprisal: 2 });
const neither = (piece: string): MadeRow => ({ piece, js: 0.5 * bit });

describe('the text without colour', () => {
  it('has divergent tokens in brackets with their sign, white space outside', () => {
    expect(
      body(['A', favoured(' wedding'), ' in', avoided(' rain'), neither(' and'), '.']),
    ).toEqual(['  1 │ A [+wedding] in [−rain] [and].']);
  });

  it('shows divergent white space', () => {
    expect(body(['a', avoided('\n\n'), 'b', favoured('  ')])).toEqual([
      '  1 │ a[−⏎⏎]',
      '  2 │',
      '  3 │ b[+␣␣]',
    ]);
    expect(body(['a', avoided('\r\n'), favoured('\n\tb '), 'c'])).toEqual([
      '  1 │ a[−⏎]',
      '  2 │',
      '  3 │ ⇥[+b] c',
    ]);
  });

  it('takes a line end that is split over two tokens for one', () => {
    expect(body(['a', '\r', '\n', 'b', '\r', 'c\n'])).toEqual(['  1 │ a', '  2 │ b', '  3 │ c']);
  });

  it('has no escape sequence anywhere', () => {
    expect(
      renderText(everyDocument, { ...bitsOptions, style: plainStyle, width: 80 }),
    ).not.toContain('\u001b');
  });
});

describe('lines', () => {
  it('break after white space, and words longer than a line between characters', () => {
    // 25 cells leave 20 for the text.
    expect(body(['The', ' quick', ' brown', ' fox', ' jumps', ' ov', 'er'], 25)).toEqual([
      '  1 │ The quick brown fox',
      '    │ jumps over',
    ]);
    expect(body(['abcdefghijklmnopqrstuvwxyz'], 25)).toEqual([
      '  1 │ abcdefghijklmnopqrst',
      '    │ uvwxyz',
    ]);
  });

  it('never split a character or overflow, however wide it is', () => {
    const lines = body(['界'.repeat(15), '👨‍👩‍👧'.repeat(11), 'e\u0301'.repeat(21)], 25);
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(26);
    expect(lines.join('').match(/👨‍👩‍👧/gu)).toHaveLength(11);
    expect(lines.filter((line) => /│ [\u0301\u200d]/u.test(line))).toEqual([]);
  });

  it.each(everyDocument)('of the report on $path fit the terminal', (document) => {
    for (const width of [76, 80, 100]) {
      const text = renderText([document], { ...bitsOptions, style: plainStyle, width });
      const widest = Math.max(...text.split('\n').map((line) => stringWidth(line)));
      expect(widest).toBeLessThanOrEqual(width);
    }
  });

  it('of a very long line are found in reasonable time', () => {
    const rows = Array.from({ length: 20_000 }, () => ' word');
    expect(body(rows, 100).length).toBeGreaterThan(1000);
  });
});

describe('the text with colour', () => {
  it.each(colourStyles)('resets what it sets on every line: %o', (style) => {
    const text = renderText(everyDocument, { ...bitsOptions, style, width: 80 });
    for (const line of text.split('\n')) {
      const found = line.match(escapes) ?? [];
      if (found.length > 0) expect(found.at(-1)).toBe('\u001b[0m');
    }
  });

  it('says the same words as without, but for the brackets', () => {
    const words = (style: TerminalStyle): string =>
      renderText([story], { ...bitsOptions, style, width: 80 })
        .replace(escapes, '')
        .split('\n')
        .filter((line) => !line.includes('tuned favours it,') && !line.includes('underlined'))
        .join('\n')
        .replace(/\[[+−](.*?)\]/g, '$1');
    for (const style of colourStyles) expect(words(style)).toBe(words(plainStyle));
  });

  it('shows what is infinite', () => {
    const text = renderText([impossible], { ...bitsOptions, style: plainStyle, width: 80 });
    expect(text).toMatch(/KL\(base ‖ tuned\) +∞ bits\n/);
    expect(text).toMatch(/perplexity +∞ → ∞/);
  });

  it('lets nothing of a document act on the terminal', () => {
    for (const style of colourStyles) {
      const text = renderText([hostile], { ...bitsOptions, style, width: 80 });
      const left = text.replace(escapes, '').replace(/\n/g, '');
      expect(left).not.toMatch(/\p{Cc}/u);
      expect(text).not.toContain('\u001b[31m');
      expect(text).toContain('⟨U+001B⟩');
    }
  });

  it('underlines divergent tokens, dashed or slanted where tuned avoids them', () => {
    const [dashed, slanted] = [true, false].map(
      (dashes) =>
        body([favoured('a'), avoided('b')], 80, { colour: 'basic', dashes, background: 'dark' })[0],
    );
    expect(dashed).toContain('\u001b[2;4ma\u001b[0m\u001b[2;4:5mb\u001b[0m');
    expect(slanted).toContain('\u001b[2;4ma\u001b[0m\u001b[2;3;4mb\u001b[0m');
  });

  it('paints by direction and strength', () => {
    const style: TerminalStyle = { colour: 'truecolor', dashes: true, background: 'dark' };
    const [line] = body([favoured('a'), avoided('b'), neither('c')], 80, style);
    expect(line).toContain('\u001b[48;2;90;174;245;38;2;0;0;0;4ma');
    expect(line).toContain('\u001b[48;2;244;163;71;38;2;0;0;0;4:5mb');
    expect(line).toContain('\u001b[48;2;160;160;160;38;2;0;0;0;4mc');
    const [other] = body([favoured('a')], 80, { ...style, colour: '256' });
    expect(other).toContain('\u001b[48;5;39;38;5;16;4ma');
  });
});

describe('the table of the most divergent tokens', () => {
  it('has the token, its numbers and both predictions side by side', () => {
    const lines = renderText([story], { ...bitsOptions, style: plainStyle, width: 80 }).split('\n');
    const at = lines.indexOf('Most divergent tokens');
    expect(lines.slice(at + 1, at + 5)).toEqual([
      '  where token             divergence        base predicts      tuned predicts',
      '  1:4   ␣wedding          0.61 bits         ␣the         50 %  ␣party       13 %',
      '        0.39 → 13 %       log ratio +5.0    ␣party       13 %  ␣the         50 %',
      '        rank 38 → 2       tuned favours it',
    ]);
  });

  it('keeps its columns apart, however small the probabilities', () => {
    const rare = { piece: 'a', js: 0.5, baseSurprisal: 20, tunedSurprisal: 9.3, baseRank: 4096 };
    const same = { piece: 'b', js: 0.4, baseSurprisal: 20, tunedSurprisal: 21 };
    const text = renderText([{ path: 'a', text: 'ab', comparison: makeComparison([rare, same]) }], {
      ...bitsOptions,
      style: plainStyle,
      width: 80,
    });
    expect(text).toContain(' < 0.001 → 0.009 % log ratio +15.4');
    expect(text).toContain(' < 0.001 % both    log ratio −1.4');
  });

  it('is not there where nothing is above the noise floor', () => {
    const comparison = { ...long.comparison, pair: { ...long.comparison.pair, noiseFloor: 1 } };
    const text = renderText([{ ...long, comparison }], {
      ...bitsOptions,
      style: plainStyle,
      width: 80,
    });
    expect(text).not.toContain('Most divergent');
  });
});

describe('cells', () => {
  it.each([
    ['ab', 4, 'ab  '],
    ['abcdef', 4, 'abc…'],
    ['界界界', 4, '界… '],
    ['界', 4, '界  '],
  ])('fit %s into %i', (text, width, shown) => {
    expect(cell(text, width)).toBe(shown);
  });

  it('can be aligned to the right', () => {
    expect(cell('5 %', 5, 'right')).toBe('  5 %');
  });

  it('wrap words', () => {
    expect(wrapWords('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapWords('abcdefghij k', 4)).toEqual(['abcdefghij', 'k']);
    expect(wrapWords('', 4)).toEqual(['']);
  });

  it('measure glyphs', () => {
    expect(glyphsOf('a 界👍🏽').map(({ text, width, breaks }) => [text, width, breaks])).toEqual([
      ['a', 1, false],
      [' ', 1, true],
      ['界', 2, true],
      ['👍🏽', 2, false],
    ]);
  });
});
