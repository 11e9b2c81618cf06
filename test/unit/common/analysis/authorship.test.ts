import { describe, expect, it } from 'vitest';
import { authorship, type AuthorshipVerdict } from '../../../../src/common/analysis/authorship';
import { makeComparison, type MadeRow } from '../../support/comparisons';
import { markovText, type Writer } from '../../support/markovTexts';
import { normalityP } from '../../support/normality';

const texts = 200;

const authorshipsOf = (writer: Writer) =>
  Array.from({ length: texts }, (_, seed) =>
    authorship(markovText(writer, 1000 + seed).comparison),
  );

describe('texts by the models of a Markov pair', () => {
  describe.each(['base', 'tuned'] as const)('by %s', (writer) => {
    const results = authorshipsOf(writer);

    it('have standard normal z-scores under the model that wrote them', () => {
      expect(normalityP(results.map((result) => result[writer].logRatio ?? NaN))).toBeGreaterThan(
        0.01,
      );
      expect(normalityP(results.map((result) => result[writer].surprisal ?? NaN))).toBeGreaterThan(
        0.01,
      );
    });

    it('are told from those of the other, but for about one in twenty', () => {
      const right = results.filter(({ verdict }) => verdict === writer).length;
      expect(right / texts).toBeGreaterThan(0.92);
    });

    it('have the likelihood ratio on their side', () => {
      const sign = writer === 'tuned' ? 1 : -1;
      expect(results.every(({ logLikelihoodRatio }) => sign * logLikelihoodRatio > 0)).toBe(true);
    });
  });

  it('are like neither where something between the two wrote them', () => {
    const verdicts = authorshipsOf({ lambda: 0.5 }).map(({ verdict }) => verdict);
    expect(verdicts.filter((verdict) => verdict === 'neither').length / texts).toBeGreaterThan(0.9);
  });
});

describe('the verdict', () => {
  const row: MadeRow = {
    piece: 'a',
    baseSurprisal: 2,
    tunedSurprisal: 2,
    baseEntropy: 2,
    tunedEntropy: 2,
    baseVarentropy: 1,
    tunedVarentropy: 1,
    klTunedBase: 0.1,
  };
  const verdict = (rows: readonly MadeRow[]): AuthorshipVerdict =>
    authorship(makeComparison(rows)).verdict;
  const many = (change: Partial<MadeRow> = {}): MadeRow[] =>
    Array.from({ length: 64 }, () => ({ ...row, ...change }));

  it('is both for models of which each finds the text typical', () => {
    const result = authorship(makeComparison(many()));
    expect(result).toMatchObject({ verdict: 'both', base: { logRatio: undefined, surprisal: 0 } });
  });

  it('is none where the divergence is within the noise floor, however long the text', () => {
    const alike = makeComparison(
      Array.from({ length: 2000 }, () => ({ ...row, klTunedBase: 0.003, tunedSurprisal: 2.1 })),
    );
    expect(authorship(alike)).toMatchObject({ verdict: 'noEvidence', isAlike: true });
    const exact = { ...alike, pair: { ...alike.pair, noiseFloor: 1e-5 } };
    expect(authorship(exact)).toMatchObject({ verdict: 'base', isAlike: false });
  });

  it('is neither where the text surprises both', () => {
    expect(verdict(many({ baseSurprisal: 4, tunedSurprisal: 4 }))).toBe('neither');
  });

  it('is never of a model that rules out a token', () => {
    expect(verdict([...many(), { ...row, tunedSurprisal: Infinity }])).toBe('base');
    expect(verdict([...many(), { ...row, baseSurprisal: Infinity }])).toBe('tuned');
    expect(
      verdict([...many(), { ...row, baseSurprisal: Infinity, tunedSurprisal: Infinity }]),
    ).toBe('neither');
  });

  it('needs 32 tokens', () => {
    expect(verdict(many().slice(0, 31))).toBe('noEvidence');
    expect(verdict(many().slice(0, 32))).toBe('both');
    expect(verdict([])).toBe('noEvidence');
  });

  it('keeps one limit for both z-scores, and for one where the other does not exist', () => {
    // z of the surprisal, with 64 tokens of varentropy 1, and no z of the log ratio.
    const at = (z: number) => verdict(many({ baseEntropy: 2 + z / 8, tunedEntropy: 2 + z / 8 }));
    expect([at(2), at(2.23), at(2.25)]).toEqual(['both', 'both', 'neither']);
  });

  it('has no z-score where a spread is infinite', () => {
    const rows = many({ klBaseTuned: Infinity, logRatioVarianceBase: Infinity });
    expect(authorship(makeComparison(rows)).base).toEqual({
      logRatio: undefined,
      surprisal: 0,
      ruledOut: 0,
    });
  });
});
