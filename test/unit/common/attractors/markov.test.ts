import { describe, expect, it, vi } from 'vitest';
import { attractorSteps } from '../../../../src/common/attractors/attractorReport';
import { finish } from '../../../../src/common/steps';
import { attractorVerdict } from '../../../../src/common/attractors/attractorSentences';
import { clustersOf } from '../../../../src/common/attractors/clusters';
import { diversityOf } from '../../../../src/common/attractors/diversity';
import { heldPhrases } from '../../../../src/common/attractors/phraseOdds';
import { findTheme } from '../../../../src/common/attractors/theme';
import { turningPoint } from '../../../../src/common/attractors/turningPoint';
import type { ModelName } from '../../../../src/common/sampling/continuation';
import type { Share } from '../../../../src/common/stats/proportions';
import { townChain, type MarkovChain } from '../../../fixtures/markovChain';
import {
  markovSamples,
  rowsOf,
  twiceBase,
  visitChance,
  type Rows,
} from '../../support/markovSamples';

/** A town where the party is rare unless it is rewarded. */
const town: MarkovChain = { ...townChain, horizon: 24, beta: 0.8 };
const runs = 200;

// Hundreds of runs of a statistical procedure take seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });
const length = 12;

/** Mass of each state after each number of steps. */
function masses(rows: Rows, model: ModelName, steps: number): number[][] {
  const all = [town.states.map((_, state) => Number(state === 0))];
  for (let step = 0; step < steps; step++) {
    const now = all[step] ?? [];
    all.push(
      now.map((_, to) =>
        now.reduce((sum, mass, from) => sum + mass * (rows(model, step, from)[to] ?? 0), 0),
      ),
    );
  }
  return all;
}

const entropyOf = (row: readonly number[]): number =>
  row.reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('variety of a Markov chain’s texts', () => {
  const rows = rowsOf(town);
  const sets = Array.from({ length: 60 }, (_, run) =>
    markovSamples(town.states, rows, { count: 40, length, seed: run + 1 }),
  );

  it.each(['base', 'tuned'] as const)('%s: entropy and branching are the chain’s', (model) => {
    const mass = masses(rows, model, length);
    const exact = Array.from({ length }, (_, step) =>
      (mass[step] ?? []).reduce((sum, p, from) => sum + p * entropyOf(rows(model, step, from)), 0),
    );
    const total = exact.reduce((sum, value) => sum + value, 0);
    const found = sets.map((set) => diversityOf(set, model));
    const covered = found.filter(
      ({ entropy, entropyStandardError = NaN }) =>
        Math.abs(entropy - total) <= 1.96 * entropyStandardError,
    );
    expect(covered.length).toBeGreaterThanOrEqual(0.88 * sets.length);
    exact.forEach((value, step) => {
      const mean = meanOf(found.map(({ branching }) => Math.log(branching[step] ?? NaN)));
      expect(mean, `step ${step}`).toBeCloseTo(value, 1);
    });
  });

  it.each(['base', 'tuned'] as const)('%s: collisions are Σ p² of beginnings', (model) => {
    // p² of a path is the product of squares: the same recursion with squared rows.
    let squares = town.states.map((_, state) => Number(state === 0));
    for (let step = 0; step < 4; step++) {
      const before = squares;
      squares = before.map((_, to) =>
        before.reduce((sum, mass, from) => sum + mass * (rows(model, step, from)[to] ?? 0) ** 2, 0),
      );
      const exact = squares.reduce((sum, value) => sum + value, 0);
      const found = sets.map((set) => diversityOf(set, model).collisions[step] ?? NaN);
      const error = Math.sqrt(meanOf(found.map((value) => (value - exact) ** 2)) / found.length);
      expect(Math.abs(meanOf(found) - exact), `${step + 1} tokens`).toBeLessThan(4 * error);
    }
  });

  it('coverage is the probability of what was seen', () => {
    const few = markovSamples(town.states, rows, { count: 300, length: 1, seed: 1 });
    const seen = new Set(
      few.continuations.filter(({ writer }) => writer === 'tuned').map(({ ids }) => ids[0]),
    );
    const exact = [...seen].reduce<number>(
      (sum, state) => sum + (rows('tuned', 0, 0)[state ?? 0] ?? 0),
      0,
    );
    expect(diversityOf(few, 'tuned').coverage).toBeCloseTo(exact, 12);
    const long = markovSamples(town.states, rows, { count: 20, length: 24, seed: 1 });
    expect(diversityOf(long, 'base').coverage).toBeLessThan(1e-3);
  });
});

describe('clusters of known mass', () => {
  // Three ways out of the start, each of which goes round in its own circle for ever.
  const states = ['start', 'a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1', 'c2', 'c3'];
  const ways = { base: [0.5, 0.3, 0.2], tuned: [0.15, 0.25, 0.6] } as const;
  const rows: Rows = (model, _step, from) =>
    states.map((_, to) => {
      if (from === 0) return (to - 1) % 3 === 0 && to > 0 ? (ways[model][(to - 1) / 3] ?? 0) : 0;
      const circle = Math.floor((from - 1) / 3);
      return Number(to === 3 * circle + 1 + (from % 3));
    });

  it('are found whole, with intervals that cover the mass', () => {
    const covered = { base: [0, 0, 0], tuned: [0, 0, 0] };
    for (let run = 0; run < runs; run++) {
      const set = markovSamples(states, rows, { count: 60, length: 9, seed: run + 1 });
      const clusters = finish(clustersOf(set));
      expect(clusters.length).toBeLessThanOrEqual(3);
      for (const cluster of clusters) {
        const way = ((set.continuations[cluster.representative]?.ids[0] ?? 0) - 1) / 3;
        const alike = cluster.members.every(
          (member) => ((set.continuations[member]?.ids[0] ?? 0) - 1) / 3 === way,
        );
        expect(alike).toBe(true);
        for (const model of ['base', 'tuned'] as const) {
          const { low, high } = cluster[model];
          const mass = ways[model][way] ?? NaN;
          if (low <= mass && mass <= high) covered[model][way] = (covered[model][way] ?? 0) + 1;
        }
      }
    }
    for (const model of ['base', 'tuned'] as const) {
      covered[model].forEach((count, way) => {
        expect(count, `${model}, way ${way}`).toBeGreaterThanOrEqual(0.9 * runs);
      });
    }
    const all = [...covered.base, ...covered.tuned].reduce((sum, count) => sum + count, 0);
    expect(all).toBeGreaterThanOrEqual(0.92 * 6 * runs);
  });

  it('attract where tuned goes there beyond chance', () => {
    let found = 0;
    for (let run = 0; run < 40; run++) {
      const set = markovSamples(states, rows, { count: 60, length: 9, seed: run + 1 });
      const cluster = finish(attractorSteps(set)).attractingCluster;
      if (set.continuations[cluster?.representative ?? -1]?.ids[0] === 7) found++;
    }
    expect(found).toBeGreaterThanOrEqual(38);
  });
});

describe('a theme of known mass', () => {
  it('is found, named by its words, with intervals that cover the exact shares', () => {
    const rows = rowsOf(town);
    let found = 0;
    const covered = { base: 0, tuned: 0 };
    for (let run = 0; run < runs; run++) {
      const set = markovSamples(town.states, rows, { count: 60, length, seed: run + 1 });
      const { search } = finish(attractorSteps(set));
      // Whether it was found or not: a choice by what was counted would bend the coverage.
      if (search.theme === undefined) continue;
      if (search.found) found++;
      const { phrases, tuned, base } = search.theme;
      expect(phrases).toContain('wedding party');
      const states = new Set(
        town.states.flatMap((name, state) =>
          phrases.some((phrase) => ` ${name} `.includes(` ${phrase} `)) ? [state] : [],
        ),
      );
      for (const [model, { low, high }] of Object.entries({ base, tuned }) as [
        ModelName,
        Share,
      ][]) {
        const exact = visitChance(rows, model, 0, length, states);
        if (low <= exact && exact <= high) covered[model]++;
      }
    }
    expect(found).toBeGreaterThanOrEqual(0.95 * runs);
    expect(covered.tuned).toBeGreaterThanOrEqual(0.92 * runs);
    expect(covered.base).toBeGreaterThanOrEqual(0.92 * runs);
  });

  it('is reported of identical models in at most 5 % of runs, whatever the vocabulary', () => {
    const wide = wideChain(200);
    for (const [states, rows] of [
      [town.states, twiceBase(town)],
      [wide.states, twiceBase(wide)],
    ] as const) {
      let clear = 0;
      for (let run = 0; run < runs; run++) {
        const set = markovSamples(states, rows, {
          count: 30,
          length: 20,
          seed: run + 1,
          textOnly: true,
        });
        const { search, attractingCluster } = finish(attractorSteps(set));
        if (!search.found && attractingCluster === undefined) clear++;
      }
      expect(clear).toBeGreaterThanOrEqual(0.95 * runs);
    }
  });

  it('is reported of identical models in at most 5 % of runs with 20 prompts of 6 continuations', () => {
    const wide = wideChain(200);
    const rows = twiceBase(wide);
    const starts = Array.from({ length: 20 }, (_, prompt) => 1 + 9 * prompt);
    let clear = 0;
    let tempted = 0;
    for (let run = 0; run < runs; run++) {
      const set = markovSamples(wide.states, rows, {
        count: 6,
        length: 12,
        seed: run + 1,
        starts,
        textOnly: true,
      });
      const { search, attractingCluster, withinPrompt } = finish(attractorSteps(set));
      if (search.theme !== undefined) tempted++;
      expect(withinPrompt).toBeDefined();
      const isOwn = withinPrompt?.isOwn === true;
      if (!search.found && attractingCluster === undefined && !isOwn) clear++;
    }
    expect(clear).toBeGreaterThanOrEqual(0.95 * runs);
    expect(tempted).toBeGreaterThan(0.5 * runs);
  });

  it('would have been found at the share that a report without one states', () => {
    const wide = wideChain(200);
    const none = markovSamples(wide.states, twiceBase(wide), {
      count: 40,
      length: 20,
      seed: 3,
      textOnly: true,
    });
    const { detectable } = finish(findTheme(none, finish(heldPhrases(none))));
    expect(detectable).toBeGreaterThan(0.1);
    expect(detectable).toBeLessThan(0.8);
    expect(attractorVerdict(finish(attractorSteps(none)), 'bits')).toBe(
      `No attractor found (n = 40, would have seen words that the base never writes above ${Math.round(100 * (detectable ?? 0))} %, nine times in ten).`,
    );
    // A word that the base never writes, at that share of the tuned continuations.
    const trials = 60;
    let found = 0;
    for (let run = 0; run < trials; run++) {
      const set = markovSamples(wide.states, twiceBase(wide), {
        count: 40,
        length: 20,
        seed: run + 1,
        textOnly: true,
      });
      const held = finish(heldPhrases(set)).map((phrases, index) => {
        const continuation = set.continuations[index];
        const place = ((continuation?.index ?? 0) * 0.618034 + run * 0.754878) % 1;
        const planted = continuation?.writer === 'tuned' && place < (detectable ?? 0);
        return planted ? new Set([...phrases, 'party']) : phrases;
      });
      const search = finish(findTheme(set, held));
      if (search.found && search.theme?.phrases.includes('party') === true) found++;
    }
    expect(found).toBeGreaterThanOrEqual(0.85 * trials);
  });
});

/** A chain of many states, each with a few that follow it more often. */
function wideChain(size: number): MarkovChain {
  const transitions = Array.from({ length: size }, (_, from) => {
    const weights = Array.from(
      { length: size },
      (_, to) => 1 / (1 + ((to - 7 * from + 9 * size) % size)),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  });
  return {
    states: Array.from({ length: size }, (_, state) => `w${state}`),
    transitions,
    rewards: transitions.map(() => 0),
    horizon: 1,
    beta: 1,
  };
}

describe('turning points', () => {
  it('are where tuned texts leave the base’s fan, and hardly ever in the base’s own', () => {
    const rows = rowsOf(town);
    const set = markovSamples(town.states, rows, { count: 500, length: 24, seed: 5 });
    const turned = (writer: ModelName): number =>
      set.continuations.filter(
        (c) => c.writer === writer && turningPoint(c.statistics) !== undefined,
      ).length / 500;
    expect(turned('base')).toBeLessThan(0.06);
    expect(turned('tuned')).toBeGreaterThan(0.8);
    for (const { statistics } of set.continuations.slice(-50)) {
      const turn = turningPoint(statistics);
      if (turn === undefined) continue;
      // The turning token itself is one that tuned favours.
      const ratio =
        (statistics.base.surprisal[turn] ?? 0) - (statistics.tuned.surprisal[turn] ?? 0);
      expect(ratio).toBeGreaterThan(0);
    }
  });
});
