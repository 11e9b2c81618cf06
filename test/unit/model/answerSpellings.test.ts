import { describe, expect, it } from 'vitest';
import { AnswerSpellings } from '../../../src/model/probing/answerSpellings';
import { beginsOutsideWord } from '../../../src/model/probing/vocabulary';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('what a token does behind a beginning of answers', () => {
  const spellings = new AnswerSpellings([[' red', ' Red'], [' reddish'], ['é']], beginsOutsideWord);
  const step = (beginning: string, token: string | Uint8Array) =>
    spellings.step(bytes(beginning), typeof token === 'string' ? bytes(token) : token);

  it('is to go on, to end an answer, or both', () => {
    expect(step('', ' r')).toEqual({ completes: [], ends: [], goesOn: true });
    expect(step(' re', 'd')).toEqual({ completes: [], ends: [0], goesOn: true });
    expect(step(' Re', 'd')).toEqual({ completes: [], ends: [0], goesOn: false });
    expect(step(' redd', 'ish')).toEqual({ completes: [], ends: [1], goesOn: false });
  });

  it('is to complete an answer where something follows that is no part of its word', () => {
    expect(step(' re', 'd.')).toEqual({ completes: [0], ends: [], goesOn: false });
    expect(step('', ' red ball')).toEqual({ completes: [0], ends: [], goesOn: false });
    expect(step(' re', 'der')).toBeUndefined();
    expect(step('', ' red2')).toBeUndefined();
  });

  it('is to lead away', () => {
    expect(step('', ' blue')).toBeUndefined();
    expect(step('', 'red')).toBeUndefined();
    expect(step(' red', '!')).toBeUndefined();
  });

  it('may be half a character', () => {
    const [lead = 0] = bytes('é');
    expect(step('', Uint8Array.of(lead))).toEqual({ completes: [], ends: [], goesOn: true });
    expect([...spellings.nextBytes(Uint8Array.of(lead))]).toEqual([bytes('é')[1]]);
  });

  it('tells which bytes may come next', () => {
    const text = (beginning: string) =>
      [...spellings.nextBytes(bytes(beginning))].map((byte) => String.fromCharCode(byte));
    expect(text(' ')).toEqual(['r', 'R']);
    expect(text(' red')).toEqual(['d']);
    expect(text(' blue')).toEqual([]);
  });
});

describe('whether bytes begin outside a word', () => {
  it.each([
    [' ', true],
    ['.', true],
    ['’s', true],
    ['\n', true],
    ['a', false],
    ['7', false],
    ['_', false],
    ['é', false],
    ['\u0301', false],
    ['日', false],
  ])('%j', (text, outside) => {
    expect(beginsOutsideWord(bytes(text))).toBe(outside);
  });

  it('is not known of half a character, nor of nothing', () => {
    expect(beginsOutsideWord(Uint8Array.of(0xe2, 0x80))).toBe(false);
    expect(beginsOutsideWord(new Uint8Array(0))).toBe(false);
  });
});
