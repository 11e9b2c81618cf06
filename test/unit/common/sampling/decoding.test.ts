import { describe, expect, it } from 'vitest';
import { decodingText, resolveDecoding } from '../../../../src/common/sampling/decoding';

describe('how tokens were drawn', () => {
  it.each([
    [{}, 'full distribution at temperature 1'],
    [{ temperature: 0 }, 'most probable token at every step'],
    // Rounded, these would read as other ways of drawing.
    [{ temperature: 0.0004, topP: 0.9996 }, 'temperature 0.0004, top-p 0.9996'],
    [
      { temperature: 0.7, topK: 40, stop: ['\n'], pastEnd: true },
      'temperature 0.7, top-k 40, until "\\n", past document ends',
    ],
  ])('is said as it was asked for: %o', (asked, text) => {
    expect(decodingText(resolveDecoding(asked))).toBe(text);
  });
});
