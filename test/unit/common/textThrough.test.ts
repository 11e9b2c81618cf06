import { describe, expect, it } from 'vitest';
import { textThrough } from '../../../src/common/text/textThrough';

describe('the text through a token', () => {
  it.each<[string, string, number, number, string]>([
    ['all of a text within the limit', 'one two\nthree', 3, 13, 'one two\nthree'],
    ['the line of the token of a longer one', 'one two\nthree four', 3, 10, 'one two\n'],
    ['the word where the line is too long', 'one two three\nfour', 5, 9, 'one two'],
    ['no less than the token', 'one two\nthree', 3, 6, 'one'],
    ['what is beyond the limit, where the token is', 'one two three', 7, 6, 'one two'],
    ['a text without white space as a whole', 'onetwothree', 3, 6, 'onetwothree'],
  ])('is %s', (_, text, end, limit, through) => {
    expect(textThrough(text, end, limit)).toBe(through);
  });
});
