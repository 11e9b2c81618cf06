import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateInSteps, quantiles } from '../../../src/common/stats/estimate';
import { finish, type Steps } from '../../../src/common/steps';
import { paragraphBlocks, paragraphsInSteps } from '../../../src/common/text/textBlocks';

/** Into how many steps work is cut. */
function stepsOf(steps: Steps<unknown>): number {
  let count = 1;
  while (steps.next().done !== true) count++;
  return count;
}

const values = Float64Array.from({ length: 200_000 }, (_, index) => Math.sin(index * index));
/** Rows that a step looks at, at most, where little is done with each. */
const rowsPerStep = 4_096;

describe('work on a long text has short steps', () => {
  it('means and their errors', () => {
    // Once for the mean, and once for those of blocks.
    expect(stepsOf(estimateInSteps(values))).toBeGreaterThan((2 * values.length) / rowsPerStep);
  });

  it('quantiles', () => {
    const looked = values.length / rowsPerStep;
    const inOrder = values.slice().sort();
    for (const share of [0.5, 0.95]) {
      // At each value whether it is one, and then at ranges that become smaller.
      expect(stepsOf(quantiles(values, [share]))).toBeGreaterThan(looked + values.length / 32_768);
      const [found] = finish(quantiles(values, [share]));
      const place = share * (values.length - 1);
      expect(found).toBeGreaterThanOrEqual(inOrder[Math.floor(place)] ?? NaN);
      expect(found).toBeLessThanOrEqual(inOrder[Math.ceil(place)] ?? NaN);
    }
  });

  it('paragraphs', () => {
    const text = 'A line.\n\n'.repeat(20_000);
    const lines = Int32Array.from({ length: 40_000 }, (_, row) => row + 1);
    const least = text.length / 32_768 + lines.length / rowsPerStep;
    // The first step of each of the two passes is not one more.
    expect(stepsOf(paragraphsInSteps(lines, text))).toBeGreaterThan(least - 2);
  });
});

it('finds the paragraphs that lines have, however they end', () => {
  const piece = fc.constantFrom('a', ' ', '\t', '\r', '\n', '\r\n', '\n\n', 'b c');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const texts = text.split(/\r\n|\r|\n/);
      const lines = Int32Array.from(texts, (_, index) => index + 1);
      const begins = texts.map(
        (line, index) => index > 0 && line.trim() !== '' && texts[index - 1]?.trim() === '',
      );
      // Blank lines at the beginning are a paragraph, too.
      const starts = [0, ...begins.flatMap((isFirst, index) => (isFirst ? [index] : []))];
      expect(paragraphBlocks(lines, text).map(({ first }) => first)).toEqual(starts);
    }),
  );
});
