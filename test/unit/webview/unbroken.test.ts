import { describe, expect, it } from 'vitest';
import { unbroken } from '../../../webview-ui/src/parts/unbroken';

/** A sentence with its no-break spaces as underscores. */
const shown = (sentence: string): string => unbroken(sentence).replaceAll('\u00a0', '_');

describe('figures that stay in one line', () => {
  it.each([
    ['the base ranks 69 % first too', 'the base ranks 69_% first too'],
    ['divergence 0.12 bits on average', 'divergence 0.12_bits on average'],
    ['at most 1 bit, or 0.69 nats.', 'at most 1_bit, or 0.69_nats.'],
    ['(noise floor < 0.001 bits)', '(noise floor <_0.001_bits)'],
    ['6.6 % ± 1.4 % of 753', '6.6_% ±_1.4_% of 753'],
    ['a temperature of 1.06 ± 0.03, the base', 'a temperature of 1.06_±_0.03, the base'],
    ['KL(tuned ‖ base) is 0.13', 'KL(tuned_‖_base) is 0.13'],
  ])('%s', (sentence, expected) => {
    expect(shown(sentence)).toBe(expected);
  });

  it('leaves words behind numbers alone', () => {
    expect(shown('over 746 tokens, 3 bitsized')).toBe('over 746 tokens, 3 bitsized');
  });
});
