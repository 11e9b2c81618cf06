import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../src/cli/inputText';

describe('decoding', () => {
  it.each([
    ['a byte order mark', '\ufeffa'],
    ['NUL bytes', 'a\u0000b\u0000'],
    ['every kind of character', 'é\u0301😀\r\n\t界\u202eعربي'],
    ['U+FFFD itself', 'a\ufffdb'],
    ['nothing', ''],
  ])('keeps %s', (_, text) => {
    expect(decodeText(Buffer.from(text), 'a.txt')).toBe(text);
  });

  it.each([
    [[0x61, 0xe9, 0x62], 'byte 1 is 0xE9'],
    [[...Buffer.from('é\ufffd😀'), 0xff], 'byte 9 is 0xFF'],
    [[0xe2, 0x82], 'byte 0 is 0xE2'],
    [[0x61, 0xed, 0xa0, 0x80], 'byte 1 is 0xED'],
  ])('refuses %j and says where', (bytes, where) => {
    expect(() => decodeText(Buffer.from(bytes), 'a.txt')).toThrow(
      `a.txt cannot be compared: it is not text in UTF-8 (${where}). Convert it first, for example with "iconv -f WINDOWS-1252 -t UTF-8".`,
    );
  });

  it.each([
    [[0xff, 0xfe, 0x61, 0x00], 'UTF-16LE'],
    [[0xfe, 0xff, 0x00, 0x61], 'UTF-16BE'],
  ])('knows %j', (bytes, encoding) => {
    expect(() => decodeText(Buffer.from(bytes), 'a.txt')).toThrow(
      `(it begins like ${encoding}). Convert it first, for example with "iconv -f ${encoding} -t UTF-8".`,
    );
  });

  it('takes what also has NUL bytes for a binary file', () => {
    expect(() => decodeText(Buffer.from([0x7f, 0x00, 0xd0]), 'a.out')).toThrow(
      'a.out cannot be compared: it is not text in UTF-8 (byte 2 is 0xD0) and looks like a binary file. Choose a text file.',
    );
  });
});
