import { describe, expect, it, vi } from 'vitest';
import {
  checkpointSteps,
  type CheckpointSamples,
  type CheckpointSeries,
} from '../../../../src/common/checkpoints/checkpointSeries';
import { wilson } from '../../../../src/common/stats/proportions';
import {
  checkpointsCaveat,
  checkpointsVerdict,
} from '../../../../src/common/checkpoints/checkpointSentences';
import { surveyCheckpoints } from '../../../../src/common/checkpoints/surveyCheckpoints';
import { checkpointsJsonParts } from '../../../../src/common/report/checkpointsJson';
import { checkpointsText } from '../../../../src/common/report/checkpointsText';
import { checkpointsSection } from '../../../../src/common/sections/checkpointsSection';
import { nothingStated, type TunedCheckpoint } from '../../../../src/common/protocol/checkpoints';
import { finish } from '../../../../src/common/steps';
import type { SampleSet } from '../../../../src/common/sampling/continuation';
import type { TerminalStyle } from '../../../../src/common/report/terminalStyle';
import { townChain, type MarkovChain } from '../../../fixtures/markovChain';
import { markovSamples, rowsOf, visitChance, type Rows } from '../../support/markovSamples';
import { collapsed } from '../../support/ownCircles';

// Dozens of runs of a statistical procedure take seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** The town's optimum for several strengths of the penalty: checkpoints that spend more and more. */
const town: MarkovChain = { ...townChain, horizon: 24 };
const betas = [4, 1, 0.5] as const;
const length = 12;
/** A state in which every prompt ends, the last one apart: it is what the reward leads to. */
const starts = [0, 1, 2, 3, 4];
const party = new Set([5]);

function checkpointOf(
  beta: number,
  stated: Partial<TunedCheckpoint['stated']> = {},
): TunedCheckpoint {
  return {
    id: `beta-${beta}`,
    pair: {
      id: 'town',
      name: 'Town',
      base: { name: 'Chain', directory: '/base' },
      tuned: { name: `Optimum ${beta}`, directory: `/tuned-${beta}` },
      dtype: 'fp32',
    },
    stated: { ...nothingStated, ...stated },
  };
}

function sampled(beta: number, seed: number, count = 24): SampleSet {
  const rows = rowsOf({ ...town, beta });
  return markovSamples(town.states, rows, { count, length, seed, starts });
}

function exactKl(beta: number, start: number): number {
  const rows = rowsOf({ ...town, beta });
  let mass = town.states.map((_, state) => Number(state === start));
  let kl = 0;
  for (let step = 0; step < length; step++) {
    const now = mass;
    mass = town.states.map((_, to) =>
      now.reduce((sum, weight, from) => sum + weight * (rows('tuned', step, from)[to] ?? 0), 0),
    );
    for (const [from, weight] of now.entries()) {
      for (const [to, p] of rows('tuned', step, from).entries()) {
        if (p > 0) kl += weight * p * Math.log(p / (rows('base', step, from)[to] ?? 0));
      }
    }
  }
  return kl;
}

const checkpointSeries = (samples: readonly CheckpointSamples[]): CheckpointSeries =>
  finish(checkpointSteps(samples));

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const style: TerminalStyle = { colour: 'none', dashes: false, background: 'dark' };

const seriesOf = (seed: number) =>
  checkpointSeries(
    // Whatever the order in which they are listed.
    [...betas]
      .reverse()
      .map((beta) => ({ checkpoint: checkpointOf(beta), set: sampled(beta, seed) })),
  );

describe('a series of checkpoints', () => {
  const runs = Array.from({ length: 40 }, (_, run) => seriesOf(run + 1));

  it('stands in the order of the KL that is spent, which is the chain’s', () => {
    betas.forEach((beta, place) => {
      const exact = meanOf(starts.map((start) => exactKl(beta, start)));
      const found = runs.map(({ points }) => points[place]?.klSpent.mean ?? NaN);
      expect(runs.every(({ points }) => points[place]?.checkpoint.id === `beta-${beta}`)).toBe(
        true,
      );
      const error = Math.sqrt(meanOf(found.map((value) => (value - exact) ** 2)) / found.length);
      expect(Math.abs(meanOf(found) - exact)).toBeLessThan(4 * error);
    });
  });

  it('finds what the reward leads to, the more the smaller β, with intervals that cover the truth', () => {
    const named = runs.filter(({ phrases }) => phrases.join() === 'wedding party');
    expect(named.length).toBeGreaterThanOrEqual(0.9 * runs.length);
    betas.forEach((beta, place) => {
      const rows = rowsOf({ ...town, beta });
      // Words of the prompt do not count, but no prompt holds these.
      const exact = meanOf(starts.map((start) => visitChance(rows, 'tuned', start, length, party)));
      const covered = named.filter(({ points }) => {
        const { low, high } = points[place]?.attractor?.tuned ?? { low: NaN, high: NaN };
        return low <= exact && exact <= high;
      });
      expect(covered.length, `β ${beta}`).toBeGreaterThanOrEqual(0.92 * named.length);
    });
    const [one] = named;
    if (one === undefined) throw new Error('None was named.');
    expect(one.points.at(-1)?.isAttracted).toBe(true);
    expect(checkpointsVerdict(one, 'bits')).toMatch(
      /^The more KL is spent, the more continuations hold “wedding party”: base: \d+ % \(.*\); Optimum 4: .* bits; Optimum 1: .*; Optimum 0\.5: /,
    );
  });

  it('says that it grows only where the last is clearly above base and first and no step clearly falls', () => {
    const [one] = runs.filter(({ phrases }) => phrases.length > 0);
    if (one === undefined) throw new Error('None was named.');
    const verdict = (base: number, ...counts: readonly number[]): string => {
      const [first, ...rest] = one.points.map((point, place) => ({
        ...point,
        isAttracted: true,
        attractor: point.attractor && {
          ...point.attractor,
          tuned: wilson(counts[place] ?? 0, 50),
        },
      }));
      if (first === undefined) throw new Error('There are no points.');
      const series: CheckpointSeries = {
        ...one,
        points: [first, ...rest],
        base: { ...one.base, attractor: wilson(base, 50) },
      };
      return checkpointsVerdict(series, 'bits');
    };
    const none =
      /^No evidence that how many continuations hold “.*” grows with the KL spent: base: /;
    expect(verdict(2, 5, 14, 30)).toMatch(/^The more KL is spent/);
    // A step that falls by chance only.
    expect(verdict(2, 14, 12, 30)).toMatch(/^The more KL is spent/);
    // Above the base from the first on, but no further.
    expect(verdict(2, 28, 29, 30)).toMatch(none);
    expect(verdict(2, 30, 12, 30)).toMatch(none);
    expect(verdict(2, 3, 4, 5)).toMatch(none);
    expect(verdict(2, 10, 20, 4)).toMatch(none);
  });

  it('would have seen words of a single checkpoint at the share that is stated', () => {
    const words = Array.from({ length: 60 }, (_, word) => `w${word}`);
    const alike = words.map(() => 1 / words.length);
    const planted = (seed: number, share: number): CheckpointSeries =>
      checkpointSeries(
        betas.map((beta, checkpoint) => {
          const set = markovSamples(words, () => alike, {
            count: 30,
            length,
            seed,
            starts,
            textOnly: true,
          });
          const continuations = set.continuations.map((one) => {
            const place = ((one.index + 7 * one.prompt) * 0.618034 + seed * 0.754878) % 1;
            return checkpoint === 1 && one.writer === 'tuned' && place < share
              ? { ...one, text: `party\n${one.text}` }
              : one;
          });
          return { checkpoint: checkpointOf(beta), set: { ...set, continuations } };
        }),
      );
    const { detectable = NaN } = planted(1, 0);
    expect(detectable).toBeGreaterThan(0.1);
    expect(detectable).toBeLessThan(0.9);
    expect(checkpointsVerdict(planted(1, 0), 'bits')).toContain(
      `(n = 150 each, would have seen words that the base never writes above ${Math.round(100 * detectable)} %, nine times in ten, where a single checkpoint writes them).`,
    );
    const seeds = Array.from({ length: 20 }, (_, seed) => seed + 1);
    const found = seeds.filter((seed) => {
      const { phrases, points } = planted(seed, detectable);
      return (
        phrases.some((phrase) => phrase.includes('party')) && points.some((p) => p.isAttracted)
      );
    });
    expect(found.length).toBeGreaterThanOrEqual(17);
  });

  it('knows the base as calibrated on what it writes, and the checkpoints as less and less so', () => {
    const covered = runs.filter(({ base: { entropyGap } }) => {
      const { low = NaN, high = NaN } = entropyGap;
      return low <= 0 && 0 <= high;
    });
    expect(covered.length).toBeGreaterThanOrEqual(0.88 * runs.length);
    for (const { points } of runs) {
      const [mild, middle, strong] = points.map(({ divergence }) => divergence.mean);
      expect(mild).toBeLessThan(middle ?? NaN);
      expect(middle).toBeLessThan(strong ?? NaN);
    }
    const gaps = betas.map((_, place) =>
      meanOf(runs.map(({ points }) => points[place]?.entropyGap.mean ?? NaN)),
    );
    expect(gaps[2]).toBeLessThan(gaps[0] ?? NaN);
    expect(gaps[2]).toBeLessThan(0);
  });

  it('reports no attractor of checkpoints that are the base, in 95 % of 60 runs', () => {
    // Many words, all alike: some stand out by chance in one half, and must not in the other.
    const words = Array.from({ length: 100 }, (_, word) => `w${word}`);
    const alike = words.map(() => 1 / words.length);
    let none = 0;
    let tempted = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const samples = betas.map((beta, place) => ({
        checkpoint: checkpointOf(beta),
        set: markovSamples(words, () => alike, {
          count: 12,
          length,
          // The base writes the same for every checkpoint in a real run; here each has its own.
          seed: 1000 * (place + 1) + seed,
          starts,
          textOnly: true,
        }),
      }));
      const series = checkpointSeries(samples);
      if (series.phrases.length > 0) tempted++;
      if (checkpointsVerdict(series, 'bits').startsWith('No attractor found in any of 3')) none++;
    }
    expect(none).toBeGreaterThanOrEqual(57);
    expect(tempted).toBeGreaterThan(30);
  });

  it('says what the rewards are that the pair’s file states, and which point is which', () => {
    const series = checkpointSeries([
      {
        checkpoint: checkpointOf(0.5, { reward: 'states', meanReward: 0.9 }),
        set: sampled(0.5, 1),
      },
      {
        checkpoint: checkpointOf(4, { reward: 'states', meanReward: 0.25 }),
        set: sampled(4, 1),
      },
    ]);
    expect(checkpointsCaveat(series)).toContain(
      'Mean reward (states) as the pair’s file states it, measured on other continuations than those here, behind prompts that it does not state: Optimum 4: 0.25; Optimum 0.5: 0.90.',
    );
    expect(checkpointsCaveat(seriesOf(1))).not.toContain('reward');
    expect(checkpointsCaveat(series)).toMatch(
      /^By the KL they spend, 1: Optimum 4; 2: Optimum 0\.5\. /,
    );
    const text = checkpointsText(series, { unit: 'bits', style, width: 160 });
    expect(text).toContain('2 checkpoints of Chain');
    expect(text).toMatch(/^ +0 base /m);
    expect(text).toMatch(/^ +2 Optimum 0\.5 .* 0\.90$/m);
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('has the stated reward of the base at a KL of 0, and says behind which prompts it was measured', () => {
    const stated = { reward: 'states', baseReward: 0.1, prompts: 'other towns' };
    const series = checkpointSeries([
      { checkpoint: checkpointOf(4, { ...stated, meanReward: 0.25 }), set: sampled(4, 1) },
      { checkpoint: checkpointOf(0.5, { ...stated, meanReward: 0.9 }), set: sampled(0.5, 1) },
    ]);
    expect(checkpointsCaveat(series)).toContain(
      'Mean reward (states) as the pair’s file states it, measured on other continuations than those here, behind other towns: base: 0.10; Optimum 4: 0.25; Optimum 0.5: 0.90.',
    );
    const reward = checkpointsSection(series, 'nats').views.find(({ label }) => label === 'reward');
    expect(reward?.tables[0]?.caption).toContain('behind other towns');
    expect(reward?.tables[0]?.rows[0]?.cells).toEqual(['0 base', '0', '0.10', '0']);
    expect(reward?.plots[0]?.plot.layers).toContainEqual(
      expect.objectContaining({ kind: 'points', role: 'base', x: [0], y: [0.1] }),
    );
  });

  it('draws stated rewards at the KL that is stated with them, and else at what was measured', () => {
    const rewards = (...klSpent: (number | undefined)[]) => {
      const series = checkpointSeries(
        [4, 0.5].map((beta, place) => ({
          checkpoint: checkpointOf(beta, {
            meanReward: beta,
            ...(klSpent[place] === undefined ? {} : { klSpent: klSpent[place] }),
          }),
          set: sampled(beta, 1),
        })),
      );
      const { views } = checkpointsSection(series, 'nats');
      const plot = views.find(({ label }) => label === 'reward')?.plots[0]?.plot;
      const points = plot?.layers.find(({ kind, role }) => kind === 'points' && role === 'tuned');
      const measured = series.points.map((point) => point.klSpent.mean);
      return { title: plot?.x.title, x: points?.kind === 'points' ? points.x : [], measured };
    };
    const stated = rewards(3, 7);
    expect(stated.x).toEqual([3, 7]);
    expect(stated.title).toBe('stated KL(tuned ‖ base) of a continuation, nats');
    const partly = rewards(3);
    expect(partly.x).toEqual(partly.measured);
    expect(partly.title).toBe('KL(tuned ‖ base) of a continuation, nats');
  });

  it('says of how many prompts the models saw only the end, with whichever checkpoint', () => {
    const seenWith = (tokenCount: number, beta: number) => {
      const set = sampled(beta, 1);
      const prompts = set.prompts.map((prompt) => ({ ...prompt, tokenCount, seenCount: 4 }));
      return { checkpoint: checkpointOf(beta), set: { ...set, prompts } };
    };
    const caveat = checkpointsCaveat(checkpointSeries([seenWith(4, 4), seenWith(9, 0.5)]));
    expect(caveat).toMatch(/Of .* the models saw only the end; more does not fit/);
    expect(checkpointsCaveat(seriesOf(1))).not.toContain('saw only');
  });

  it('says so where a reward is named without values', () => {
    const named = checkpointSeries([
      { checkpoint: checkpointOf(4, { reward: 'states' }), set: sampled(4, 1) },
    ]);
    expect(checkpointsCaveat(named)).toContain(
      'The pair’s file names a reward (states) but states no values of it.',
    );
    expect(checkpointsSection(named, 'nats').views.map(({ label }) => label)).not.toContain(
      'reward',
    );
  });

  it('says with which checkpoints each prompt has a text of its own, beside those of the base', () => {
    const { states, rows, starts: prompts } = collapsed(6);
    const set = (of: Rows): SampleSet =>
      markovSamples(states, of, { count: 12, length: 16, seed: 1, starts: prompts });
    const series = checkpointSeries([
      { checkpoint: checkpointOf(1), set: set(rows) },
      { checkpoint: checkpointOf(4), set: set((_, ...place) => rows('base', ...place)) },
    ]);
    expect(checkpointsVerdict(series, 'bits')).toMatch(
      /^No attractor shared across prompts found in any of 2 checkpoints .*\. Prompts have attractors of their own, by the chance that two continuations of the same prompt are alike: Optimum 1 100 %, the base 0 %, a difference of 100 % \(100 to 100 %\)\. On what/,
    );
    const { summary, views } = checkpointsSection(series, 'bits');
    expect(summary?.verdict).toContain('Prompts have attractors of their own');
    const column = summary?.figures.columns.findIndex(({ title }) => title.includes('are alike'));
    expect(summary?.figures.rows.map(({ cells }) => cells[column ?? 0])).toEqual([
      '',
      '0 %',
      '100 %',
    ]);
    const view = views.find(({ label }) => label === 'within prompts');
    expect(view?.tables[0]?.rows.map(({ cells }) => cells.slice(2))).toEqual([
      ['', '', '0'],
      ['0 %', '0 %', '0 % (0 to 0 %)'],
      ['100 %', '0 %', '100 % (100 to 100 %)'],
    ]);
    const json = JSON.parse([...checkpointsJsonParts(series)].join('')) as object;
    expect(json).toMatchObject({
      detectableShare: series.detectable,
      checkpoints: [{ withinPrompt: { isOwn: false } }, { withinPrompt: { tuned: 1, base: 0 } }],
    });
  });

  it('says nothing of attractors of single prompts where there are fewer than five', () => {
    const series = checkpointSeries([
      {
        checkpoint: checkpointOf(4),
        set: markovSamples(town.states, rowsOf({ ...town, beta: 4 }), {
          count: 8,
          length,
          seed: 1,
          starts: [0, 1, 2, 3],
        }),
      },
    ]);
    expect(series.points[0].withinPrompt).toBeUndefined();
    expect(checkpointsSection(series, 'bits').views.map(({ label }) => label)).toEqual([
      'attractor',
      'divergence',
      'calibration',
    ]);
  });

  it('is made in steps', () => {
    const steps = checkpointSteps(
      betas.map((beta) => ({ checkpoint: checkpointOf(beta), set: sampled(beta, 1, 4) })),
    );
    let count = 0;
    while (steps.next().done !== true) count++;
    expect(count).toBeGreaterThanOrEqual(2 * betas.length);
  });

  it('is one point where there is one checkpoint, and says how far it is on the way', async () => {
    const fractions: number[] = [];
    const asked: object[] = [];
    const samples = await surveyCheckpoints(
      [checkpointOf(4), checkpointOf(0.5)],
      ({ pair, ...threads }, onShare) => {
        onShare(0.5);
        asked.push(threads);
        return Promise.resolve({
          ...sampled(pair.tuned.name === 'Optimum 4' ? 4 : 0.5, 1),
          threads: 6,
        });
      },
      (fraction) => fractions.push(fraction),
    );
    expect(fractions).toEqual([0.25, 0.75]);
    // The base is to write the same beside each.
    expect(asked).toEqual([{}, { threads: 6, sideBySide: true }]);
    expect(samples.map(({ checkpoint }) => checkpoint.id)).toEqual(['beta-4', 'beta-0.5']);
    const alone = checkpointSeries([{ checkpoint: checkpointOf(4), set: sampled(4, 1, 1) }]);
    expect(checkpointsVerdict(alone, 'nats')).toMatch(
      /^No attractor found in the checkpoint \(n = 5 each, too few to see one of any size\)\./,
    );
  });
});
