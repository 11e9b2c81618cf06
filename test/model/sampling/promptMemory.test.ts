import { afterEach, describe, expect, it } from 'vitest';
import type { SampleSet } from '../../../src/common/sampling/continuation';
import type { PairQueue } from '../../../src/model/pairQueue';
import { letters, paramsOf, samplerOf } from '../support/fakePair';
import { identityOf, sampleParamsOf, samplesOf } from '../support/sampling';

const queues: PairQueue[] = [];

afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.dispose();
});

/** What is written behind prompts, the most tokens that both models remembered meanwhile, and afterwards. */
async function write(
  texts: readonly string[],
  bytesPerToken: number,
  length = 4,
): Promise<{ set: SampleSet; most: number; left: number }> {
  const held: number[] = [];
  const { sampler, queue } = samplerOf({
    bytesPerToken,
    onHeld: (tokens) => held.push(tokens),
  });
  queues.push(queue);
  const ask = (prompts: readonly string[], length: number): Promise<SampleSet> =>
    samplesOf(
      sampler,
      sampleParamsOf('', {
        pair: paramsOf('').pair,
        prompts: prompts.map((text) => ({ text })),
        count: 1,
        length,
      }),
    );
  // Loading probes the models with a text.
  await ask([''], 1);
  held.length = 0;
  const set = await ask(texts, length);
  const most = Math.max(...held);
  // Both models read the prefix: what is held besides was left by the run before.
  await ask([''], 1);
  return { set, most, left: (held.at(-1) ?? NaN) - 2 };
}

/** Prompts of one length, 20 tokens with the prefix, no two of which begin alike. */
const texts = Array.from({ length: 12 }, (_, place) => letters(60).slice(place, place + 19));

/** Prompts of three lengths that begin alike. */
const alike = ['ab', 'cde', 'f'].map((end) => `${letters(40)}${end}`);

const limit = 512 * 2 ** 20;

describe('the memory of many prompts with few continuations', () => {
  it('stays within the limit, whatever is written', async () => {
    const light = await write(texts, 1);
    expect(light.most * 2 ** 20).toBeGreaterThan(limit);
    const heavy = await write(texts, 2 ** 20);
    expect(heavy.most * 2 ** 20).toBeLessThanOrEqual(limit);
    expect(heavy.set.continuations.map(identityOf)).toEqual(
      light.set.continuations.map(identityOf),
    );
    expect(heavy.set.continuations.map(({ statistics }) => statistics.klTunedBase)).toEqual(
      light.set.continuations.map(({ statistics }) => statistics.klTunedBase),
    );
  });

  it('is that of one prompt where more have no room: it is let go before the next is read', async () => {
    // Of one token nothing is fed that was written: only prompts are read.
    const { most } = await write(texts, 2 ** 30, 1);
    expect(most).toBe(2 * 20);
    const together = await write(texts, 1, 1);
    expect(together.most).toBe(2 * 20 * texts.length);
  });

  it('is that of one more where the next prompt begins alike, which is read once', async () => {
    const { most } = await write(alike, 2 ** 30, 1);
    // The longest with its prefix, and a chunk of 32 tokens.
    expect(most).toBe(2 * (44 + 32));
  });

  it('is freed when the run has ended', async () => {
    expect((await write(texts, 1)).left).toBe(0);
    expect((await write(texts, 2 ** 30)).left).toBe(0);
    expect((await write(alike, 1)).left).toBe(0);
  });
});
