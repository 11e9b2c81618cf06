import { expect, it } from 'vitest';
import type { Tokenizer } from '../../../src/model/causalLm';
import type { LoadedPair } from '../../../src/model/pairLoader';
import { TextTokens } from '../../../src/model/textTokens';

/** Tokens of so many letters; a text may be cut behind each. */
function tokenizerOf(length: number): Tokenizer {
  return {
    encode: (text) => new Int32Array(Math.ceil(text.length / length)),
    bytesOf: () => new Uint8Array(length).fill(97),
    seams: {
      after: (text, from) => {
        const seam = Math.ceil(from / length) * length;
        return seam < text.length ? seam : undefined;
      },
      startsBehindOne: false,
    },
    size: 1,
    added: new Map(),
  };
}

/** All that splitting a text needs of a pair. */
function pairWith(tokenizer: Tokenizer): LoadedPair {
  return { tokenizer, tunedTokenizer: undefined, width: 1 } as unknown as LoadedPair;
}

it('makes room for the tokens of a long text once, and not much more than they take', async () => {
  const text = 'a'.repeat(1_000_000);
  const tokens = new TextTokens(text, pairWith(tokenizerOf(4)), new AbortController().signal);
  await tokens.more();
  const { buffer } = tokens.ids;
  await tokens.need(Infinity);
  expect(tokens.count).toBe(250_000);
  expect(tokens.ids.buffer).toBe(buffer);
  expect(buffer.byteLength).toBeLessThan(1.2 * tokens.ids.byteLength);
});
