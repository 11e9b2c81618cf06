import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wholeLineEnds } from '../../../../src/common/sampling/wholeLineEnds';

const crlf = 'One.\r\nTwo.\r\nThree.';
const within = crlf.indexOf('\n');

/** The document after a replacement, and the range that was replaced. */
function replaced(document: string, start: number, end: number, inserted: string) {
  const eol = document.includes('\r') ? '\r\n' : '\n';
  const { range, text } = wholeLineEnds(document, { start, end }, inserted, eol);
  return { text: document.slice(0, range.start) + text + document.slice(range.end), range };
}

describe('a replacement with whole line ends', () => {
  it('has the line ends of the document', () => {
    expect(replaced(crlf, 4, 4, '\n- a\r\n- b\r- c').text).toBe(
      'One.\r\n- a\r\n- b\r\n- c\r\nTwo.\r\nThree.',
    );
    expect(replaced('One.\nTwo.', 4, 4, '\r\n- a\r- b').text).toBe('One.\n- a\n- b\nTwo.');
  });

  it('in place of the first half of a line end stands before it', () => {
    const { text, range } = replaced(crlf, within - 1, within, ' More.');
    expect(text).toBe('One. More.\r\nTwo.\r\nThree.');
    expect(range).toEqual({ start: within - 1, end: within - 1 });
  });

  it('in place of the second half of a line end stands behind it', () => {
    const { text, range } = replaced(crlf, within, within + 1, 'And ');
    expect(text).toBe('One.\r\nAnd Two.\r\nThree.');
    expect(range).toEqual({ start: within + 1, end: within + 1 });
  });

  it('makes one line end of two halves, one that is there and one that is written', () => {
    expect(replaced(crlf, within, within + 1, '\n\r\nNew. ').text).toBe(
      'One.\r\n\r\nNew. Two.\r\nThree.',
    );
    expect(replaced('One.\nTwo.', 4, 4, ' More.\r').text).toBe('One. More.\nTwo.');
  });

  it('makes the text that replacing to the letter makes, for any text and range', () => {
    const text = fc.array(fc.constantFrom('a', ' ', '\r', '\n', '\r\n'), { maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', ' ', '\n'), { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        fc.nat(16),
        fc.nat(16),
        text.map((parts) => parts.join('')),
        (parts, eol, a, b, inserted) => {
          const document = parts.join('').replaceAll('\n', eol);
          const [start, end] = [
            Math.min(a, b, document.length),
            Math.min(Math.max(a, b), document.length),
          ];
          const whole = document.slice(0, start) + inserted + document.slice(end);
          const { range, text: put } = wholeLineEnds(document, { start, end }, inserted, eol);
          for (const edge of [range.start, range.end]) {
            expect(document.slice(edge - 1, edge + 1)).not.toBe('\r\n');
          }
          expect(document.slice(0, range.start) + put + document.slice(range.end)).toBe(
            whole.replaceAll(/\r\n|\r|\n/g, eol),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
