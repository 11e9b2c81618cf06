import { describe, expect, it } from 'vitest';
import { readTokenTable } from '../../../src/model/tokenBytes';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('readTokenTable', () => {
  it('reads byte-level tokens', () => {
    const table = readTokenTable({
      pre_tokenizer: { type: 'ByteLevel' },
      decoder: { type: 'ByteLevel' },
      // GPT-2 writes a space as Ġ, a line feed as Ċ and the byte 0xE2 as â.
      model: { type: 'BPE', vocab: { Ġthe: 0, Ċ: 1, â: 2, '!': 3, Ń: 4, ÿ: 5 } },
    });
    expect(table.bytesOf(0)).toEqual(bytes(' the'));
    expect(table.bytesOf(1)).toEqual(bytes('\n'));
    expect(table.bytesOf(2)).toEqual(Uint8Array.of(0xe2));
    expect(table.bytesOf(3)).toEqual(bytes('!'));
    expect(table.bytesOf(4)).toEqual(Uint8Array.of(0xad));
    expect(table.bytesOf(5)).toEqual(Uint8Array.of(0xff));
    expect(table.size).toBe(6);
  });

  it('gives every byte a character of its own', () => {
    const vocab: Record<string, number> = {};
    let next = 0x100;
    for (let byte = 0; byte < 256; byte++) {
      const shown =
        (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad)
          ? String.fromCharCode(byte)
          : String.fromCharCode(next++);
      vocab[shown] = byte;
    }
    const table = readTokenTable({
      pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'ByteLevel' }] },
      model: { vocab },
    });
    for (let byte = 0; byte < 256; byte++) expect(table.bytesOf(byte)).toEqual(Uint8Array.of(byte));
  });

  it('reads SentencePiece tokens with byte fallback', () => {
    const table = readTokenTable({
      normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
      decoder: { type: 'Sequence', decoders: [{ type: 'ByteFallback' }] },
      model: { type: 'BPE', byte_fallback: true, vocab: { '▁the': 0, '<0xE2>': 1, '▁▁': 2 } },
    });
    expect(table.bytesOf(0)).toEqual(bytes(' the'));
    expect(table.bytesOf(1)).toEqual(Uint8Array.of(0xe2));
    expect(table.bytesOf(2)).toEqual(bytes('  '));
  });

  it('reads a unigram vocabulary', () => {
    const table = readTokenTable({
      pre_tokenizer: { type: 'Metaspace', replacement: '▁' },
      model: {
        type: 'Unigram',
        vocab: [
          ['<unk>', 0],
          ['▁a', -1.5],
        ],
      },
    });
    expect(table.bytesOf(1)).toEqual(bytes(' a'));
    expect(table.size).toBe(2);
  });

  it('takes added tokens literally, also those beyond the vocabulary', () => {
    const table = readTokenTable({
      added_tokens: [
        { id: 0, content: '<|endoftext|>', special: true },
        { id: 9, content: '<|im_start|>' },
      ],
      decoder: { type: 'ByteLevel' },
      model: { vocab: { '<|endoftext|>': 0, a: 1 } },
    });
    expect(table.bytesOf(0)).toEqual(bytes('<|endoftext|>'));
    expect(table.bytesOf(9)).toEqual(bytes('<|im_start|>'));
    expect(table.bytesOf(5)).toEqual(new Uint8Array());
    expect(table.size).toBe(10);
  });

  it('refuses what is not a tokenizer', () => {
    expect(() => readTokenTable({ model: {} })).toThrow();
  });
});
