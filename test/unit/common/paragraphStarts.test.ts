import { describe, expect, it } from 'vitest';
import { paragraphStarts } from '../../../src/common/text/paragraphStarts';

describe('where paragraphs begin', () => {
  const beginnings = (text: string, most = 99) =>
    paragraphStarts(text, most).map((start) => text.slice(start, start + 3));

  it('is behind blank lines, whatever ends a line', () => {
    expect(beginnings('one\nstill one\n\ntwo\r\n\r\nthree\r\rfour')).toEqual([
      'one',
      'two',
      'thr',
      'fou',
    ]);
    expect(beginnings('one\n \t\ntwo\n\n\n\n  three')).toEqual(['one', 'two', 'thr']);
  });

  it('is at the first sign of the text, or nowhere', () => {
    expect(paragraphStarts('one', 5)).toEqual([0]);
    expect(paragraphStarts('', 5)).toEqual([]);
    expect(paragraphStarts('\n\n', 5)).toEqual([]);
    expect(paragraphStarts('\n\none', 5)).toEqual([2]);
  });

  it('is spread over the text where there are many', () => {
    const many = Array.from({ length: 100 }, (_, i) => `p${i}`).join('\n\n');
    expect(paragraphStarts(many, 4).map((start) => many.slice(start).split('\n')[0])).toEqual([
      'p0',
      'p25',
      'p50',
      'p75',
    ]);
  });
});
