import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedMixture } from '../../../src/common/grids';
import type { Comparison } from '../../../src/common/comparison';
import type { Mixture, MixtureParams } from '../../../src/common/protocol/mixing';
import type { PairSpec } from '../../../src/common/protocol/model';
import { PairMixer } from '../../../src/model/mixing/pairMixer';
import { PairComparer } from '../../../src/model/pairComparer';
import type { PairQueue } from '../../../src/model/pairQueue';
import { optimumOf, townChain } from '../../fixtures/markovChain';
import { textOfState, writeMarkovPair } from '../../fixtures/markovPair';
import { comparisonOf, pairFromFile, paramsOf } from '../support/engine';
import { realQueue } from '../support/sampling';

let queue: PairQueue;

beforeAll(() => {
  queue = realQueue();
});

afterAll(async () => {
  await queue.dispose();
});

/** What is asked of a row of a comparison. */
function asked(pair: PairSpec, comparison: Comparison, row: number, lambda: number): MixtureParams {
  const { fingerprint, tokens, settings } = comparison;
  const seen = (tokens.contextLength[row] ?? 0) - comparison.pair.prefix.length;
  return {
    runId: 1,
    pair,
    threads: 1,
    fingerprint,
    ids: tokens.id.slice(row - seen, row),
    lambda,
    topK: settings.topK,
    wanted: tokens.id.slice(row, row + 1),
  };
}

function mix(params: MixtureParams): Promise<Mixture> {
  return new PairMixer(queue).mix(params, () => undefined, new AbortController().signal);
}

/** The probability of an id, which must be among those that were asked for. */
function chance({ ids, probabilities }: Mixture, id: number): number {
  return probabilities[ids.indexOf(id)] ?? NaN;
}

describe('the mixture of a Markov chain and its optimum', () => {
  const path3 = [2, 5, 1];
  const { policy } = optimumOf(townChain);
  let directory: string;
  let pair: PairSpec;
  let comparison: Comparison;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'steerscope-mixture-'));
    pair = await writeMarkovPair(directory, townChain);
    const text = path3.map((state) => textOfState(townChain, state)).join('');
    comparison = await comparisonOf(new PairComparer(queue), paramsOf(text, { pair }));
  });

  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  it.each([-1, 0, 0.35, 1, 2.6])('is the closed form at λ = %f', async (lambda) => {
    const row = 2;
    const mixture = await mix({
      ...asked(pair, comparison, row, lambda),
      topK: 2,
      wanted: Int32Array.from(townChain.states, (_, state) => state),
    });
    const from = path3[row - 1] ?? 0;
    const weights = townChain.states.map(
      (_, to) =>
        (townChain.transitions[from]?.[to] ?? 0) ** (1 - lambda) *
        (policy[row]?.[from]?.[to] ?? 0) ** lambda,
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, to) => {
      expect(Math.abs(chance(mixture, to) - weight / total)).toBeLessThan(2e-6);
    });
    const [first = 0, second = 0] = mixture.probabilities;
    expect(first).toBeGreaterThanOrEqual(second);
    expect(mixture.vocabularySize).toBe(townChain.states.length);
  });

  it('has the models read once for any number of λ, and anew for other tokens', async () => {
    let reads = 0;
    const watched: Pick<PairQueue, 'run'> = {
      run: (purpose, request, onLoading, signal, work) =>
        queue.run(purpose, request, onLoading, signal, (loaded) =>
          work({
            ...loaded,
            turn: (until) => {
              reads++;
              return loaded.turn(until);
            },
          }),
        ),
    };
    const mixer = new PairMixer(watched);
    for (const [row, lambda] of [
      [2, 0.5],
      [2, 2],
      [1, 2],
      [1, -0.5],
    ] as const) {
      const params = asked(pair, comparison, row, lambda);
      const mixture = await mixer.mix(params, () => undefined, new AbortController().signal);
      expect(mixture).toEqual(await mix(params));
    }
    expect(reads).toBe(2);
  });

  it('is refused for a comparison with another pair', async () => {
    const params = { ...asked(pair, comparison, 1, 0.5), fingerprint: 'another' };
    await expect(mix(params)).rejects.toThrow('not the one that this text was compared with');
  });
});

describe('the mixture of the bundled pair', () => {
  const text =
    'There was a small pond behind the old mill. In the morning the water was grey and still. ';
  const row = 15;
  let pair: PairSpec;
  let comparison: Comparison;

  beforeAll(async () => {
    pair = pairFromFile();
    comparison = await comparisonOf(new PairComparer(queue), paramsOf(text));
  });

  it.each([
    ['base', 0],
    ['tuned', 1],
  ] as const)('is what was stored of %s at λ = %d', async (model, lambda) => {
    const { topIds, topProbabilities } = comparison[model];
    const { topK } = comparison.settings;
    const mixture = await mix(asked(pair, comparison, row, lambda));
    for (let place = row * topK; place < (row + 1) * topK; place++) {
      const stored = topProbabilities[place] ?? NaN;
      expect(Math.abs(chance(mixture, topIds[place] ?? -1) - stored)).toBeLessThan(1e-5);
    }
  });

  it('has the normaliser that was stored on the grid of λ', async () => {
    for (const [point, lambda] of storedMixture.entries()) {
      const mixture = await mix(asked(pair, comparison, row, lambda));
      const [base = NaN, tuned = NaN] = [comparison.base, comparison.tuned].map(
        ({ surprisal }) => -(surprisal[row] ?? NaN),
      );
      const own = Math.log(chance(mixture, comparison.tokens.id[row] ?? -1));
      const stored = comparison.mixture.logSums[row * storedMixture.length + point] ?? NaN;
      expect(Math.abs((1 - lambda) * base + lambda * tuned - own - stored)).toBeLessThan(1e-4);
    }
  });
});
