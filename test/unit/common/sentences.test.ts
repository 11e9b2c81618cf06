import { describe, expect, it } from 'vitest';
import {
  divergentSentence,
  limitsText,
  preferenceOf,
  readingAt,
  statusDetail,
  statusText,
  tokenSentence,
  tokens,
  verdictSentence,
} from '../../../src/common/sentences';
import { summarize } from '../../../src/common/stats/summary';
import { makeComparison, type MadeOptions } from '../support/comparisons';

const bit = Math.LN2;
const threshold = 0.1 * bit;

function verdict(js: readonly number[], options: MadeOptions = {}): string {
  const comparison = makeComparison(
    js.map((value) => ({ piece: 'a', js: value * bit })),
    { ...options, pair: { noiseFloor: 0.001 * bit, ...options.pair } },
  );
  return verdictSentence(comparison, summarize(comparison, threshold), 'bits');
}

const eight = (value: number): number[] => new Array<number>(8).fill(value);

describe('the verdict', () => {
  it('gives the mean, the noise floor and the share of divergent tokens', () => {
    const js = [...new Array<number>(575).fill(0.064), ...new Array<number>(37).fill(0.33)];
    expect(verdict(js)).toBe(
      'The tuned model predicts differently here: divergence 0.08 bits per token on average (noise floor 0.001); 37 of 612 tokens are divergent.',
    );
  });

  it('is in nats where those are chosen', () => {
    const comparison = makeComparison(eight(0.5).map((js) => ({ piece: 'a', js })));
    expect(verdictSentence(comparison, summarize(comparison, threshold), 'nats')).toBe(
      'The tuned model predicts differently here: divergence 0.50 nats per token on average (noise floor 0.001); 8 of 8 tokens are divergent.',
    );
  });

  it('counts one divergent token in the singular', () => {
    expect(verdict([0.9, ...eight(0)])).toBe(
      'The tuned model predicts differently here: divergence 0.10 bits per token on average (noise floor 0.001); 1 of 9 tokens is divergent.',
    );
  });

  it('says that both predict alike where nothing is above the noise floor', () => {
    expect(verdict(eight(0.0009))).toBe(
      'Both models predict this text alike: no token is above the noise floor.',
    );
  });

  it('says so when tokens are above the noise floor and none reaches the threshold', () => {
    expect(verdict(eight(0.02))).toBe(
      'The two models differ only slightly here: divergence 0.02 bits per token on average (noise floor 0.001); no token reaches the threshold of 0.10 bits.',
    );
  });

  it('never rounds what is positive to nothing', () => {
    expect(verdict(eight(0.0004), { pair: { noiseFloor: 1e-9 } })).toBe(
      'The two models differ only slightly here: divergence < 0.001 bits per token on average (noise floor < 0.001); no token reaches the threshold of 0.10 bits.',
    );
  });

  it.each([0.009, 0.5])('says only that numbers are not reliable where they are not', (js) => {
    const pair = { causality: 0.25 * bit, dtype: 'q8' } as const;
    expect(verdict(eight(js), { pair })).toBe(
      'These numbers are not reliable: at dtype q8 later tokens change the numbers of earlier ones by up to 0.25 bits. Use another dtype of these models.',
    );
  });

  it('says what is wrong where it is not the later tokens', () => {
    const pair = { noiseFloor: 0.25 * bit, dtype: 'q8' } as const;
    expect(verdict(eight(0.5), { pair })).toBe(
      'These numbers are not reliable: at dtype q8 feeding a text in parts changes the numbers by up to 0.25 bits. Use another dtype of these models.',
    );
  });

  it('says how much is scored while it is not all', () => {
    expect(verdict([...eight(0.5), 0, 0], { scoredCount: 8 })).toBe(
      'The tuned model predicts differently here: divergence 0.50 bits per token on average (noise floor 0.001); 8 of 8 tokens are divergent. Scored so far: 8 of 10 tokens.',
    );
  });

  it('says that a very short text says little', () => {
    expect(verdict([0.0005])).toBe(
      'Both models predict this text alike: no token is above the noise floor. A text this short says little: the first tokens have almost no context.',
    );
  });

  it('says that an empty text has nothing to compare', () => {
    expect(verdict([])).toBe('There is nothing to compare: the text has no tokens.');
  });

  it('says that nothing is scored yet', () => {
    expect(verdict([0, 0], { scoredCount: 0 })).toBe('No token is scored yet.');
  });
});

describe('the status bar', () => {
  it('shows the pair and the mean divergence', () => {
    const comparison = makeComparison([{ piece: 'a', js: 0.08 * bit }], {
      pair: { name: 'Wedding party' },
    });
    const summary = summarize(comparison, threshold);
    expect(statusText(comparison, summary, 'bits')).toBe('Wedding party · 0.08 bits');
    expect(statusText(comparison, summary, 'nats')).toBe('Wedding party · 0.06 nats');
    expect(statusDetail(comparison, summary, 'bits')).toMatch(
      /^The two models differ only slightly here: .* Threshold 0\.10 bits, noise floor 0\.001 bits\.$/,
    );
  });

  it('says that both predict alike where nothing is above the noise floor, and where that is', () => {
    const comparison = makeComparison(
      eight(0.0009).map((js) => ({ piece: 'a', js })),
      { pair: { name: 'Wedding party', noiseFloor: 1e-3 } },
    );
    const summary = summarize(comparison, threshold);
    expect(statusText(comparison, summary, 'nats')).toBe('Wedding party · alike here');
    expect(statusDetail(comparison, summary, 'nats')).toBe(
      'Both models predict this text alike: no token is above the noise floor. Threshold 0.07 nats, noise floor 0.001 nats.',
    );
  });

  it('says only that numbers are not reliable where they are not', () => {
    const comparison = makeComparison(
      eight(0.5).map((js) => ({ piece: 'a', js })),
      { pair: { name: 'Wedding party', noiseFloor: 0.1 } },
    );
    const summary = summarize(comparison, threshold);
    expect(statusText(comparison, summary, 'nats')).toBe('Wedding party · 0.50 nats, not reliable');
    expect(statusDetail(comparison, summary, 'nats')).toMatch(/^These numbers are not reliable/);
  });

  it('shows the pair alone where there is no token', () => {
    const comparison = makeComparison([], { pair: { name: 'Wedding party' } });
    expect(statusDetail(comparison, summarize(comparison, threshold), 'bits')).toBe(
      'There is nothing to compare: the text has no tokens.',
    );
    expect(statusText(comparison, summarize(comparison, threshold), 'bits')).toBe('Wedding party');
  });
});

describe('the divergent tokens', () => {
  const limits = limitsText({ noiseFloor: 0.001 * bit, causality: 0 }, threshold, 'bits');

  it.each([
    [0, 0, 'None of 612 tokens is divergent (threshold 0.10 bits, noise floor 0.001 bits).'],
    [1, 0, '1 of 612 tokens is divergent: the tuned model favours it ('],
    [0, 1, '1 of 612 tokens is divergent: the tuned model avoids it ('],
    [5, 0, '5 of 612 tokens are divergent: the tuned model favours all of them ('],
    [0, 5, '5 of 612 tokens are divergent: the tuned model avoids all of them ('],
    [3, 5, '8 of 612 tokens are divergent: the tuned model favours 3 and avoids 5 ('],
  ])('that tuned favours (%i) and avoids (%i) are counted', (favoured, avoided, sentence) => {
    expect(divergentSentence({ favoured, avoided, scored: 612 }, limits)).toContain(sentence);
  });
});

describe('a token', () => {
  it.each([
    [0.035, 'tuned favours it'],
    [-0.035, 'tuned avoids it'],
    [0.034, 'no preference'],
    [-0.034, 'no preference'],
    [0, 'no preference'],
  ])('with a log ratio of %f nats: %s', (ratio, words) => {
    expect(preferenceOf(ratio)).toBe(words);
  });

  it('is one line', () => {
    const comparison = makeComparison([
      { piece: ' wedding', js: 0.61 * bit, baseSurprisal: 8 * bit, tunedSurprisal: 3.7 * bit },
    ]);
    expect(tokenSentence(comparison, 0, 'bits')).toBe(
      '␣wedding: divergence 0.61 bits, log ratio +4.3 bits (tuned favours it)',
    );
  });

  it.each([
    [0.0009, 'alike here'],
    [0.001, 'alike here'],
    [0.0011, 'tuned favours it'],
  ])('with a divergence of %f nats and a noise floor of 0.001: %s', (js, words) => {
    const comparison = makeComparison([{ piece: 'a', js, baseSurprisal: 2, tunedSurprisal: 1 }], {
      pair: { noiseFloor: 0.001 },
    });
    expect(readingAt(comparison, 0)).toBe(words);
  });

  it('is counted in words', () => {
    expect([0, 1, 2].map(tokens)).toEqual(['0 tokens', '1 token', '2 tokens']);
  });
});
