import { describe, expect, it } from 'vitest';
import {
  attractorSteps,
  type AttractorReport,
} from '../../../../src/common/attractors/attractorReport';
import { attractorVerdict } from '../../../../src/common/attractors/attractorSentences';
import { clustersOf } from '../../../../src/common/attractors/clusters';
import type { SampleSet } from '../../../../src/common/sampling/continuation';
import { finish } from '../../../../src/common/steps';
import { townChain } from '../../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../../support/markovSamples';

const chain = { ...townChain, horizon: 20, beta: 0.4 };

/** Jaccard index of the sets of three ids in a row, from the definition. */
function jaccard(one: Int32Array, other: Int32Array): number {
  const grams = (ids: Int32Array): Set<string> =>
    new Set(
      Array.from({ length: Math.max(1, ids.length - 2) }, (_, at) => ids.slice(at, at + 3).join()),
    );
  const [a, b] = [grams(one), grams(other)];
  const both = [...a].filter((gram) => b.has(gram)).length;
  return both / (a.size + b.size - both);
}

/** Clusters by flooding the matrix of all pairs. */
function floodedClusters({ continuations }: SampleSet): number[][] {
  const linked = (a: number, b: number): boolean =>
    jaccard(
      continuations[a]?.ids ?? new Int32Array(0),
      continuations[b]?.ids ?? new Int32Array(0),
    ) >= 0.3;
  const left = new Set(continuations.keys());
  const groups: number[][] = [];
  for (const start of left) {
    left.delete(start);
    const group = [start];
    for (const member of group) {
      for (const other of left) {
        if (!linked(member, other)) continue;
        left.delete(other);
        group.push(other);
      }
    }
    groups.push(group.sort((a, b) => a - b));
  }
  return groups.sort((a, b) => b.length - a.length);
}

/** Any of 200 words after any other, but for tuned continuations that are all of the same text. */
function planted(isPlanted: (prompt: number, index: number) => boolean): AttractorReport {
  const words = Array.from({ length: 200 }, (_, word) => `w${word}`);
  const even = words.map(() => 1 / words.length);
  const ids = Int32Array.from({ length: 10 }, (_, place) => 3 * place);
  const text = 'sugar plum';
  const starts = [0, 1, 2, 3, 4, 5];
  const set = markovSamples(words, () => even, { count: 16, length: 10, seed: 1, starts });
  const continuations = set.continuations.map((one) =>
    one.writer === 'tuned' && isPlanted(one.prompt, one.index) ? { ...one, ids, text } : one,
  );
  return finish(attractorSteps({ ...set, continuations }));
}

describe('what prompts share', () => {
  const cluster = ({ attractingCluster }: AttractorReport) => attractingCluster;

  it('is not what is one prompt’s but for a stray continuation', () => {
    const report = planted((prompt, index) => prompt === 2 || (prompt === 4 && index === 1));
    expect(cluster(report)).toMatchObject({
      prompts: 2,
      tunedPrompts: 2,
      mostOfOnePrompt: 16,
      isShared: false,
    });
    const verdict = attractorVerdict(report, 'bits');
    expect(verdict.toLowerCase()).not.toContain('shared');
    expect(verdict).toMatch(
      / hold “sugar plum”.*, in \d of 6 prompts \(8 of \d+ in one of them\);/,
    );
    expect(verdict).toContain(
      ' of the tuned continuations are alike behind 2 of 6 prompts (16 of 17 in one of them) and begin',
    );
  });

  it('is what is there beyond chance without any single prompt', () => {
    const two = planted((prompt) => prompt === 2 || prompt === 4);
    expect(cluster(two)).toMatchObject({ tunedPrompts: 2, isShared: true });
    expect(attractorVerdict(two, 'bits')).toMatch(
      /^The tuned model has an attractor shared across prompts: .* Shared across prompts, 33 % \(.*\) of the tuned continuations are alike behind 2 of 6 prompts and begin/,
    );
    const everywhere = planted((_, index) => index % 4 === 1);
    expect(cluster(everywhere)).toMatchObject({ tunedPrompts: 6, isShared: true });
  });

  it('is nothing where there is one prompt', () => {
    const one = planted((prompt) => prompt === 2);
    expect(cluster(one)).toMatchObject({ tunedPrompts: 1, chanceElsewhere: 1, isShared: false });
    expect(attractorVerdict(one, 'bits')).toContain(' are alike behind 1 of 6 prompts and begin');
  });
});

describe('clusters', () => {
  it.each([
    ['many texts alike', 3],
    ['few texts alike', 12],
    ['shorter than a gram', 2],
  ])('are those of all pairs, with a member in the middle: %s', (_, length) => {
    for (let seed = 1; seed <= 5; seed++) {
      const set = markovSamples(chain.states, rowsOf(chain), {
        count: 25,
        length,
        seed,
        starts: [1, 2, 3],
        textOnly: true,
      });
      const clusters = finish(clustersOf(set));
      expect(clusters.map(({ members }) => members)).toEqual(floodedClusters(set));
      for (const { members, representative, prompts, tunedPrompts } of clusters) {
        const closeness = members.map((member) =>
          members
            .filter((other) => other !== member)
            .map((other) =>
              jaccard(
                set.continuations[member]?.ids ?? new Int32Array(0),
                set.continuations[other]?.ids ?? new Int32Array(0),
              ),
            )
            .filter((index) => index >= 0.3)
            .reduce((sum, index) => sum + index, 0),
        );
        expect(closeness[members.indexOf(representative)]).toBeCloseTo(Math.max(...closeness), 9);
        const written = members.flatMap((member) => set.continuations[member] ?? []);
        expect(prompts).toBe(new Set(written.map(({ prompt }) => prompt)).size);
        const tuned = written.filter(({ writer }) => writer === 'tuned');
        expect(tunedPrompts).toBe(new Set(tuned.map(({ prompt }) => prompt)).size);
      }
    }
  });

  it.each([[[0, 1, 1, 2, 2]], [[1, 1, 2, 2, 0]], [[1, 2, 0, 1, 2]]])(
    'count a text for the middle as often as it was written: %j',
    (order) => {
      // The first is close to two others, which were written twice each and are less close.
      const texts = [
        [1, 2, 3, 4, 5, 6],
        [2, 3, 4, 5, 6, 7],
        [0, 1, 2, 3, 4, 5],
      ].map((ids) => Int32Array.from(ids));
      const set = markovSamples(['one'], () => [1], {
        count: 5,
        length: 6,
        seed: 1,
        textOnly: true,
      });
      const continuations = set.continuations
        .slice(0, order.length)
        .map((one, place) => ({ ...one, ids: texts[order[place] ?? 0] ?? one.ids }));
      const [cluster, ...others] = finish(clustersOf({ ...set, continuations }));
      expect(others).toEqual([]);
      expect(order[cluster?.representative ?? -1]).toBe(0);
    },
  );

  it('of 20,000 texts that are all the same are one', () => {
    const set = markovSamples(['one'], () => [1], {
      count: 500,
      length: 40,
      seed: 1,
      starts: Array.from({ length: 20 }, () => 0),
      textOnly: true,
    });
    const clusters = finish(clustersOf(set));
    expect(clusters.map(({ members }) => members.length)).toEqual([20_000]);
    expect(clusters[0]?.representative).toBe(0);
  });
});
