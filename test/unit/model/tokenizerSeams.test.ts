import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOfText } from '../../../src/model/textParts';
import { expressionSeams } from '../../../src/model/tokenizerSeams';

const gpt2 = {
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
  model: { type: 'BPE' },
};
/** Parts of a text by that tokenizer. */
function split(text: string, firstLength: number, length = firstLength): string[] {
  const parts = partsOfText(text, [expressionSeams(gpt2, {})], firstLength, length);
  return Array.from(parts, ({ start, end }) => text.slice(start, end));
}

const added = (content: string): object => ({ ...gpt2, added_tokens: [{ id: 0, content }] });

describe('tokenizers whose texts can be cut', () => {
  it('are those that merge within the matches of a known expression', () => {
    expect(expressionSeams(gpt2, {})).toBeDefined();
    const { pre_tokenizer: byteLevel } = gpt2;
    const others: readonly object[] = [
      { ...gpt2, model: { type: 'Unigram' } },
      { ...gpt2, normalizer: { type: 'Lowercase' } },
      { ...gpt2, pre_tokenizer: null },
      { ...gpt2, pre_tokenizer: { type: 'Metaspace' } },
      { ...gpt2, pre_tokenizer: { ...byteLevel, use_regex: false } },
      { ...gpt2, pre_tokenizer: { ...byteLevel, add_prefix_space: true } },
      { ...gpt2, pre_tokenizer: { type: 'Split', pattern: { Regex: String.raw`\w+ \w+` } } },
      {
        ...gpt2,
        pre_tokenizer: {
          type: 'Sequence',
          pretokenizers: [{ type: 'Digits' }, { ...byteLevel, use_regex: false }],
        },
      },
    ];
    for (const other of others)
      expect(expressionSeams(other, {}), JSON.stringify(other)).toBeUndefined();
  });

  it('are none whose configuration changes a text before it is split', () => {
    expect(expressionSeams(gpt2, { remove_space: true })).toBeUndefined();
    expect(expressionSeams(gpt2, { do_lowercase_and_remove_accent: true })).toBeUndefined();
    expect(expressionSeams(gpt2, { remove_space: false })).toBeDefined();
  });

  it('have no added token that could reach across a cut', () => {
    for (const content of ['<|endoftext|>', '    ', '[PAD]', '▁']) {
      expect(expressionSeams(added(content), {}), content).toBeDefined();
    }
    for (const content of ['over', '<a b>', ' ', '\n', 'x>', '<x', 'é', '7', '>\n7']) {
      expect(expressionSeams(added(content), {}), content).toBeUndefined();
    }
  });
});

describe('parts of a text', () => {
  it('are the text, cut behind a letter or a single line end', () => {
    const pieces = fc.constantFrom(
      'a',
      'é',
      '𝒳',
      '中',
      '1',
      '.',
      ' ',
      '\n',
      '\r\n',
      '\t',
      '\u0301',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), fc.nat(20), (list, length) => {
        const text = list.join('');
        const parts = split(text, length);
        expect(parts.join('')).toBe(text);
        parts.slice(1).forEach((part, index) => {
          const before = parts.slice(0, index + 1).join('');
          const isLineEnd = /[^\s]\n$/u.test(before);
          expect(part).toMatch(isLineEnd ? /^[\p{L}\p{N}]/u : /^[ \t\r\n]/);
          if (!isLineEnd) expect(before).toMatch(/\p{L}$/u);
        });
      }),
      { examples: [[['a', '\n', '𝒳'], 0]] },
    );
  });

  it('are one where there is nothing to cut at', () => {
    expect(split('中'.repeat(100), 10)).toHaveLength(1);
    expect(split('1 2 3 '.repeat(20), 10)).toHaveLength(1);
    expect(split('ab '.repeat(20), 10)).toHaveLength(6);
    expect(split('', 10)).toEqual(['']);
  });

  it('may begin with a shorter one', () => {
    const lengths = split('ab '.repeat(20), 5, 20).map(({ length }) => length);
    expect(lengths).toEqual([5, 21, 21, 13]);
  });
});
