import { describe, expect, it } from 'vitest';
import { metricOf } from '../../../../src/common/metrics';
import { finish } from '../../../../src/common/steps';
import { alongSentence } from '../../../../src/views/panel/alongSentence';

const input = {
  metric: metricOf('js'),
  unit: 'nats',
  firstToken: 0,
  floor: undefined,
  tokenText: (row: number) => `w${row}`,
} as const;

const sentenceOf = (from: Parameters<typeof alongSentence>[0]): string =>
  finish(alongSentence(from));

describe('alongSentence', () => {
  it('names the largest token of a short text', () => {
    const sentence = sentenceOf({
      ...input,
      values: Float32Array.of(0.1, 0.5, 0.2),
      lines: Int32Array.of(1, 2, 2),
      firstToken: 10,
    });
    expect(sentence).toBe('Highest at token 12, line 2 (\u2068w1\u2069): divergence 0.50 nats.');
  });

  it('names the stretch of 32 tokens with the largest mean of a long one', () => {
    const values = Float32Array.from({ length: 200 }, (_, row) =>
      row >= 64 && row < 96 ? 0.5 : 0,
    );
    const lines = Int32Array.from({ length: 200 }, (_, row) => 1 + Math.floor(row / 20));
    expect(sentenceOf({ ...input, values, lines })).toBe(
      'Highest around lines 4 to 5 (tokens 65 to 96): divergence 0.50 nats on average there, 0.08 over the text.',
    );
  });

  it('states the noise floor of a divergence', () => {
    const values = Float32Array.of(0.1, 0.5);
    const lines = Int32Array.of(1, 1);
    const floor = 0.0012;
    expect(sentenceOf({ ...input, values, lines, floor })).toBe(
      'Highest at token 2, line 1 (\u2068w1\u2069): divergence 0.50 nats (noise floor 0.001 nats).',
    );
    const many = new Float32Array(96).fill(0.5);
    const sentence = sentenceOf({ ...input, values: many, lines: new Int32Array(96), floor });
    expect(sentence).toMatch(/over the text \(noise floor 0\.001 nats\)\.$/);
    const alike = Float32Array.of(0.001, 0.0012);
    expect(sentenceOf({ ...input, values: alike, lines, floor: 0.00121 })).toBe(
      'Both models predict alike all along the text: the divergence is nowhere above the noise floor of 0.001 nats.',
    );
  });

  it('does not round what is small to nothing', () => {
    const sentence = sentenceOf({
      ...input,
      values: Float32Array.of(0.004, 0.002),
      lines: Int32Array.of(1, 1),
    });
    expect(sentence).toContain('divergence 0.004 nats');
  });

  it('looks both ways and shows signs where the metric has them', () => {
    const values = Float32Array.from({ length: 96 }, (_, row) => (row < 32 ? -1 : 0.25));
    const lines = new Int32Array(96).fill(3);
    expect(sentenceOf({ ...input, metric: metricOf('logRatio'), values, lines })).toBe(
      'Furthest from 0 around line 3 (tokens 1 to 32): log ratio −1.00 nats on average there, −0.17 over the text.',
    );
  });

  it('says nothing of nothing', () => {
    expect(sentenceOf({ ...input, values: new Float32Array(), lines: new Int32Array() })).toBe('');
  });
});
