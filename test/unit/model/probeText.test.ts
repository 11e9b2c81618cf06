import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tokenizer } from '../../../src/model/causalLm';
import { probeIds, probeTextOf, probeTokens } from '../../../src/model/probeText';

/** A tokenizer that makes these tokens of any text. */
function tokenizerOf(ids: readonly number[]): Tokenizer {
  return {
    encode: () => Int32Array.from(ids),
    size: Math.max(1, ...ids) + 1,
    added: new Map(),
    bytesOf: () => new Uint8Array(0),
  };
}

const texts = fc.record({
  ids: fc.oneof(
    fc.array(fc.nat(5), { maxLength: 100 }),
    // As good as no variety.
    fc.tuple(fc.nat(5), fc.nat(3)).map(([id, length]) => new Array<number>(length).fill(id)),
  ),
  prefix: fc.array(fc.nat(5), { maxLength: 4 }),
  count: fc.integer({ min: 2, max: probeTokens }),
});

describe('probeTextOf', () => {
  it('has two ends that differ in every token, whatever the tokenizer makes of the text', () => {
    fc.assert(
      fc.property(texts, ({ ids: tokens, prefix, count }) => {
        const { ids, other, fork } = probeTextOf(tokenizerOf(tokens), 6, prefix, count);
        expect([ids.length, other.length]).toEqual([count, count]);
        expect(fork).toBeGreaterThanOrEqual(1);
        expect(fork).toBeLessThan(count);
        ids.forEach((id, place) => {
          expect(other[place] === id, `token ${place} of ${count}, fork ${fork}`).toBe(
            place < fork,
          );
          expect(other[place]).toBeLessThan(6);
        });
      }),
    );
  });

  it('forks within a chunk wherever one has two tokens', () => {
    for (let count = 3; count <= probeTokens; count++) {
      const { fork, chunkEnds } = probeTextOf(tokenizerOf([1, 2]), 3, [], count);
      expect(chunkEnds.at(-1)).toBe(count);
      expect(chunkEnds, `${count} tokens`).not.toContain(fork);
    }
  });

  it('is the text behind the prefix, which repeats', () => {
    expect([...probeIds(tokenizerOf([5, 6, 7]), [1, 2], 8)]).toEqual([1, 2, 5, 6, 7, 5, 6, 7]);
  });

  it('says nothing of a vocabulary of one token, whose ends cannot differ', () => {
    const { ids, other } = probeTextOf(tokenizerOf([0]), 1, [], 8);
    expect(other).toEqual(ids);
  });
});
