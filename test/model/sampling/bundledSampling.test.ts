import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/common/errors';
import type { SampleSet } from '../../../src/common/sampling/continuation';
import { neutralPrompts } from '../../../src/common/sampling/neutralPrompts';
import { PairComparer } from '../../../src/model/pairComparer';
import type { PairQueue } from '../../../src/model/pairQueue';
import { PairSampler } from '../../../src/model/sampling/pairSampler';
import { comparisonOf, paramsOf } from '../support/engine';
import { seededRandom } from '../support/randomLogits';
import { identityOf, realQueue, sampleParamsOf, samplesOf } from '../support/sampling';

/** Holds for any weights of the bundled pair. */
let queue: PairQueue;
let sampler: PairSampler;
const prompt = 'The door was closed. On the table there was a';

beforeAll(() => {
  queue = realQueue();
  sampler = new PairSampler(queue);
});

afterAll(async () => {
  await queue.dispose();
});

describe('the bundled pair', () => {
  let set: SampleSet;

  beforeAll(async () => {
    set = await samplesOf(sampler, sampleParamsOf(prompt, { count: 8, length: 40 }));
  });

  it('writes one by one what it writes side by side, token for token', async () => {
    for (const writer of ['base', 'tuned'] as const) {
      for (let first = 0; first < 8; first++) {
        const { continuations } = await samplesOf(
          sampler,
          sampleParamsOf(prompt, { writers: [writer], count: 1, first, length: 40 }),
        );
        const together = set.continuations.find((c) => c.writer === writer && c.index === first);
        expect(continuations.map(identityOf)).toEqual(together && [identityOf(together)]);
      }
    }
  });

  it('writes behind many prompts what it writes behind each alone, token for token', async () => {
    const changed = await samplesOf(
      sampler,
      sampleParamsOf(prompt, { count: 1, length: 48, decoding: { temperature: 0 } }),
    );
    const [ids] = changed.continuations.map((continuation) => [...continuation.ids]);
    const prompts = [
      ...neutralPrompts.map((text) => ({ text })),
      // As the perturbation test has them: equal but for the last token.
      ...[5, 6, 7].map((id) => ({ text: prompt, then: [...(ids ?? []).slice(0, 40), id] })),
    ];
    for (const decoding of [{}, { temperature: 0 }]) {
      const request = sampleParamsOf(prompt, { prompts, count: 2, length: 12, decoding });
      const together = await samplesOf(sampler, request);
      const alone = await samplesOf(sampler, { ...request, batch: 1 });
      expect(together.continuations.map(identityOf)).toEqual(alone.continuations.map(identityOf));
    }
  }, 240_000);

  it('says of what it wrote what scoring the text says', async () => {
    const comparer = new PairComparer(queue);
    const alike = set.continuations.filter(({ splitsAlike }) => splitsAlike);
    expect(alike.length).toBeGreaterThan(set.continuations.length / 2);
    for (const { text, ids, statistics } of alike) {
      const scored = await comparisonOf(comparer, paramsOf(prompt + text));
      const start = set.prompts[0]?.tokenCount ?? NaN;
      for (let token = 0; start + token < scored.rowCount; token++) {
        expect(scored.tokens.id[start + token]).toBe(ids[token]);
        for (const model of ['base', 'tuned'] as const) {
          const expected = scored[model].surprisal[start + token] ?? NaN;
          expect(statistics[model].surprisal[token]).toBeCloseTo(expected, 4);
        }
        const kl = scored.divergence.klTunedBase[start + token] ?? NaN;
        expect(statistics.klTunedBase[token]).toBeCloseTo(kl, 4);
      }
    }
  });

  it('is cancelled at a hundred random moments and goes on working', async () => {
    const random = seededRandom(3);
    let cancelled = 0;
    for (let attempt = 0; attempt < 100; attempt++) {
      const abort = new AbortController();
      const timer = setTimeout(() => {
        abort.abort();
      }, 120 * random());
      try {
        await samplesOf(sampler, sampleParamsOf(prompt, { count: 6, length: 30 }), abort.signal);
      } catch (error) {
        expect(error).toBeInstanceOf(CancelledError);
        cancelled++;
      }
      clearTimeout(timer);
    }
    expect(cancelled).toBeGreaterThan(50);
    const again = await samplesOf(sampler, sampleParamsOf(prompt, { count: 8, length: 40 }));
    expect(again.continuations.map(identityOf)).toEqual(set.continuations.map(identityOf));
  });

  it('writes one continuation of nothing, and behind a text as long as its context', async () => {
    const one = await samplesOf(sampler, sampleParamsOf('', { count: 1, writers: ['tuned'] }));
    expect(one.continuations).toHaveLength(1);
    const long = 'The cat sat by the pond. '.repeat(200);
    const { prompts, contextWindow } = await samplesOf(
      sampler,
      sampleParamsOf(long, { count: 1, length: 20 }),
    );
    expect(prompts[0]?.tokenCount).toBeGreaterThan(contextWindow);
    expect(prompts[0]?.seenCount).toBe(contextWindow - 1 - 20);
  });
});
