import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movePlace } from '../../../../src/common/sampling/place';

const place = { offset: 10, edited: false };

describe('movePlace', () => {
  it.each([
    ['behind it', { start: 12, end: 20, insertedLength: 3 }, place],
    ['inserted at it', { start: 10, end: 10, insertedLength: 5 }, place],
    ['replaced from it on', { start: 10, end: 14, insertedLength: 5 }, place],
    ['before it', { start: 2, end: 4, insertedLength: 5 }, { offset: 13, edited: true }],
    ['deleted up to it', { start: 8, end: 10, insertedLength: 0 }, { offset: 8, edited: true }],
    ['over it', { start: 8, end: 12, insertedLength: 9 }, { offset: undefined, edited: true }],
  ])('knows what an edit %s does', (_, edit, moved) => {
    expect(movePlace(place, edit)).toEqual(moved);
  });

  it('keeps the text behind the place where it is not edited', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.nat(20),
        fc.nat(20),
        fc.string({ maxLength: 5 }),
        (offset, a, b, inserted) => {
          const text = 'abcdefghijklmnopqrst';
          const [start, end] = [Math.min(a, b), Math.max(a, b)];
          const after = text.slice(0, start) + inserted + text.slice(end);
          const moved = movePlace(
            { offset, edited: false },
            { start, end, insertedLength: inserted.length },
          );
          if (moved.offset === undefined) return start < offset && end > offset;
          if (!moved.edited) return after.slice(0, moved.offset) === text.slice(0, offset);
          return after.slice(moved.offset) === text.slice(offset);
        },
      ),
    );
  });
});
