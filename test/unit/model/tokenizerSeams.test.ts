import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasSeams, splitAtSeams } from '../../../src/model/tokenizerSeams';

const gpt2 = {
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
  model: { type: 'BPE' },
};
const added = (content: string): object => ({ ...gpt2, added_tokens: [{ id: 0, content }] });

describe('tokenizers whose texts can be cut', () => {
  it('are those that merge within the matches of a known expression', () => {
    expect(hasSeams(gpt2, {})).toBe(true);
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
    for (const other of others) expect(hasSeams(other, {}), JSON.stringify(other)).toBe(false);
  });

  it('are none whose configuration changes a text before it is split', () => {
    expect(hasSeams(gpt2, { remove_space: true })).toBe(false);
    expect(hasSeams(gpt2, { do_lowercase_and_remove_accent: true })).toBe(false);
    expect(hasSeams(gpt2, { remove_space: false })).toBe(true);
  });

  it('have no added token that could reach across a cut', () => {
    for (const content of ['<|endoftext|>', '    ', '[PAD]', '▁']) {
      expect(hasSeams(added(content), {}), content).toBe(true);
    }
    for (const content of ['over', '<a b>', ' ', '\n', 'x>', '<x', 'é', '7', '>\n7']) {
      expect(hasSeams(added(content), {}), content).toBe(false);
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
        const parts = [...splitAtSeams(text, length)];
        expect(parts.join('')).toBe(text);
        parts.slice(1).forEach((part, index) => {
          const isLineEnd = /[^\s]\n$/u.test(parts[index] ?? '');
          expect(part).toMatch(isLineEnd ? /^[\p{L}\p{N}]/u : /^[ \t\r\n]/);
          if (!isLineEnd) expect(parts[index]).toMatch(/\p{L}$/u);
        });
      }),
    );
  });

  it('are one where there is nothing to cut at', () => {
    expect([...splitAtSeams('中'.repeat(100), 10)]).toHaveLength(1);
    expect([...splitAtSeams('1 2 3 '.repeat(20), 10)]).toHaveLength(1);
    expect([...splitAtSeams('ab '.repeat(20), 10)]).toHaveLength(6);
    expect([...splitAtSeams('', 10)]).toEqual(['']);
  });

  it('may begin with a shorter one', () => {
    const lengths = [...splitAtSeams('ab '.repeat(20), 5, 20)].map(({ length }) => length);
    expect(lengths).toEqual([8, 21, 21, 10]);
  });
});
