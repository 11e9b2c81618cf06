import { describe, expect, it } from 'vitest';
import { philox4x32, uniformAt } from '../../../../src/common/sampling/philox';

describe('Philox4x32-10', () => {
  // kat_vectors of the authors' Random123 library.
  const ones = 0xffffffff;
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [ones, ones, ones, ones],
      [ones, ones],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as const)('gives the published block of counter %j', (counter, key, block) => {
    expect(philox4x32(counter, key)).toEqual(block);
  });
});

describe('uniformAt', () => {
  const address = { seed: 7, stream: 1, group: 2, sample: 3, step: 4 };

  it('gives the same number at the same address and another at every other', () => {
    const others = Object.keys(address).map((part) => uniformAt({ ...address, [part]: 100 }));
    const all = [uniformAt(address), ...others];
    expect(uniformAt({ ...address })).toBe(all[0]);
    expect(new Set(all).size).toBe(6);
  });

  it('is uniform, as mean, variance and correlation of neighbours show', () => {
    const n = 20_000;
    const numbers = Array.from({ length: n }, (_, step) => uniformAt({ ...address, step }));
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
    expect(Math.abs(mean(numbers) - 1 / 2)).toBeLessThan(4 * Math.sqrt(1 / 12 / n));
    const spread = mean(numbers.map((x) => (x - 1 / 2) ** 2));
    expect(Math.abs(spread - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / n));
    const products = numbers.slice(1).map((x, i) => (x - 1 / 2) * ((numbers[i] ?? 0) - 1 / 2));
    expect(Math.abs(mean(products))).toBeLessThan((4 * (1 / 12)) / Math.sqrt(n));
  });
});
