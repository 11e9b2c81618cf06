import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../../../src/common/panel/blocks';
import { overviewFigures } from '../../../../src/common/panel/overviewFigures';

const figures = {
  verdict: '',
  scoredTokens: 612,
  divergentTokens: 37,
  meanJs: { mean: 0.081 * Math.LN2, standardError: 0.006 * Math.LN2 },
  divergentShare: { mean: 37 / 612, standardError: 0.011 },
  perplexityBase: { mean: 21.43, standardError: 1.26 },
  perplexityTuned: { mean: 129.8, standardError: 9.4 },
  meanLogRatio: { mean: -0.48 * Math.LN2, standardError: undefined },
};

describe('overviewFigures', () => {
  it('shows each figure with its uncertainty and unit', () => {
    expect(overviewFigures(figures, 'bits', 0.01 * Math.LN2)).toEqual([
      {
        label: 'Divergence',
        value: '0.081 bits',
        note: '± 0.006 per token, noise floor 0.010',
      },
      { label: 'Perplexity', value: '21.4 → 130', note: 'base ± 1.3 → tuned ± 9' },
      { label: 'Divergent tokens', value: '37', note: '6.0 % ± 1.1 % of 612' },
      { label: 'Implied reward', value: '−0.48 bits', note: 'per token (too short for ±)' },
    ]);
  });

  it('has digits enough for a small error, and none for a perplexity beyond them', () => {
    const short = {
      ...figures,
      meanJs: { mean: 0.000_41, standardError: 0.000_03 },
      meanLogRatio: { mean: 0.000_2, standardError: 0.000_4 },
      perplexityBase: { mean: 1e6, standardError: undefined },
      perplexityTuned: { mean: 2.54e12, standardError: undefined },
    };
    const [divergence, perplexity, , reward] = overviewFigures(short, 'nats', 1e-6);
    expect(divergence).toMatchObject({
      value: '0.00041 nats',
      note: '± 0.00003 per token, noise floor <\u00a00.001',
    });
    expect(perplexity).toMatchObject({ value: '1.0·10⁶ → 2.5·10¹²', note: 'base → tuned' });
    expect(reward).toMatchObject({ value: '+0.0002 nats', note: '± 0.0004 per token' });
  });

  it('shows nats when asked to', () => {
    expect(overviewFigures(figures, 'nats', 0)[0]?.value).toBe('0.056 nats');
  });
});

describe('blocksOf', () => {
  it('sums up a range in a bounded number of blocks', () => {
    const values = Float32Array.of(9, 1, 2, -5, 0, 4);
    expect(blocksOf(values, { first: 1, end: 6 }, 3)).toEqual([
      { first: 1, end: 3, mean: 1.5, strongest: 2 },
      { first: 3, end: 5, mean: -2.5, strongest: 3 },
      { first: 5, end: 6, mean: 4, strongest: 5 },
    ]);
  });
});
