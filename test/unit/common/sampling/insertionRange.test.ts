import { describe, expect, it } from 'vitest';
import { insertionRange, type Insertion } from '../../../../src/common/sampling/insertionRange';

const before = 'It rained';
const at = before.length;

function rangeIn(text: string, more: Partial<Insertion> = {}) {
  const place = { offset: at, edited: false };
  return insertionRange(text, { place, before, replaces: '', ...more });
}

const moved = { offset: at + 2, edited: true };

describe('the range of an insertion', () => {
  it.each<[string, string, Partial<Insertion>]>([
    ['the text is the same', 'It rained all day.', {}],
    ['the document was closed and has the same text', 'It rained.', { wasClosed: true }],
    ['the token to replace is there', 'It rained all day.', { replaces: ' all' }],
  ])('is the place where %s', (_, text, more) => {
    const end = at + (more.replaces?.length ?? 0);
    expect(rangeIn(text, more)).toEqual({ start: at, end });
  });

  it.each<[string, Partial<Insertion>]>([
    ['an edit over it was undone', { place: { offset: undefined, edited: true } }],
    [
      'the document was closed after edits and has its text again',
      { place: moved, wasClosed: true },
    ],
  ])('is where the text is the same though %s', (_, more) => {
    expect(rangeIn('It rained all day.', more)).toEqual({ start: at, end: at });
  });

  it('moves with edits that were followed', () => {
    expect(rangeIn('So it rained.', { place: moved })).toEqual({ start: at + 2, end: at + 2 });
  });

  it.each<[string, string, Partial<Insertion>]>([
    ['the place is gone', 'It', { place: { offset: undefined, edited: true } }],
    ['another text is there', 'It snowed all day.', {}],
    ['the text is shorter', 'It', {}],
    ['the token to replace is another one', 'It rained no more.', { replaces: ' all' }],
    ['the token to replace is cut', 'It rained al', { replaces: ' all' }],
    ['the document was closed after edits', 'So it rained.', { place: moved, wasClosed: true }],
  ])('is none where %s', (_, text, more) => {
    expect(rangeIn(text, more)).toBeUndefined();
  });
});
