import { describe, expect, it } from 'vitest';
import { impliedReward, steepestSpans } from '../../../../src/common/analysis/impliedReward';
import { makeComparison } from '../../support/comparisons';
import { longChain, markovText, values, type Writer } from '../../support/markovTexts';

describe('implied reward', () => {
  it.each<Writer>(['base', 'tuned'])(
    'of a text by %s is the true reward, less the value of the beginning, plus that of what is still to come',
    (writer) => {
      const { path, comparison } = markovText(writer, 1);
      const { accumulated, ruledOut } = impliedReward(comparison);
      let reward = 0;
      path.forEach((state, row) => {
        reward += longChain.rewards[state] ?? NaN;
        const value = (step: number, at: number): number => values[step]?.[at] ?? NaN;
        const expected = reward - value(0, 0) + value(row + 1, state);
        expect(longChain.beta * (accumulated[row] ?? NaN)).toBeCloseTo(expected, 9);
      });
      expect(ruledOut).toBe(0);
    },
  );

  it('expects of either model what its own texts have, on average', () => {
    const gap = (writer: 'base' | 'tuned'): number => {
      const texts = Array.from({ length: 50 }, (_, seed) => markovText(writer, seed).comparison);
      const gaps = texts.map((comparison) => {
        const { accumulated, byBase, byTuned } = impliedReward(comparison);
        const path = writer === 'base' ? byBase : byTuned;
        const last = accumulated.length - 1;
        return (
          ((accumulated[last] ?? NaN) - (path.mean[last] ?? NaN)) /
          (path.standardDeviation[last] ?? NaN)
        );
      });
      return gaps.reduce((sum, z) => sum + z, 0) / Math.sqrt(gaps.length);
    };
    expect(Math.abs(gap('base'))).toBeLessThan(3);
    expect(Math.abs(gap('tuned'))).toBeLessThan(3);
  }, 30_000);

  it('leaves out tokens that a model rules out, and counts them', () => {
    const comparison = makeComparison([
      { piece: 'a', baseSurprisal: 2, tunedSurprisal: 1, klTunedBase: 0.5 },
      { piece: 'b', baseSurprisal: 2, tunedSurprisal: Infinity, klTunedBase: 0.5 },
      { piece: 'c', baseSurprisal: Infinity, tunedSurprisal: Infinity },
      { piece: 'd', baseSurprisal: 1, tunedSurprisal: 3, klTunedBase: 0.25 },
    ]);
    const { accumulated, byTuned, ruledOut } = impliedReward(comparison);
    expect([...accumulated]).toEqual([1, 1, 1, -1]);
    expect([...byTuned.mean]).toEqual([0.5, 0.5, 0.5, 0.75]);
    expect(ruledOut).toBe(2);
  });

  it('has infinite expectations where one model rules out what the other does not', () => {
    const { byBase } = impliedReward(
      makeComparison([{ piece: 'a', klBaseTuned: Infinity, baseSurprisal: 1 }]),
    );
    expect([...byBase.mean]).toEqual([-Infinity]);
  });

  it('is empty before a token is scored', () => {
    const { accumulated } = impliedReward(makeComparison([{ piece: 'a' }], { scoredCount: 0 }));
    expect([...accumulated]).toEqual([]);
  });
});

describe('steepest spans', () => {
  const spansOf = (ratios: readonly number[]) =>
    steepestSpans(
      impliedReward(
        makeComparison(
          ratios.map((ratio) => ({ piece: 'a', baseSurprisal: 9 + ratio, tunedSurprisal: 9 })),
        ),
      ),
    );

  it('are stretches of 32 tokens, the steepest first', () => {
    const ratios = new Array<number>(400).fill(0).map((_, row) => {
      if (row >= 40 && row < 72) return 1;
      if (row >= 200 && row < 232) return 2;
      return row >= 300 && row < 332 ? -3 : 0;
    });
    const { rises, falls } = spansOf(ratios);
    expect(rises.slice(0, 2)).toEqual([
      { first: 200, end: 232, logRatio: 64 },
      { first: 40, end: 72, logRatio: 32 },
    ]);
    expect(falls[0]).toEqual({ first: 300, end: 332, logRatio: -96 });
  });

  it('do not overlap', () => {
    const { rises, falls } = spansOf(Array.from({ length: 200 }, (_, row) => Math.sin(row / 9)));
    const all = [...rises, ...falls].sort((a, b) => a.first - b.first);
    expect(all.length).toBeGreaterThan(3);
    all.slice(1).forEach(({ first }, index) => {
      expect(first).toBeGreaterThanOrEqual(all[index]?.end ?? Infinity);
    });
  });

  it('are a third of a short text, and none of a very short one', () => {
    expect(spansOf([1, 1, 1, 1, -1, -1, -1, -1, 0, 0, 0, 0])).toEqual({
      rises: [{ first: 0, end: 4, logRatio: 4 }],
      falls: [{ first: 4, end: 8, logRatio: -4 }],
    });
    expect(spansOf([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])).toEqual({ rises: [], falls: [] });
  });
});
