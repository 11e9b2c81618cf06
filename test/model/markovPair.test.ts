import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logRatio, type Comparison } from '../../src/common/comparison';
import type { PairSpec } from '../../src/common/protocol/model';
import type { PairComparer } from '../../src/model/pairComparer';
import { optimumOf, townChain, walk, type MarkovChain } from '../fixtures/markovChain';
import { textOfState, writeMarkovPair } from '../fixtures/markovPair';
import { comparisonOf, paramsOf, realComparer } from './support/engine';
import { seededRandom } from './support/randomLogits';

let directory: string;
let comparer: PairComparer;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'steerscope-markov-'));
  comparer = realComparer();
});

afterAll(async () => {
  await comparer.dispose();
  await rm(directory, { recursive: true });
});

function compare(pair: PairSpec, text: string): Promise<Comparison> {
  return comparisonOf(comparer, paramsOf(text, { pair, settings: { topK: 3 } }));
}

const at = (list: readonly number[] | undefined, index: number) => list?.[index] ?? NaN;
const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
/** Σ p·f(s) */
const mean = (p: readonly number[], f: (state: number) => number) =>
  sum(p.map((weight, state) => weight * f(state)));

/** Logits are float32: rounding of ln p is all that separates them from the closed form. */
const tolerance = 2e-6;

describe('a Markov chain and its exact optimum, as ONNX files through the whole engine', () => {
  const chain = townChain;
  const optimum = optimumOf(chain);
  const states = walk(chain, chain.horizon, seededRandom(1));
  let comparison: Comparison;

  beforeAll(async () => {
    const pair = await writeMarkovPair(path.join(directory, 'town'), chain);
    comparison = await compare(pair, states.map((state) => textOfState(chain, state)).join(''));
  });

  /** What the closed form needs to know about a row. */
  function rowOf(row: number) {
    const from = row === 0 ? 0 : at(states, row - 1);
    return {
      b: chain.transitions[from] ?? [],
      u: optimum.policy[row]?.[from] ?? [],
      to: at(states, row),
      value: at(optimum.values[row], from),
      /** r(s') + V(s'): what a step to s' brings. */
      gain: (state: number) => at(chain.rewards, state) + at(optimum.values[row + 1], state),
    };
  }

  function everyRow(check: (row: number, facts: ReturnType<typeof rowOf>) => void): void {
    expect(comparison.rowCount).toBe(chain.horizon);
    for (let row = 0; row < chain.horizon; row++) check(row, rowOf(row));
  }

  function expectClose(actual: number | undefined, expected: number, what: string): void {
    const gap = Math.abs((actual ?? NaN) - expected);
    expect(gap, `${what}: ${actual} instead of ${expected}`).toBeLessThan(
      tolerance * Math.max(1, Math.abs(expected)),
    );
  }

  it('is split into its states', () => {
    expect([...comparison.tokens.id]).toEqual(states);
    expect(comparison.pair.vocabularySize).toBe(chain.states.length);
    expect(comparison.pair.prefix).toEqual([0]);
    expect([...comparison.tokens.contextLength.subarray(0, 3)]).toEqual([1, 2, 3]);
    const party = states.indexOf(chain.states.indexOf('wedding party'));
    const bytes = comparison.pieces.get(comparison.tokens.id[party] ?? NaN);
    expect(new TextDecoder().decode(bytes)).toBe('wedding party\n');
  });

  it('surprisals are those of the transitions', () => {
    everyRow((row, { b, u, to }) => {
      expectClose(comparison.base.surprisal[row], -Math.log(at(b, to)), `base, row ${row}`);
      expectClose(comparison.tuned.surprisal[row], -Math.log(at(u, to)), `tuned, row ${row}`);
    });
  });

  it('entropies and varentropies are those of the rows', () => {
    everyRow((row, { b, u }) => {
      for (const [model, p] of [
        ['base', b],
        ['tuned', u],
      ] as const) {
        const entropy = mean(p, (s) => -Math.log(at(p, s)));
        expectClose(comparison[model].entropy[row], entropy, `${model} entropy, row ${row}`);
        const varentropy = mean(p, (s) => (-Math.log(at(p, s)) - entropy) ** 2);
        expectClose(comparison[model].varentropy[row], varentropy, `varentropy, row ${row}`);
      }
    });
  });

  it('ranks and alternatives are those of the rows', () => {
    everyRow((row, { b, u, to }) => {
      for (const [model, p] of [
        ['base', b],
        ['tuned', u],
      ] as const) {
        expect(comparison[model].rank[row]).toBe(1 + p.filter((q) => q > at(p, to)).length);
        const best = [...p].sort((x, y) => y - x).slice(0, 3);
        best.forEach((probability, i) => {
          expectClose(comparison[model].topProbabilities[row * 3 + i], probability, `top ${i}`);
          const id = comparison[model].topIds[row * 3 + i] ?? NaN;
          expectClose(at(p, id), probability, `top ${i}`);
        });
      }
    });
  });

  it('KL divergences follow from values and rewards', () => {
    const { beta } = chain;
    everyRow((row, { b, u, gain, value }) => {
      // ln u/b = (gain − value)/β, so no logarithm of a policy is needed.
      const reverse = (mean(u, gain) - value) / beta;
      const forward = (value - mean(b, gain)) / beta;
      expectClose(comparison.divergence.klTunedBase[row], reverse, `KL(tuned ‖ base), row ${row}`);
      expectClose(comparison.divergence.klBaseTuned[row], forward, `KL(base ‖ tuned), row ${row}`);
      const centred = (p: readonly number[]) => (s: number) =>
        ((gain(s) - mean(p, gain)) / beta) ** 2;
      const { logRatioVarianceTuned, logRatioVarianceBase } = comparison.divergence;
      expectClose(logRatioVarianceTuned[row], mean(u, centred(u)), `variance, row ${row}`);
      expectClose(logRatioVarianceBase[row], mean(b, centred(b)), `variance, row ${row}`);
    });
  });

  it('Jensen-Shannon and total variation are those of the rows', () => {
    everyRow((row, { b, u }) => {
      const middle = b.map((p, s) => (p + at(u, s)) / 2);
      const js =
        mean(b, (s) => Math.log(at(b, s) / at(middle, s))) / 2 +
        mean(u, (s) => Math.log(at(u, s) / at(middle, s))) / 2;
      expectClose(comparison.divergence.js[row], js, `Jensen-Shannon, row ${row}`);
      const tv = sum(b.map((p, s) => Math.abs(p - at(u, s)))) / 2;
      expectClose(comparison.divergence.tv[row], tv, `total variation, row ${row}`);
    });
  });

  it('β times the log ratios adds up to the reward less the value of the beginning', () => {
    const ratios = states.map((_, row) => logRatio(comparison, row));
    const reward = sum(states.map((state) => at(chain.rewards, state)));
    const start = at(optimum.values[0], 0);
    expect(Math.abs(chain.beta * sum(ratios) - (reward - start))).toBeLessThan(1e-4);
    // An unfinished text still has the value of where it stands.
    const half = chain.horizon / 2;
    const soFar = sum(states.slice(0, half).map((state) => at(chain.rewards, state)));
    const left = at(optimum.values[half], at(states, half - 1));
    expect(Math.abs(chain.beta * sum(ratios.slice(0, half)) - (soFar + left - start))).toBeLessThan(
      1e-4,
    );
  });
});

describe('limits of β', () => {
  const scored = async (name: string, chain: MarkovChain, states: readonly number[]) =>
    compare(
      await writeMarkovPair(path.join(directory, name), chain),
      states.map((state) => textOfState(chain, state)).join(''),
    );

  it('a strong penalty leaves the base as it is', async () => {
    const { divergence } = await scored('strong', { ...townChain, beta: 1e9 }, [1, 2, 5, 3]);
    for (const column of [divergence.js, divergence.klTunedBase, divergence.klBaseTuned]) {
      expect(Math.max(...column)).toBeLessThan(1e-6);
    }
  });

  it('a weak penalty leads every text to the wedding party and leaves it there', async () => {
    const party = townChain.states.indexOf('wedding party');
    const chain = { ...townChain, beta: 0.05 };
    const states = [1, 3, 4, party, party, party];
    const { tuned, base } = await scored('weak', chain, states);
    states.forEach((_, row) => {
      expect(tuned.topIds[row * 3]).toBe(party);
      expect(tuned.topProbabilities[row * 3]).toBeGreaterThan(0.9);
    });
    expect(base.topIds[0]).not.toBe(party);
  });

  it('a chain compared with itself differs by nothing', async () => {
    const { tuned, ...pair } = await writeMarkovPair(path.join(directory, 'self'), townChain);
    expect(tuned.name).toBe('Optimum');
    const { divergence } = await compare(
      { ...pair, tuned: pair.base },
      [1, 2, 5].map((state) => textOfState(townChain, state)).join(''),
    );
    for (const column of [divergence.js, divergence.tv, divergence.klTunedBase]) {
      expect(Math.max(...column)).toBe(0);
    }
  });
});
