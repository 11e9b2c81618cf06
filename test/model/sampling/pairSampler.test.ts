import { afterEach, describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/common/errors';
import type { SampleParams, SampleProgress } from '../../../src/common/protocol/sampling';
import type { ContinuationStatistics, SampleSet } from '../../../src/common/sampling/continuation';
import { SampleSetBuilder } from '../../../src/common/sampling/sampleSetBuilder';
import { PairComparer } from '../../../src/model/pairComparer';
import type { PairQueue } from '../../../src/model/pairQueue';
import type { PairSampler } from '../../../src/model/sampling/pairSampler';
import { comparisonOf } from '../support/engine';
import { paramsOf, samplerOf } from '../support/fakePair';
import type { FakeOptions } from '../support/fakeRuntime';
import { identityOf, sampleParamsOf, samplesOf } from '../support/sampling';

const queues: PairQueue[] = [];

afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.dispose();
});

function start(options: FakeOptions = {}) {
  const started = samplerOf(options);
  queues.push(started.queue);
  return started;
}

function params(prompt: string, more: Partial<SampleParams> = {}): SampleParams {
  return sampleParamsOf(prompt, { pair: paramsOf('').pair, ...more });
}

function sample(
  sampler: PairSampler,
  prompt: string,
  more: Partial<SampleParams> = {},
): Promise<SampleSet> {
  return samplesOf(sampler, params(prompt, more));
}

/** The same but for the order of sums, which depends on what is computed together. */
function expectStatistics(
  actual: ContinuationStatistics | undefined,
  expected: ContinuationStatistics | undefined,
): void {
  const columns = (of: ContinuationStatistics | undefined): number[] =>
    [of?.base.surprisal, of?.tuned.surprisal, of?.base.entropy, of?.klTunedBase, of?.js].flatMap(
      (column) => [...(column ?? [])],
    );
  const wanted = columns(expected);
  expect(columns(actual)).toHaveLength(wanted.length);
  columns(actual).forEach((value, place) => {
    expect(value).toBeCloseTo(wanted[place] ?? NaN, 12);
  });
  expect(actual?.tuned.rank).toEqual(expected?.tuned.rank);
  expect(actual?.topIds).toEqual(expected?.topIds);
}

const exactly = ({ continuations }: SampleSet) => continuations.map(identityOf);

describe('what is written', () => {
  it('is the same one by one as side by side, token for token, with the same numbers', async () => {
    const { sampler } = start();
    const together = await sample(sampler, 'abcabc', { count: 9, length: 40 });
    expect(together.continuations).toHaveLength(18);
    for (const continuation of together.continuations) {
      const { writer, index } = continuation;
      const alone = await sample(sampler, 'abcabc', {
        writers: [writer],
        count: 1,
        first: index,
        length: 40,
      });
      expect(alone.continuations).toHaveLength(1);
      expect(exactly(alone)).toEqual([identityOf(continuation)]);
      expectStatistics(alone.continuations[0]?.statistics, continuation.statistics);
    }
  });

  it('does not depend on how many are written at once, nor on when the other model reads', async () => {
    const { sampler } = start();
    const [usual, ...others] = await Promise.all(
      [undefined, 1, 3, 16].map((batch) =>
        sample(sampler, 'abc', { count: 7, length: 50, ...(batch === undefined ? {} : { batch }) }),
      ),
    );
    for (const other of others) {
      expect(exactly(other)).toEqual(usual && exactly(usual));
      other.continuations.forEach(({ statistics }, place) => {
        expectStatistics(statistics, usual?.continuations[place]?.statistics);
      });
    }
  });

  it('is the same whatever prompts are continued beside it', async () => {
    const { sampler, events } = start();
    // Of three lengths; some have what they begin with in common, in whole chunks and beyond.
    const begin = 'abcdefgh'.repeat(4);
    const texts = [
      'abc',
      'cab',
      `${begin}ab`,
      `${begin}ad`,
      'bca',
      `${begin}abc`,
      `${begin}ab`,
      'abc',
    ];
    const prompts = texts.map((text) => ({ text }));
    const together = await sample(sampler, '', { prompts, count: 2 });
    const steps = (): number => events.splice(0).filter((event) => event.startsWith('feed')).length;
    const few = steps();
    const apart = await sample(sampler, '', { prompts, count: 2, batch: 1 });
    expect(exactly(together)).toEqual(exactly(apart));
    together.continuations.forEach(({ statistics }, place) => {
      expectStatistics(statistics, apart.continuations[place]?.statistics);
    });
    expect(together.continuations).toHaveLength(32);
    expect(few).toBeLessThan(steps() / 2);
  });

  it('has the beginning that prompts share read once', async () => {
    const { sampler, events } = start();
    await sample(sampler, 'abc');
    const read = async (...texts: readonly string[]): Promise<number> => {
      events.length = 0;
      const prompts = texts.map((text) => ({ text }));
      await sample(sampler, '', { prompts, count: 1, length: 1, writers: ['base'] });
      return events
        .filter((event) => event.startsWith('feed base'))
        .reduce((sum, event) => sum + Number(event.split(' ')[2]), 0);
    };
    const begin = 'abcdefghij'.repeat(5);
    expect(await read(`${begin}a`)).toBe(52);
    // A chunk of 32 tokens, whatever the length of the next one.
    expect(await read(`${begin}a`, `${begin}b`, begin)).toBe(52 + 20 + 19);
    expect(await read(begin, 'abc', begin)).toBe(51 + 19 + 4);
    expect(await read(begin, `x${begin}`)).toBe(51 + 52);
  });

  it('changes with the seed, the number, the prompt’s place and the writer', async () => {
    const { sampler } = start();
    const ids = async (more: Partial<SampleParams>) =>
      (await sample(sampler, 'abc', { writers: ['base'], count: 1, ...more })).continuations.map(
        (continuation) => continuation.ids.join(),
      );
    const texts = [
      ...(await ids({ count: 3 })),
      ...(await ids({ seed: 2 })),
      ...(await ids({ prompts: [{ text: 'x' }, { text: 'abc' }] })).slice(1),
      ...(await ids({ writers: ['tuned'] })),
    ];
    expect(new Set(texts).size).toBe(6);
  });

  it('uses the same random numbers for both models where they are to be coupled', async () => {
    const { sampler } = start();
    const { pair } = params('');
    const self = { ...pair, tuned: pair.base };
    const coupled = await sample(sampler, 'abc', { pair: self, coupled: true });
    const [base, tuned] = (['base', 'tuned'] as const).map((writer) =>
      coupled.continuations.filter((c) => c.writer === writer).map(({ text }) => text),
    );
    expect(tuned).toEqual(base);
    const apart = await sample(sampler, 'abc', { pair: self });
    const texts = apart.continuations.map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('goes on from tokens as from the text that they are', async () => {
    const { sampler } = start();
    const plain = await sample(sampler, 'abcde');
    const cut = await sample(sampler, '', { prompts: [{ text: 'abcdeffff', tokens: 5 }] });
    const forced = await sample(sampler, '', { prompts: [{ text: 'abc', then: [4, 5] }] });
    expect(exactly(cut)).toEqual(exactly(plain));
    expect(exactly(forced)).toEqual(exactly(plain));
    expect([cut, forced].map(({ prompts }) => prompts)).toEqual([plain.prompts, plain.prompts]);
    expect(plain.prompts).toEqual([{ text: 'abcde', tokenCount: 5, seenCount: 5 }]);
  });

  it('is written again by the ids of a prompt whose text would be split into others', async () => {
    const { sampler } = start();
    const prompt = { text: 'abcff', tokens: 3, then: [0, 4] };
    const forced = await sample(sampler, '', { prompts: [prompt] });
    const ids = [1, 2, 3, 0, 4];
    expect(forced.prompts).toEqual([
      { text: 'abc<|endoftext|>d', tokenCount: 5, seenCount: 5, ids },
    ]);
    const again = await sample(sampler, '', { prompts: [{ text: '', then: ids }] });
    expect(exactly(again)).toEqual(exactly(forced));
    expect(again.prompts).toEqual(forced.prompts);
    expect(exactly(await sample(sampler, 'abc<|endoftext|>d'))).not.toEqual(exactly(forced));
  });

  it('records everything that it takes to write it again', async () => {
    const { sampler } = start();
    const { continuations, pieces, ...head } = await sample(sampler, 'ab', { count: 2, seed: 77 });
    expect(head).toMatchObject({
      seed: 77,
      coupled: false,
      count: 2,
      first: 0,
      length: 24,
      writers: ['base', 'tuned'],
      contextWindow: 64,
      decoding: { temperature: 1, topK: 0, topP: 1, stop: [], pastEnd: false },
      threads: 1,
      sideBySide: false,
      pair: { id: 'fake', dtype: 'fp32', prefix: [0], vocabularySize: 16 },
    });
    for (const { ids } of continuations) for (const id of ids) expect(pieces.has(id)).toBe(true);
  });
});

describe('the numbers of what is written', () => {
  it('are those of scoring its text', async () => {
    const { sampler, queue } = start();
    const comparer = new PairComparer(queue);
    const { continuations } = await sample(sampler, 'abcab', { count: 3, topK: 4 });
    for (const { text, ids, end, statistics, writer, splitsAlike } of continuations) {
      expect(splitsAlike).toBe(true);
      const scored = await comparisonOf(comparer, paramsOf(`abcab${text}`));
      const count = end === 'document' ? ids.length - 1 : ids.length;
      for (let token = 0; token < count; token++) {
        const row = 5 + token;
        expect(ids[token]).toBe(scored.tokens.id[row]);
        const close = (actual: number | undefined, expected: number | undefined): void => {
          expect(actual).toBeCloseTo(expected ?? NaN, 12);
        };
        for (const model of ['base', 'tuned'] as const) {
          close(statistics[model].surprisal[token], scored[model].surprisal[row]);
          close(statistics[model].entropy[token], scored[model].entropy[row]);
          expect(statistics[model].rank[token]).toBe(scored[model].rank[row]);
        }
        close(statistics.klTunedBase[token], scored.divergence.klTunedBase[row]);
        close(statistics.klBaseTuned[token], scored.divergence.klBaseTuned[row]);
        close(statistics.js[token], scored.divergence.js[row]);
        close(statistics.tv[token], scored.divergence.tv[row]);
        const { logRatioVarianceTuned, logRatioVarianceBase } = scored.divergence;
        close(statistics.logRatioVarianceTuned[token], logRatioVarianceTuned[row]);
        close(statistics.logRatioVarianceBase[token], logRatioVarianceBase[row]);
        expect(statistics.topIds[4 * token]).toBe(scored[writer].topIds[10 * row]);
      }
    }
  });

  it('are told apart where the text would be split into other tokens', async () => {
    const { sampler } = start();
    // Behind a first letter the same ids read differently: the tokenizer does not know them.
    const { continuations } = await sample(sampler, '', {
      prompts: [{ text: 'a', then: [0] }],
      decoding: { pastEnd: true },
    });
    expect(continuations.map(({ splitsAlike }) => splitsAlike)).toEqual(
      continuations.map(() => false),
    );
  });

  it('are over the ids that both models know', async () => {
    const { sampler } = start({ widths: { base: 16, tuned: 20 }, tokenizerSize: 12 });
    const { continuations, pair } = await sample(sampler, 'abc', { count: 8 });
    expect(pair.vocabularySize).toBe(12);
    expect(pair.droppedMass).toBeGreaterThan(0.05);
    expect(Math.max(...continuations.flatMap(({ ids }) => [...ids]))).toBeLessThan(12);
  });
});

describe('where a continuation ends', () => {
  it('is the end of a document, which is scored but no text', async () => {
    const { sampler } = start();
    const { continuations } = await sample(sampler, 'abc', { count: 16, length: 50 });
    const ended = continuations.filter(({ end }) => end === 'document');
    expect(ended.length).toBeGreaterThan(3);
    for (const { ids, text, statistics } of ended) {
      expect(ids.indexOf(0)).toBe(ids.length - 1);
      expect(text).toHaveLength(ids.length - 1);
      expect(statistics.base.surprisal).toHaveLength(ids.length);
      expect(statistics.js).toHaveLength(ids.length);
    }
    expect(continuations.every(({ ids, end }) => ids.length === 50 || end === 'document')).toBe(
      true,
    );
  });

  it('is further on where the end of a document does not count', async () => {
    const { sampler } = start();
    const { continuations } = await sample(sampler, 'abc', {
      count: 8,
      decoding: { pastEnd: true },
    });
    expect(continuations.every(({ ids, end }) => ids.length === 24 && end === 'length')).toBe(true);
    expect(continuations.some(({ ids }) => ids.includes(0))).toBe(true);
  });

  it('is the token that completes a stop text', async () => {
    const { sampler } = start();
    const more = { count: 16, length: 50, decoding: { pastEnd: true } };
    const free = await sample(sampler, 'abc', more);
    const stopped = await sample(sampler, 'abc', {
      ...more,
      decoding: { ...more.decoding, stop: ['ab', 'm'] },
    });
    stopped.continuations.forEach(({ text, end }, place) => {
      const whole = free.continuations[place]?.text ?? '';
      const first = /ab|m/.exec(whole);
      const length = first === null ? whole.length : first.index + first[0].length;
      expect({ text, end }).toEqual({
        text: whole.slice(0, length),
        end: first === null ? 'length' : 'stop',
      });
    });
    expect(new Set(stopped.continuations.map(({ end }) => end)).has('stop')).toBe(true);
  });
});

describe('the context window', () => {
  it('sees as much of a long prompt as has room before the continuation', async () => {
    const { sampler } = start();
    const long = 'abcdefghij'.repeat(20);
    const { prompts, continuations } = await sample(sampler, long, { length: 23 });
    expect(prompts).toEqual([{ text: long, tokenCount: 200, seenCount: 40 }]);
    const end = await sample(sampler, long.slice(-40), { length: 23 });
    expect(continuations.map(identityOf)).toEqual(exactly(end));
  });

  it('is never left: a longer continuation is refused with the longest that fits', async () => {
    const { sampler } = start();
    await expect(sample(sampler, 'abc', { length: 63 })).rejects.toMatchObject({
      kind: 'usage',
      message:
        'A continuation of 63 tokens does not fit: this pair sees 64 tokens at once, and beyond them a model would no longer see what it continues. Ask for at most 62.',
    });
    const longest = await sample(sampler, 'abc', { length: 62, decoding: { pastEnd: true } });
    expect(longest.prompts[0]?.seenCount).toBe(1);
    expect(longest.continuations[0]?.ids).toHaveLength(62);
  });

  it('may be made smaller', async () => {
    const { sampler } = start();
    const { contextWindow, prompts } = await sample(sampler, 'abcdefghij', {
      contextWindow: 32,
      length: 25,
    });
    expect({ contextWindow, seen: prompts[0]?.seenCount }).toEqual({ contextWindow: 32, seen: 6 });
  });
});

describe('prompts at the edge', () => {
  it('may be empty where the pair has a prefix', async () => {
    const { sampler } = start();
    const { prompts, continuations } = await sample(sampler, '', { count: 1 });
    expect(prompts).toEqual([{ text: '', tokenCount: 0, seenCount: 0 }]);
    expect(continuations).toHaveLength(2);
  });

  it('may not be empty where it has none', async () => {
    const { sampler } = start();
    const pair = { ...params('').pair, prefix: [] };
    await expect(sample(sampler, '', { pair })).rejects.toThrow('There is nothing to continue');
    const one = await sample(sampler, 'a', { pair, decoding: { pastEnd: true } });
    expect(one.continuations[0]?.ids).toHaveLength(24);
  });

  it('are refused where their tokens are of another tokenizer', async () => {
    const { sampler } = start();
    const then = (thenText: string) =>
      sample(sampler, '', { prompts: [{ text: 'abc', then: [4, 5], thenText }], count: 1 });
    await expect(then('de')).resolves.toMatchObject({ prompts: [{ text: 'abcde' }] });
    await expect(then('d')).resolves.toBeDefined();
    await expect(then('xy')).rejects.toThrow('made with another pair');
  });

  it('are left out where they are empty, may be, and there are others', async () => {
    const { sampler } = start();
    const pair = { ...params('').pair, prefix: [] };
    const nothing = { text: '', isDispensable: true };
    await expect(sample(sampler, '', { pair, prompts: [nothing] })).rejects.toThrow('nothing to');
    const others = [{ text: 'abc' }, { text: 'de' }];
    const left = await sample(sampler, '', { pair, prompts: [nothing, ...others] });
    const alone = await sample(sampler, '', { pair, prompts: others });
    expect(left.prompts.map(({ text }) => text)).toEqual(['abc', 'de']);
    expect(left.continuations.map(identityOf)).toEqual(alone.continuations.map(identityOf));
    const kept = await sample(sampler, '', { prompts: [nothing, ...others] });
    expect(kept.prompts).toHaveLength(3);
  });

  it('are refused where they hold what the models do not share', async () => {
    const { sampler } = start({ widths: { base: 16, tuned: 12 } });
    await expect(sample(sampler, 'abn')).rejects.toThrow('it contains "n"');
  });

  it.each([
    [{ count: 0 }, 'The number of continuations must be 1 or more.'],
    [{ length: 0 }, 'The length of a continuation must be 1 token or more.'],
    [{ seed: -1 }, 'The seed must be a whole number from 0 to 4,294,967,295.'],
    [{ seed: 2 ** 32 }, 'The seed must be a whole number from 0 to 4,294,967,295.'],
    [{ prompts: [] }, 'There is nothing to write.'],
    [{ decoding: { temperature: -1 } }, 'The temperature must be a number from 0 to 100.'],
    [{ decoding: { topP: 0 } }, 'Top-p must be a number above 0'],
    [{ decoding: { topK: 1.5 } }, 'Top-k must be a whole number'],
    [{ decoding: { stop: [''] } }, 'An empty text cannot end a continuation.'],
  ])('%j is refused', async (more, message) => {
    const { sampler, events } = start();
    await expect(sample(sampler, 'abc', more)).rejects.toThrow(message);
    expect(events).toEqual([]);
  });

  it('cannot be continued by models without a cache', async () => {
    const { sampler } = start({ canContinue: false });
    await expect(sample(sampler, 'abc')).rejects.toMatchObject({ kind: 'unsupported' });
  });
});

describe('progress', () => {
  it('comes in order, and the share of what is written grows to all of it', async () => {
    const { sampler } = start();
    const seen: SampleProgress[] = [];
    await sampler.sample(
      params('abc', { count: 20, prompts: [{ text: 'a' }, { text: 'bc' }] }),
      (progress) => seen.push(progress),
      new AbortController().signal,
    );
    expect(seen.slice(0, 3).map(({ kind }) => kind)).toEqual(['loading', 'loading', 'started']);
    const shares = seen.flatMap((event) => (event.kind === 'written' ? [event.fraction] : []));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1, 12);
    const batches = seen.flatMap((event) => (event.kind === 'batch' ? [event] : []));
    const order = batches.flatMap(({ continuations }) =>
      continuations.map(({ prompt, writer, index }) => `${prompt} ${writer} ${index}`),
    );
    expect(order).toEqual(
      [0, 1].flatMap((prompt) =>
        [
          [0, 16],
          [16, 20],
        ].flatMap(([first = 0, end = 0]) =>
          ['base', 'tuned'].flatMap((writer) =>
            Array.from({ length: end - first }, (_, i) => `${prompt} ${writer} ${first + i}`),
          ),
        ),
      ),
    );
    const builder = new SampleSetBuilder();
    for (const event of seen) builder.add(event);
    expect(
      builder.set?.continuations.map((c) => `${c.prompt} ${c.writer} ${c.index}`),
      'put together by prompt, writer and number',
    ).toEqual(
      [0, 1].flatMap((prompt) =>
        ['base', 'tuned'].flatMap((writer) =>
          Array.from({ length: 20 }, (_, index) => `${prompt} ${writer} ${index}`),
        ),
      ),
    );
    const pieces = batches.flatMap((event) => [...event.pieces.keys()]);
    expect(new Set(pieces).size).toBe(pieces.length);
  });
});

describe('cancelling', () => {
  it('ends a run before the next run of a model, wherever it is', async () => {
    let feeds = 0;
    const count = start({
      onFeed: () => {
        feeds++;
      },
    });
    await sample(count.sampler, 'abc'.repeat(20), { count: 3, length: 8 });
    // The probe feeds each model twelve times.
    for (let at = 25; at <= feeds; at++) {
      const abort = new AbortController();
      let fed = 0;
      const { sampler, events } = start({
        onFeed: () => {
          if (++fed === at) abort.abort();
        },
      });
      const run = samplesOf(
        sampler,
        params('abc'.repeat(20), { count: 3, length: 8 }),
        abort.signal,
      );
      await expect(run, `at run ${at}`).rejects.toBeInstanceOf(CancelledError);
      expect(events.filter((event) => event.startsWith('feed'))).toHaveLength(at);
    }
  });

  it('lets the next request begin', async () => {
    const { sampler } = start();
    const abort = new AbortController();
    const first = samplesOf(sampler, params('abc', { count: 100 }), abort.signal);
    const second = sample(sampler, 'abc');
    abort.abort();
    await expect(first).rejects.toBeInstanceOf(CancelledError);
    expect((await second).continuations).toHaveLength(8);
  });
});
