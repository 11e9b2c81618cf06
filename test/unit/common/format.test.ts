import { describe, expect, it } from 'vitest';
import {
  formatAmount,
  formatNats,
  formatProbability,
  formatSignedNats,
} from '../../../src/common/format';

describe('amounts', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [0.61, '0.61'],
    [0.006, '0.01'],
    [0.004, '0.004'],
    [0.0005, '0.001'],
    [0.0004, '< 0.001'],
    [-0.004, '−0.004'],
    [-0.0004, '> −0.001'],
    [-12.345, '−12.35'],
    [Infinity, '∞'],
    [NaN, '–'],
  ])('%f reads %s', (value, text) => {
    expect(formatAmount(value)).toBe(text);
  });

  it('carry their unit', () => {
    expect(formatNats(Math.LN2, 'bits')).toBe('1.00 bits');
    expect(formatNats(1, 'nats')).toBe('1.00 nats');
    expect(formatNats(0.0001, 'nats')).toBe('< 0.001 nats');
  });

  it('carry their sign where they have one', () => {
    expect(formatSignedNats(4.3 * Math.LN2, 'bits')).toBe('+4.3 bits');
    expect(formatSignedNats(-4.3 * Math.LN2, 'bits')).toBe('−4.3 bits');
    expect(formatSignedNats(0.02, 'nats')).toBe('+0.02 nats');
    expect(formatSignedNats(0.0001, 'nats')).toBe('< 0.001 nats');
    expect(formatSignedNats(0, 'nats')).toBe('0 nats');
  });
});

describe('probabilities', () => {
  it.each([
    [0, '0 %'],
    [0.000001, '< 0.001 %'],
    [0.004, '0.40 %'],
    [0.31, '31 %'],
    [0.994, '99 %'],
    [0.9949, '99 %'],
    [0.996, '99.6 %'],
    [0.9994, '99.9 %'],
    [0.9998, '99.98 %'],
    [1, '100 %'],
  ])('%f reads %s', (value, text) => {
    expect(formatProbability(value)).toBe(text);
  });
});
