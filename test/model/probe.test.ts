import { describe, expect, it } from 'vitest';
import { buildStatisticsKernel } from '../../scripts/kernel/statisticsKernel.mjs';
import type { Tokenizer } from '../../src/model/causalLm';
import type { CheckpointFiles } from '../../src/model/modelFiles';
import { probePair, type Probe } from '../../src/model/probe';
import { StatisticsReducer } from '../../src/model/statistics/statisticsReducer';
import {
  fakeRuntime,
  fakeTokenizer,
  fakeVocabulary,
  type FakeOptions,
} from './support/fakeRuntime';

const statistics = new StatisticsReducer(buildStatisticsKernel());

async function probe(
  options: FakeOptions,
  contextLimit: number,
  tokenizer: Tokenizer = fakeTokenizer,
  prefix: readonly number[] = [0],
): Promise<Probe> {
  const { runtime } = fakeRuntime(options);
  const model = (directory: string) => runtime.loadModel({ directory } as CheckpointFiles, 1);
  const [base, tuned] = [await model('base'), await model('tuned')];
  return probePair(base, tuned, statistics, tokenizer, fakeVocabulary, prefix, contextLimit);
}

/** Makes the same few tokens of any text. */
function poorTokenizer(...ids: number[]): Tokenizer {
  return { ...fakeTokenizer, encode: () => Int32Array.from(ids) };
}

describe.each([true, false])('models of which a sequence goes on in parts: %s', (canContinue) => {
  describe.each([1, 2, 3, 4, 8, 16, 40, 41, 64, 1000])('with a context of %i tokens', (limit) => {
    it('are found out where later tokens change earlier numbers', async () => {
      const { causality } = await probe({ canContinue, tunedLeak: 3 }, limit);
      expect(causality).toBeGreaterThan(1e-4);
    });

    it('are causal where they do not', async () => {
      const { causality, noiseFloor } = await probe({ canContinue }, limit);
      expect([causality, noiseFloor]).toEqual([0, 1e-6]);
    });
  });

  it.each([
    ['nothing', poorTokenizer()],
    ['one token', poorTokenizer(3)],
    ['one token again and again', poorTokenizer(3, 3, 3)],
    ['two tokens', poorTokenizer(3, 5)],
    // As many as lie between the two ends, so that both would be the same.
    [
      'as many tokens as come again',
      poorTokenizer(...Array.from({ length: 89 }, (_, i) => i % 15)),
    ],
  ])('are found out where the tokenizer makes %s of a text', async (_, tokenizer) => {
    const { causality } = await probe({ canContinue, tunedLeak: 3 }, 64, tokenizer);
    expect(causality).toBeGreaterThan(1e-4);
  });

  it('are found out behind a prefix that is longer than the context', async () => {
    const prefix = [0, 1, 2, 3];
    const { causality } = await probe({ canContinue, tunedLeak: 3 }, 2, fakeTokenizer, prefix);
    expect(causality).toBeGreaterThan(1e-4);
  });
});

describe('models that give other numbers in each run', () => {
  it.each([
    [false, 64],
    [false, 2],
    [true, 2],
    [true, 1],
  ])('are noisy and not more (parts: %s, a context of %i tokens)', async (canContinue, limit) => {
    const { causality, noiseFloor } = await probe({ canContinue, tunedJitter: 0.2 }, limit);
    expect(causality).toBe(0);
    expect(noiseFloor).toBeGreaterThan(1e-4);
  });
});
