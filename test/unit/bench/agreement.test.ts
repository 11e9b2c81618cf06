import { describe, expect, it } from 'vitest';
import { checkAgreement, missingColumns } from '../../../bench/harness/agreement.mjs';

const engine = { tokens: 10, means: { 'divergence.js': 0.04, 'base.entropy': 3 } };

describe('subjects that ran the same text', () => {
  it('agree within the tolerance, relative to means beyond 1', () => {
    const other = { tokens: 10, means: { 'divergence.js': 0.040_009, 'base.entropy': 3.000_02 } };
    expect(() => {
      checkAgreement('Script', engine, other, 1e-5);
    }).not.toThrow();
  });

  it.each([
    ['another number of tokens', { tokens: 9, means: engine.means }, /scored 9 tokens/],
    [
      'another divergence',
      { tokens: 10, means: { 'divergence.js': 0.040_02 } },
      /Script disagrees: mean divergence\.js/,
    ],
    [
      'another entropy',
      { tokens: 10, means: { ...engine.means, 'base.entropy': 3.000_1 } },
      /mean base\.entropy/,
    ],
    ['no number', { tokens: 10, means: { 'divergence.js': NaN } }, /disagrees/],
    ['no divergence at all', { tokens: 10, means: { 'base.entropy': 3 } }, /has no divergence/],
  ])('do not agree with %s', (_, other, message) => {
    expect(() => {
      checkAgreement('Script', engine, other, 1e-5);
    }).toThrow(message);
  });

  it('may compute less, which is said', () => {
    expect(missingColumns(engine, { means: { 'divergence.js': 0.04 } })).toEqual(['base.entropy']);
  });
});
