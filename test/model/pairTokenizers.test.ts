import { describe, expect, it } from 'vitest';
import { comparisonOf } from './support/engine';
import { comparerOf, paramsOf } from './support/fakePair';
import { fakeTokenizer } from './support/fakeRuntime';

describe('tokenizers', () => {
  it('that differ are refused before anything is loaded', async () => {
    const { comparer, events } = comparerOf({
      tunedTokenizer: { ...fakeTokenizer, encode: (text) => Int32Array.of(text.length % 15) },
    });
    await expect(comparisonOf(comparer, paramsOf('abc'))).rejects.toMatchObject({
      kind: 'incomparable',
      message:
        'These two models cannot be compared token by token: their tokenizers split "hello␣world" differently. Choose a tuned model that was made from this base.',
    });
    expect(events).toEqual([]);
  });

  it('that differ by their configuration alone are refused', async () => {
    const { comparer } = comparerOf({
      tokenizerConfigs: {
        base: '{"tokenizer_class": "T5Tokenizer"}',
        tuned: '{"tokenizer_class": "T5Tokenizer", "remove_space": true}',
      },
      tunedTokenizer: {
        ...fakeTokenizer,
        encode: (text) => fakeTokenizer.encode(text.replaceAll(/ +/g, ' ')),
      },
    });
    await expect(comparisonOf(comparer, paramsOf('abc'))).rejects.toMatchObject({
      kind: 'incomparable',
    });
  });

  it('that differ on the text alone are refused with the place', async () => {
    const { comparer } = comparerOf({
      tunedTokenizer: {
        ...fakeTokenizer,
        encode: (text) => (text === 'abcde' ? Int32Array.of(1, 2, 3) : fakeTokenizer.encode(text)),
      },
    });
    await expect(comparisonOf(comparer, paramsOf('abcde'))).rejects.toThrow(
      'split "de" differently',
    );
    await comparer.dispose();
  });

  it('that rewrite the text are refused', async () => {
    const { comparer } = comparerOf();
    await expect(comparisonOf(comparer, paramsOf('ABC'))).rejects.toMatchObject({
      kind: 'unsupported',
      message:
        'This text cannot be compared with this pair: its tokenizer rewrites the text before splitting it, so that tokens cannot be placed in the document. Choose another pair.',
    });
    await comparer.dispose();
  });
});
