import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testPerturbations } from '../../../src/common/attractors/perturbation';
import type { PairQueue } from '../../../src/model/pairQueue';
import { PairSampler } from '../../../src/model/sampling/pairSampler';
import { townChain, type MarkovChain } from '../../fixtures/markovChain';
import { writeMarkovPair } from '../../fixtures/markovPair';
import { realQueue, sampleParamsOf, samplesOf } from '../support/sampling';

let directory: string;
let queue: PairQueue;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'steerscope-markov-'));
  queue = realQueue();
});

afterAll(async () => {
  await queue.dispose();
  await rm(directory, { recursive: true });
});

/** Base: two circles that are never left; tuned: drawn into the first one from everywhere. */
const circles: MarkovChain = {
  ...townChain,
  states: ['start', 'a', 'b', 'c', 'd'],
  transitions: [
    [0.001, 0.6, 0.1, 0.298, 0.001],
    [0.001, 0.003, 0.991, 0.004, 0.001],
    [0.001, 0.991, 0.003, 0.004, 0.001],
    [0.001, 0.002, 0.002, 0.004, 0.991],
    [0.001, 0.002, 0.002, 0.991, 0.004],
  ],
  rewards: [0, 1, 1, 0, 0],
  horizon: 60,
  beta: 0.12,
};

describe('changing a token of the most probable text', () => {
  it('shows that tuned returns to it and base does not', async () => {
    const pair = await writeMarkovPair(directory, circles);
    const fractions: number[] = [];
    const report = await testPerturbations(
      { prompts: [{ text: '' }], length: 40, pastEnd: false },
      (request, onProgress) => {
        onProgress(0.5);
        return samplesOf(new PairSampler(queue), sampleParamsOf('', { pair, ...request }));
      },
      (fraction) => fractions.push(fraction),
    );
    for (const model of ['base', 'tuned'] as const) {
      const { references, perturbed, returns } = report[model];
      expect(references.map(({ text }) => text)).toEqual(['a\nb\n'.repeat(20)]);
      // Eight places, three other tokens each.
      expect(perturbed).toHaveLength(24);
      expect(new Set(perturbed.map(({ position }) => position)).size).toBe(8);
      expect(returns.total).toBe(24);
      for (const { position, id, text, reentry } of perturbed) {
        expect(circles.states[id]).not.toBe(position % 2 === 0 ? 'a' : 'b');
        const back = /^(?:.\n)*?(?=(?:a\nb\n){4}|(?:b\na\n){4})/.exec(text)?.[0].length;
        expect(reentry).toBe(back === undefined ? undefined : back / 2);
      }
    }
    // What base does once it is in the other circle is to stay there.
    const inOther = report.base.perturbed.filter(({ id }) => id >= 3);
    expect(inOther.length).toBeGreaterThan(4);
    expect(inOther.every(({ reentry }) => reentry === undefined)).toBe(true);
    expect(report.tuned.returns.share).toBe(1);
    expect(report.difference.low).toBeGreaterThan(0);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  it('says nothing of texts that are too short', async () => {
    const pair = await writeMarkovPair(path.join(directory, 'short'), circles);
    const report = await testPerturbations(
      { prompts: [{ text: '' }], length: 5, pastEnd: false },
      (request) => samplesOf(new PairSampler(queue), sampleParamsOf('', { pair, ...request })),
      () => undefined,
    );
    expect(report.tuned.perturbed).toEqual([]);
    expect(report.tuned.returns.total).toBe(0);
  });
});
