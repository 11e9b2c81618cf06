import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  rowsAt,
  shiftSpans,
  splitAnewFrom,
  type ShiftedSpans,
  type TextEdit,
} from '../../../src/common/text/spanShift';

/** Spans of consecutive words of the given lengths, all fresh. */
function spansOf(...lengths: readonly number[]): ShiftedSpans {
  const ends: number[] = [];
  let end = 0;
  for (const length of lengths) ends.push((end += length));
  return {
    starts: Int32Array.from(lengths, (length, row) => (ends[row] ?? 0) - length),
    ends: Int32Array.from(ends),
    firstStaleRow: lengths.length,
  };
}

const rows = ({ starts, ends }: ShiftedSpans): string[] =>
  Array.from(starts, (start, row) => `${start}-${ends[row] ?? -1}`);

// "Once upon a time" as `Once`, ` upon`, ` a`, ` time`.
const story = spansOf(4, 5, 2, 5);

describe('shiftSpans', () => {
  it('keeps rows before an edit and moves those behind it', () => {
    const shifted = shiftSpans(story, { start: 10, end: 10, insertedLength: 3 });
    expect(rows(shifted)).toEqual(['0-4', '4-9', '9-14', '14-19']);
    expect(shifted.firstStaleRow).toBe(2);
  });

  it('counts typing at the end of a token as touching it', () => {
    const shifted = shiftSpans(story, { start: 16, end: 16, insertedLength: 1 });
    expect(rows(shifted)).toEqual(['0-4', '4-9', '9-11', '11-16']);
    expect(shifted.firstStaleRow).toBe(3);
  });

  it('leaves everything fresh when text is added behind the last token', () => {
    expect(shiftSpans(story, { start: 17, end: 17, insertedLength: 1 })).toBe(story);
  });

  it('shrinks rows that lose some of their text and empties those that lose all', () => {
    const shifted = shiftSpans(story, { start: 6, end: 13, insertedLength: 0 });
    expect(rows(shifted)).toEqual(['0-4', '4-6', '6-6', '6-9']);
    expect(shifted.firstStaleRow).toBe(1);
  });

  it('puts what is left of a row behind the text that replaced its beginning', () => {
    const shifted = shiftSpans(story, { start: 4, end: 6, insertedLength: 4 });
    expect(rows(shifted)).toEqual(['0-4', '8-11', '11-13', '13-18']);
    expect(shifted.firstStaleRow).toBe(0);
  });

  it('makes rows stale that lie in text which may be split anew', () => {
    // Typing behind "time" may change how all of " time" is split, and nothing before it.
    const edit = { start: 16, end: 16, insertedLength: 1, splitFrom: 11 };
    const inTwo = spansOf(4, 5, 2, 3, 2);
    expect(shiftSpans(inTwo, edit)).toMatchObject({ firstStaleRow: 3, ends: inTwo.ends });
    const behind = { start: 20, end: 20, insertedLength: 1, splitFrom: 11 };
    expect(shiftSpans(inTwo, behind)).toMatchObject({ firstStaleRow: 3, ends: inTwo.ends });
  });

  it('keeps what an earlier edit made stale', () => {
    const first = shiftSpans(story, { start: 5, end: 6, insertedLength: 1 });
    const second = shiftSpans(first, { start: 12, end: 12, insertedLength: 1 });
    expect(second.firstStaleRow).toBe(1);
  });

  it('ignores an edit that changes nothing', () => {
    expect(shiftSpans(story, { start: 3, end: 3, insertedLength: 0 })).toBe(story);
  });

  it('gives every fresh row the text it had, for any edits', () => {
    const edits = fc.array(
      fc.record({ at: fc.nat(60), removed: fc.nat(8), inserted: fc.string({ maxLength: 6 }) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }),
        edits,
        (lengths, list) => {
          let spans = spansOf(...lengths);
          let text = Array.from({ length: spans.ends.at(-1) ?? 0 }, (_, i) =>
            String.fromCharCode(0x4e00 + i),
          ).join('');
          const before = Array.from(spans.starts, (start, row) =>
            text.slice(start, spans.ends[row]),
          );
          for (const { at, removed, inserted } of list) {
            const start = Math.min(at, text.length);
            const end = Math.min(start + removed, text.length);
            text = text.slice(0, start) + inserted + text.slice(end);
            const edit: TextEdit = { start, end, insertedLength: inserted.length };
            spans = shiftSpans(spans, edit);
          }
          let last = 0;
          for (const [row, start] of spans.starts.entries()) {
            const end = spans.ends[row] ?? -1;
            // Spans stay in order, inside the text, and never turn around.
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThanOrEqual(start);
            expect(end).toBeLessThanOrEqual(text.length);
            last = end;
            if (row < spans.firstStaleRow) expect(text.slice(start, end)).toBe(before[row]);
          }
        },
      ),
    );
  });
});

describe('rowsAt', () => {
  it('finds the token that starts at an offset between two tokens', () => {
    expect(rowsAt(story, 4)).toEqual({ first: 1, end: 2 });
  });

  it('finds all rows that share a character', () => {
    const shared = { starts: Int32Array.of(0, 1, 1, 1, 3), ends: Int32Array.of(1, 3, 3, 3, 4) };
    expect(rowsAt(shared, 2)).toEqual({ first: 1, end: 4 });
  });

  it.each([
    ['behind the last token', 16],
    ['far behind it', 100],
  ])('finds nothing %s', (_, offset) => {
    const { first, end } = rowsAt(story, offset);
    expect(end - first).toBe(0);
  });

  it('finds nothing in a gap before the first token', () => {
    const selection = { starts: Int32Array.of(10), ends: Int32Array.of(12) };
    const { first, end } = rowsAt(selection, 3);
    expect(end - first).toBe(0);
  });
});

describe('splitAnewFrom', () => {
  it.each([
    ['', 0],
    ['wo', 0],
    ['one two', 3],
    ['one ', 3],
    ['one  \r\n', 3],
    ['one\u00a0tw', 3],
    ['one 🙂🙂', 3],
    [' ', 0],
  ])('is the white space before the last word of %j', (before, offset) => {
    expect(splitAnewFrom(before)).toBe(offset);
  });
});
