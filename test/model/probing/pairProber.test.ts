import { afterEach, describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/common/errors';
import { silentLog } from '../../../src/common/log';
import type { ProbeParams, ProbeProgress } from '../../../src/common/protocol/probing';
import type { Tokenizer } from '../../../src/model/causalLm';
import { PairQueue } from '../../../src/model/pairQueue';
import { PairProber } from '../../../src/model/probing/pairProber';
import { PairSampler } from '../../../src/model/sampling/pairSampler';
import { paramsOf } from '../support/fakePair';
import { fakeLogits, fakeRuntime, fakeVocabulary, type FakeOptions } from '../support/fakeRuntime';
import { realQueue, sampleParamsOf, samplesOf } from '../support/sampling';

const queues: PairQueue[] = [];

afterEach(async () => {
  for (const queue of queues.splice(0)) await queue.dispose();
});

/** A vocabulary in which every word can be spelled in several ways. */
const pieces = [
  '<|endoftext|>',
  'a',
  'b',
  'ab',
  'ba',
  'abc',
  'c',
  ' ',
  '.',
  'bc',
  ' a',
  'b.',
  'c d',
  'd',
  ' ab',
  'bcd',
].map((text) => new TextEncoder().encode(text));

const spelling: Tokenizer = {
  encode: (text) =>
    Int32Array.from(text.length === 0 ? [] : text, (letter) => 1 + (letter.charCodeAt(0) % 6)),
  size: fakeVocabulary,
  added: new Map([[0, '<|endoftext|>']]),
  bytesOf: (id) => pieces[id] ?? new Uint8Array(0),
};

function prober(options: FakeOptions = {}): PairProber {
  const { runtime } = fakeRuntime(options);
  const queue = new PairQueue(
    { ...runtime, loadTokenizer: () => Promise.resolve(spelling) },
    silentLog,
  );
  queues.push(queue);
  return new PairProber(queue);
}

async function probe(
  one: PairProber,
  params: Partial<ProbeParams> & Pick<ProbeParams, 'prompts'>,
  signal = new AbortController().signal,
) {
  const answers: (ProbeProgress & { kind: 'prompt' })[] = [];
  await one.probe(
    { runId: 1, pair: paramsOf('').pair, threads: 1, chat: false, ...params },
    (event) => {
      if (event.kind === 'prompt') answers.push(event);
    },
    signal,
  );
  return answers;
}

/** Probabilities behind a context, straight from the fake's arithmetic. */
function softmax(context: readonly number[], seed: number): number[] {
  const weights = fakeLogits(context, seed, fakeVocabulary).map(Math.fround).map(Math.exp);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The chance that the text behind a context begins with an answer: every spelling, one by one. */
function enumerated(context: readonly number[], seed: number, answer: string, text = ''): number {
  if (text.length > answer.length) {
    const isAnswer = text.startsWith(answer) && !/^\w/.test(text.slice(answer.length));
    return isAnswer ? 1 : 0;
  }
  if (!answer.startsWith(text)) return 0;
  return softmax(context, seed).reduce((sum, chance, id) => {
    if (id === 0) return sum + (text === answer ? chance : 0);
    const longer = text + new TextDecoder().decode(pieces[id]);
    if (!longer.startsWith(answer) && !answer.startsWith(longer)) return sum;
    return sum + chance * enumerated([...context, id], seed, answer, longer);
  }, 0);
}

describe('the chances of answers', () => {
  it('are those of all spellings, one by one', async () => {
    const answers = [['ab'], ['abc', ' a'], ['b'], ['c d']];
    const [found] = await probe(prober(), { prompts: [{ text: 'xyz', answers }] });
    const context = [0, ...spelling.encode('xyz')];
    for (const [model, seed] of [
      ['base', 0],
      ['tuned', 1],
    ] as const) {
      answers.forEach((texts, answer) => {
        const exact = texts.reduce((sum, text) => sum + enumerated(context, seed, text), 0);
        expect(found?.[model].chances[answer], `${model} ${texts.join()}`).toBeCloseTo(exact, 6);
        expect(exact).toBeGreaterThan(0.001);
      });
      expect(found?.[model].unresolved).toBeLessThan(1e-6);
    }
  });

  it('do not depend on what else is asked', async () => {
    const one = prober();
    const answers = [['ab'], ['b']];
    const alone = await probe(one, { prompts: [{ text: 'x', answers }] });
    const among = await probe(one, {
      prompts: [
        { text: 'y', answers: [['c'], ['d']] },
        { text: 'x', answers },
      ],
    });
    expect(among[1]?.base).toEqual(alone[0]?.base);
    expect(among[1]?.index).toBe(1);
  });

  it('are as frequent among continuations as they say', async () => {
    const queue = realQueue();
    queues.push(queue);
    const prompt = 'Once upon a time there was a little';
    const answers = [[' girl'], [' boy'], [' dog', ' cat'], [' bird']];
    const params = sampleParamsOf(prompt, { count: 1500, length: 4, writers: ['base'], seed: 12 });
    const { continuations } = await samplesOf(new PairSampler(queue), params);
    const [found] = await probe(new PairProber(queue), {
      pair: params.pair,
      prompts: [{ text: prompt, answers }],
    });
    answers.forEach((texts, answer) => {
      const count = continuations.filter(({ text }) =>
        texts.some((one) => new RegExp(`^${one}(?![\\p{L}\\p{N}_])`, 'u').test(text)),
      ).length;
      const chance = found?.base.chances[answer] ?? NaN;
      const error = Math.sqrt((chance * (1 - chance)) / continuations.length);
      expect(Math.abs(count / continuations.length - chance), texts.join()).toBeLessThan(
        4 * error + 1e-3,
      );
    });
    expect(found?.base.chances.reduce((sum, chance) => sum + chance, 0)).toBeLessThanOrEqual(1);
  });
});

describe('asking', () => {
  const prompts = [{ text: 'x', answers: [['ab'], ['b']] }];

  it('in a chat gives the tuned model the template, and the base the text', async () => {
    const template: Tokenizer = { ...spelling, chat: (request) => `ab${request.length}` };
    const { runtime } = fakeRuntime({ tokenizerConfigs: { base: '{}', tuned: '{"chat": 1}' } });
    const queue = new PairQueue(
      { ...runtime, loadTokenizer: () => Promise.resolve(template) },
      silentLog,
    );
    queues.push(queue);
    const one = new PairProber(queue);
    const [plain] = await probe(one, { prompts });
    const [chat] = await probe(one, { prompts, chat: true });
    expect(chat?.base).toEqual(plain?.base);
    const context = [...spelling.encode('ab18x')];
    expect(chat?.tuned.chances[1]).toBeCloseTo(enumerated(context, 1, 'b'), 6);
  });

  it('in a chat is refused where there is no template', async () => {
    await expect(probe(prober(), { prompts, chat: true })).rejects.toThrow('no chat template');
  });

  it('is refused where its beginning would not be seen, as it is or in a chat', async () => {
    const room = 64 - 32;
    const long = (length: number) => ({
      prompts: prompts.map((prompt) => ({ ...prompt, text: 'x'.repeat(length) })),
    });
    expect(await probe(prober(), long(room - 1))).toHaveLength(prompts.length);
    await expect(probe(prober(), long(room))).rejects.toMatchObject({
      kind: 'usage',
      message: `The question “${'x'.repeat(room)}” has 33 tokens, and this pair sees 32 before an answer: without its beginning it would be another question. Shorten it, or enlarge the context window.`,
    });
    const template: Tokenizer = { ...spelling, chat: (request) => `ab${request.length}` };
    const { runtime } = fakeRuntime({ tokenizerConfigs: { base: '{}', tuned: '{"chat": 1}' } });
    const queue = new PairQueue(
      { ...runtime, loadTokenizer: () => Promise.resolve(template) },
      silentLog,
    );
    queues.push(queue);
    const chat = { ...long(room - 3), chat: true };
    await expect(probe(new PairProber(queue), chat)).rejects.toThrow(
      'has 33 tokens in a chat, and this pair sees 32',
    );
  });

  it('needs models with a cache', async () => {
    await expect(probe(prober({ canContinue: false }), { prompts })).rejects.toMatchObject({
      kind: 'unsupported',
    });
  });

  it('ends when it is cancelled', async () => {
    const abort = new AbortController();
    let feeds = 0;
    const one = prober({
      onFeed: () => {
        if (++feeds === 21) abort.abort();
      },
    });
    await expect(probe(one, { prompts }, abort.signal)).rejects.toBeInstanceOf(CancelledError);
  });
});
