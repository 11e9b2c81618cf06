import { describe, expect, it } from 'vitest';
import { clustersOf } from '../../../../src/common/attractors/clusters';
import { heldPhrases, phraseOdds } from '../../../../src/common/attractors/phraseOdds';
import { findTheme } from '../../../../src/common/attractors/theme';
import type { SampleSet } from '../../../../src/common/sampling/continuation';
import type { Steps } from '../../../../src/common/steps';
import { townChain } from '../../../fixtures/markovChain';
import { markovSamples, rowsOf } from '../../support/markovSamples';

const prompts = 1000;
/** Words of a continuation that no other holds. */
const ownWords = 10;
/** What a step may look at where little is done with each. */
const rowsPerStep = 4_096;

/** Two continuations of each prompt by each model, with words of their own; tuned's second ones hold two more. */
const set = manyWords();
const held = set.continuations.map(({ text }) => new Set(text.split(' ')));
const phrases = set.continuations.length * ownWords;

function manyWords(): SampleSet {
  const made = markovSamples(townChain.states, rowsOf(townChain), {
    count: 2,
    length: 1,
    seed: 1,
    starts: Array.from({ length: prompts }, () => 1),
    textOnly: true,
  });
  return {
    ...made,
    continuations: made.continuations.map((continuation, place) => {
      const own = Array.from({ length: ownWords }, (_, word) => `own${place}x${word}`);
      const shared =
        continuation.writer === 'tuned' && continuation.index === 1 ? ['cake tea'] : [];
      return { ...continuation, text: [...own, ...shared].join(' ') };
    }),
  };
}

/** The result of work with its number of steps, and the most memory of arrays between two of them, in bytes. */
function watch<T>(steps: Steps<T>): { result: T; count: number; bytes: number } {
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let count = 1; ; count++) {
    const step = steps.next();
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    if (step.done === true) return { result: step.value, count, bytes: most };
  }
}

describe('many prompts with many different texts', () => {
  it('take memory for the phrases that there are, not for each with every prompt', () => {
    const { result, bytes } = watch(phraseOdds(set, held));
    expect(
      result.map(({ phrase, tunedCount, baseCount, tunedPrompts, basePrompts }) => ({
        phrase,
        tunedCount,
        baseCount,
        tunedPrompts,
        basePrompts,
      })),
    ).toEqual(
      ['cake', 'tea'].map((phrase) => ({
        phrase,
        tunedCount: prompts,
        baseCount: 0,
        tunedPrompts: prompts,
        basePrompts: 0,
      })),
    );
    // Two numbers of four bytes for each of them would be 320 MB.
    expect(bytes).toBeLessThan((2 * 4 * phrases * prompts) / 10);
  });

  it('have their phrases counted in short steps, between which it can be cancelled', () => {
    // Once when they are counted, once when it is looked which are held by several.
    const passes = (2 * phrases) / rowsPerStep;
    expect(watch(phraseOdds(set, held)).count).toBeGreaterThan(passes);
    // Of every second continuation the phrases are counted once more.
    const search = watch(findTheme(set, held));
    expect(search.count).toBeGreaterThan(passes / 2);
    const length = set.continuations.reduce((sum, { text }) => sum + text.length, 0);
    expect(watch(heldPhrases(set)).count).toBeGreaterThan(length / rowsPerStep / 2);
  });

  it('are put into clusters in short steps', () => {
    const apart = set.continuations.map((each, place) => ({
      ...each,
      ids: Int32Array.from({ length: 2 }, (_, token) => 2 * place + token),
    }));
    const { result, count } = watch(clustersOf({ ...set, continuations: apart }));
    expect(result).toHaveLength(apart.length);
    // Each text is compared with all before it, and each cluster counted in every prompt.
    const compared = apart.length ** 2 / 2 / 64;
    const counted = (apart.length * prompts) / 16;
    expect(count).toBeGreaterThan((0.9 * (compared + counted)) / rowsPerStep);
  });
});
