import { describe, expect, it } from 'vitest';
import { UserFacingError } from '../../../src/common/errors';
import type { Tokenizer } from '../../../src/model/causalLm';
import { checkCanaries, checkText } from '../../../src/model/tokenizerAgreement';

/** A tokenizer whose tokens are the matches of a pattern; ids are assigned by the text. */
function patternTokenizer(pattern: RegExp, added: readonly string[] = []): Tokenizer {
  const escaped = added.map((content) => content.replaceAll('|', '\\|')).join('|');
  const all = new RegExp(escaped === '' ? pattern.source : `${escaped}|${pattern.source}`, 'gsu');
  return {
    encode: (text) => Int32Array.from(text.match(all) ?? [], idOf),
    size: 1 << 30,
    added: new Map(added.map((content) => [idOf(content), content])),
    bytesOf: (id) => new TextEncoder().encode(texts.get(id) ?? ''),
  };
}

const ids = new Map<string, number>();
const texts = new Map<number, string>();

function idOf(text: string): number {
  const id = ids.get(text) ?? ids.size;
  ids.set(text, id);
  texts.set(id, text);
  return id;
}

const words = / ?\p{L}+|\d|\s|./u;
const wordsAndNumbers = / ?\p{L}+|\d+|\s|./u;

describe('tokenizer agreement', () => {
  it('accepts tokenizers that behave alike, whatever they are called', () => {
    expect(() => {
      checkCanaries(patternTokenizer(words), patternTokenizer(words, ['<|im_start|>']));
    }).not.toThrow();
  });

  it('refuses tokenizers that split a canary differently and quotes it', () => {
    expect(() => {
      checkCanaries(patternTokenizer(words), patternTokenizer(/ ?\p{L}+|\d\+\d|\d|\s|./u));
    }).toThrow(
      new UserFacingError(
        'incomparable',
        'These two models cannot be compared token by token: their tokenizers split "2+2=4" differently. Choose a tuned model that was made from this base.',
        ['choosePair'],
      ),
    );
  });

  it('refuses tokenizers that number the same tokens differently', () => {
    const base = patternTokenizer(words);
    const shifted: Tokenizer = { ...base, encode: (text) => base.encode(text).map((id) => id + 1) };
    expect(() => {
      checkCanaries(base, shifted);
    }).toThrow('split "hello␣world" differently');
  });

  it.each([
    ['long numbers', wordsAndNumbers],
    ['CRLF', / ?\p{L}+|\d|\r\n|\s|./u],
    ['tabs', / ?\p{L}+|\d|\t+|\s|./u],
    ['emoji', / ?\p{L}+|\d|\p{Emoji_Presentation}\u200d?|\s|./u],
    ['combining marks', / ?(?:\p{L}\p{M}?)+|\d|\s|./u],
    ['case', / ?\p{Ll}+|\p{Lu}+|\p{L}|\d|\s|./u],
  ])('has a canary for %s', (_, pattern) => {
    expect(() => {
      checkCanaries(patternTokenizer(words), patternTokenizer(pattern));
    }).toThrow(UserFacingError);
  });

  it('quotes the place where a text is split differently', () => {
    const base = patternTokenizer(words);
    const text = `${'A long beginning that both read alike. '.repeat(9)}In 1984 it ended.`;
    expect(() => {
      checkText(text, base.encode(text), base, patternTokenizer(wordsAndNumbers));
    }).toThrow('split "1984" differently');
  });

  it('accepts that a text contains tokens which only one of them has', () => {
    const base = patternTokenizer(words);
    const tuned = patternTokenizer(words, ['<|im_start|>', '<|im_end|>']);
    const text = 'Say <|im_start|>user hello<|im_end|> twice';
    expect(base.encode(text)).not.toEqual(tuned.encode(text));
    expect(() => {
      checkText(text, base.encode(text), base, tuned);
    }).not.toThrow();
  });

  it('shows white space and shortens what it quotes', () => {
    const base = patternTokenizer(words);
    const other = patternTokenizer(/[^]+/u);
    const text = '\tbe quick and go on for ever';
    expect(() => {
      checkText(text, base.encode(text), base, other);
    }).toThrow('split "⇥be␣quick␣and" differently');
  });
});
