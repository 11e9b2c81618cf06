import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PairSpec } from '../../../src/common/protocol/model';
import type { ModelName, SampleSet } from '../../../src/common/sampling/continuation';
import type { PairQueue } from '../../../src/model/pairQueue';
import { PairSampler } from '../../../src/model/sampling/pairSampler';
import { attractorSteps } from '../../../src/common/attractors/attractorReport';
import { finish } from '../../../src/common/steps';
import { optimumOf, townChain } from '../../fixtures/markovChain';
import { writeMarkovPair } from '../../fixtures/markovPair';
import { visitChance } from '../../unit/support/markovSamples';
import { realQueue, sampleParamsOf, samplesOf } from '../support/sampling';

let directory: string;
let queue: PairQueue;
let pair: PairSpec;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'steerscope-markov-'));
  pair = await writeMarkovPair(directory, townChain);
  queue = realQueue();
});

afterAll(async () => {
  await queue.dispose();
  await rm(directory, { recursive: true });
});

const length = 12;
const count = 10_000;
const { policy } = optimumOf(townChain);

/** The chance of each transition after `step` tokens, by state. */
function rowsAt(model: ModelName, step: number): readonly (readonly number[])[] {
  return model === 'base' ? townChain.transitions : (policy[step] ?? []);
}

/** The chance of being in each state after each token: the exact forward recursion. */
function marginals(model: ModelName): number[][] {
  let now = townChain.states.map((_, state) => Number(state === 0));
  return Array.from({ length }, (_, step) => {
    const rows = rowsAt(model, step);
    now = now.map((_, to) =>
      now.reduce((sum, mass, from) => sum + mass * (rows[from]?.[to] ?? 0), 0),
    );
    return now;
  });
}

/** Quantile of χ² at 0.999 by Wilson and Hilferty's approximation. */
function chiSquareLimit(degrees: number): number {
  const part = 2 / (9 * degrees);
  return degrees * (1 - part + 3.0902 * Math.sqrt(part)) ** 3;
}

function expectFrequencies(counts: readonly number[], chances: readonly number[], what: string) {
  const total = counts.reduce((sum, value) => sum + value, 0);
  const cells = chances.flatMap((chance, cell) => (chance > 0 ? [cell] : []));
  const statistic = cells.reduce((sum, cell) => {
    const expected = total * (chances[cell] ?? 0);
    return sum + ((counts[cell] ?? 0) - expected) ** 2 / expected;
  }, 0);
  expect(statistic, `χ² of ${what}`).toBeLessThan(chiSquareLimit(cells.length - 1));
}

describe('ten thousand samples of a Markov chain and of its optimum', () => {
  let set: SampleSet;

  beforeAll(async () => {
    set = await samplesOf(
      new PairSampler(queue),
      sampleParamsOf('', {
        pair,
        count,
        length,
        seed: 20,
        decoding: { pastEnd: true },
      }),
    );
  });

  const of = (writer: ModelName) => set.continuations.filter((c) => c.writer === writer);

  it.each(['base', 'tuned'] as const)('%s: states are as frequent as they are likely', (model) => {
    marginals(model).forEach((chances, step) => {
      const counts = chances.map(() => 0);
      for (const { ids } of of(model)) counts[ids[step] ?? 0] = (counts[ids[step] ?? 0] ?? 0) + 1;
      expectFrequencies(counts, chances, `token ${step}`);
    });
  });

  it.each(['base', 'tuned'] as const)('%s: so are transitions, from every state', (model) => {
    for (const step of [1, 5, length - 1]) {
      rowsAt(model, step).forEach((chances, from) => {
        const counts = chances.map(() => 0);
        for (const { ids } of of(model)) {
          if (ids[step - 1] === from) counts[ids[step] ?? 0] = (counts[ids[step] ?? 0] ?? 0) + 1;
        }
        // A state that was hardly ever reached says nothing.
        if (counts.reduce((sum, value) => sum + value, 0) < 500) return;
        expectFrequencies(counts, chances, `step ${step} from ${from}`);
      });
    }
  });

  it.each(['base', 'tuned'] as const)('%s: mean entropy is the chain’s, in 4 SE', (model) => {
    const before = [townChain.states.map((_, s) => (s === 0 ? 1 : 0)), ...marginals(model)];
    const exact = Array.from({ length }, (_, step) =>
      rowsAt(model, step).reduce((sum, row, from) => {
        const entropy = row.reduce((h, p) => h - (p > 0 ? p * Math.log(p) : 0), 0);
        return sum + (before[step]?.[from] ?? 0) * entropy;
      }, 0),
    ).reduce((sum, value) => sum + value, 0);
    // Σ H along the path, and −ln p of the path: both are unbiased, the first varies less.
    const sums = (column: 'entropy' | 'surprisal') =>
      of(model).map(({ statistics }) =>
        statistics[model][column].reduce((sum, value) => sum + value, 0),
      );
    const spreads = (['entropy', 'surprisal'] as const).map((column) => {
      const values = sums(column);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance =
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
      expect(Math.abs(mean - exact), column).toBeLessThan(4 * Math.sqrt(variance / values.length));
      return variance;
    });
    expect(spreads[0]).toBeLessThan(spreads[1] ?? NaN);
  });

  /** What is reported of 200 sets of 50 continuations by each model. */
  const reportsOf = (set: SampleSet) => {
    const size = count / 200;
    return Array.from({ length: 200 }, (_, place) => {
      const within = ({ index }: { readonly index: number }): boolean =>
        Math.floor(index / size) === place;
      return finish(
        attractorSteps({
          ...set,
          count: size,
          continuations: set.continuations.filter(within),
        }),
      );
    });
  };

  it('200 sets of 50 show the attractor that is known, with intervals that cover its mass', () => {
    const reports = reportsOf(set);
    const covered = { base: 0, tuned: 0 };
    let found = 0;
    for (const { search } of reports) {
      // Whether it was found or not: a choice by what was counted would bend the coverage.
      if (search.theme === undefined) continue;
      if (search.found) found++;
      const { phrases } = search.theme;
      expect(phrases).toContain('wedding party');
      const states = new Set(
        townChain.states.flatMap((name, state) =>
          phrases.some((phrase) => ` ${name} `.includes(` ${phrase} `)) ? [state] : [],
        ),
      );
      for (const model of ['base', 'tuned'] as const) {
        const exact = visitChance(
          (of, step, from) => rowsAt(of, step)[from] ?? [],
          model,
          0,
          length,
          states,
        );
        const { low, high } = search.theme[model];
        if (low <= exact && exact <= high) covered[model]++;
      }
    }
    expect(found).toBeGreaterThanOrEqual(0.95 * reports.length);
    expect(covered.base).toBeGreaterThanOrEqual(0.92 * reports.length);
    expect(covered.tuned).toBeGreaterThanOrEqual(0.92 * reports.length);
  });

  it('200 sets of 50 of one model beside itself hardly ever show an attractor', async () => {
    const alike = await samplesOf(
      new PairSampler(queue),
      sampleParamsOf('', {
        pair: { ...pair, tuned: pair.base },
        count,
        length,
        seed: 21,
        decoding: { pastEnd: true },
      }),
    );
    const reports = reportsOf(alike);
    const found = reports.filter(
      ({ search, attractingCluster }) => search.found || attractingCluster !== undefined,
    ).length;
    expect(found).toBeLessThanOrEqual(0.05 * reports.length);
  }, 240_000);

  it('the same numbers drawn for both keep coupled models together longer', async () => {
    const coupled = await samplesOf(
      new PairSampler(queue),
      sampleParamsOf('', { pair, count: 500, length, coupled: true, decoding: { pastEnd: true } }),
    );
    const agreeing = (samples: SampleSet) => {
      const [base, tuned] = (['base', 'tuned'] as const).map((writer) =>
        samples.continuations.filter((c) => c.writer === writer && c.index < 500),
      );
      return (base ?? []).filter(({ ids }, i) => ids[0] === tuned?.[i]?.ids[0]).length;
    };
    // Without coupling the first tokens agree with Σ b·u; coupled more often, at most 1 − TV.
    expect(agreeing(coupled)).toBeGreaterThan(agreeing(set) + 50);
  });
});
