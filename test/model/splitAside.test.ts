import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancelledError } from '../../src/common/errors';
import type { Tokenizer } from '../../src/model/causalLm';
import type { CheckpointFiles } from '../../src/model/modelFiles';
import { nodeRuntime } from '../../src/model/nodeRuntime';
import type { LoadedPair } from '../../src/model/pairLoader';
import { TextTokens } from '../../src/model/textTokens';
import { buildTokenizerThread } from './support/modelProgram';
import { writeTokenizer } from './support/tokenizerFiles';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'steerscope-aside-'));
  program = await buildTokenizerThread();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const letters = Array.from('abcdefgh');

/** A Unigram tokenizer, of whose texts nothing is known that could be cut. */
const unigram = {
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always' },
  post_processor: null,
  decoder: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always' },
  model: {
    type: 'Unigram',
    unk_id: 0,
    vocab: [
      ['<unk>', 0],
      ['\u2581', -2],
      ...letters.map((letter, index) => [letter, -3 - index / 10]),
      ...letters.map((letter, index) => [`\u2581${letter}`, -4 - index / 10]),
      ['ab', -3.5],
      ['cde', -4.5],
    ],
  },
};

const filesOf = (json: object): Promise<CheckpointFiles> => writeTokenizer(folder, json);

async function tokenizerOf(json: object): Promise<Tokenizer> {
  return nodeRuntime('', undefined, undefined, program).loadTokenizer(await filesOf(json));
}

const forever = (): AbortSignal => new AbortController().signal;

/** A pair with the bundled tokenizer, which has seams, and something else done aside. */
async function bundledPair(
  encodeAside: NonNullable<Tokenizer['encodeAside']>,
): Promise<LoadedPair> {
  const json = await readFile('media/models/wedding-party/base/tokenizer.json', 'utf8');
  const tokenizer = await tokenizerOf(JSON.parse(json) as object);
  expect(tokenizer.encodeAside).toBeDefined();
  return pairWith({ ...tokenizer, encodeAside });
}

/** All that splitting a text needs of a pair. */
function pairWith(tokenizer: Tokenizer): LoadedPair {
  return { tokenizer, tunedTokenizer: undefined, width: Infinity } as unknown as LoadedPair;
}

const text = 'abc cde fgh abab hgfedcba '.repeat(4000);

describe('a long text of a tokenizer with other rules', () => {
  it('is split in a thread of its own, into the tokens that it has here', async () => {
    const tokenizer = await tokenizerOf(unigram);
    const here: number[] = [];
    const watched: Tokenizer = {
      ...tokenizer,
      encode: (part) => {
        here.push(part.length);
        return tokenizer.encode(part);
      },
    };
    const tokens = new TextTokens(text, pairWith(watched), new AbortController().signal);
    await tokens.need(Infinity);
    expect(here).toEqual([]);
    expect(tokens.ids).toEqual(tokenizer.encode(text));
    expect(tokens.isSplit).toBe(true);
  });

  it('lets a cancellation in while it is split, which ends that', async () => {
    const tokenizer = await tokenizerOf(unigram);
    const abort = new AbortController();
    const tokens = new TextTokens(text.repeat(20), pairWith(tokenizer), abort.signal);
    setTimeout(() => {
      abort.abort();
    }, 50);
    await expect(tokens.need(Infinity)).rejects.toBeInstanceOf(CancelledError);
    expect(tokens.count).toBe(0);
  });

  it('is split here where it is short, or can be cut', async () => {
    const tokenizer = await tokenizerOf(unigram);
    const refuse = (): Promise<never> => Promise.reject(new Error('There is no thread.'));
    const refused = { ...tokenizer, encodeAside: refuse };
    const short = new TextTokens('abc cde', pairWith(refused), new AbortController().signal);
    await short.need(Infinity);
    expect(short.ids).toEqual(tokenizer.encode('abc cde'));
    const cut = new TextTokens('a b '.repeat(20_000), await bundledPair(refuse), forever());
    await cut.need(1);
    expect(cut.count).toBeGreaterThan(0);
  });

  it('takes a long text that has no seam of a tokenizer that has some', async () => {
    const refuse = (): Promise<never> => Promise.reject(new Error('asked aside'));
    const tokens = new TextTokens('ab'.repeat(40_000), await bundledPair(refuse), forever());
    await expect(tokens.need(1)).rejects.toThrow('asked aside');
  });

  it('fails with what the thread failed with', async () => {
    const tokenizer = await tokenizerOf(unigram);
    await writeFile(path.join(folder, 'tokenizer.json'), '{}');
    await expect(tokenizer.encodeAside?.(text, new AbortController().signal)).rejects.toMatchObject(
      { message: expect.stringContaining('tokenizer.json cannot be used') },
    );
  });
});
