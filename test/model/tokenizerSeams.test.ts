import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CancelledError } from '../../src/common/errors';
import type { Tokenizer } from '../../src/model/causalLm';
import type { LoadedPair } from '../../src/model/pairLoader';
import { TextTokens } from '../../src/model/textTokens';
import { encodePart, partsOfText } from '../../src/model/textParts';
import { loadTokenizer } from '../../src/model/transformersTokenizer';
import { seededRandom } from './support/randomLogits';
import { filesWithTokenizer, writeTokenizer } from './support/tokenizerFiles';

const bundled = path.resolve('media/models/wedding-party/base');
const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true };
const isolated = (expression: string): object => ({
  type: 'Split',
  pattern: { Regex: expression },
  behavior: 'Isolated',
  invert: false,
});
const sequence = (...parts: readonly object[]): object => ({
  type: 'Sequence',
  pretokenizers: [...parts, { ...byteLevel, use_regex: false }],
});

/** Rules of families of models that are in use. */
const rules: Record<string, { readonly pre_tokenizer: object; readonly normalizer?: object }> = {
  'GPT-2': { pre_tokenizer: { ...byteLevel, use_regex: true } },
  StarCoder: {
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Digits', individual_digits: true },
        { ...byteLevel, use_regex: true },
      ],
    },
  },
  'Llama 3': {
    pre_tokenizer: sequence(
      isolated(
        String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
      ),
    ),
  },
  'Qwen 2': {
    pre_tokenizer: sequence(
      isolated(
        String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
      ),
    ),
    normalizer: { type: 'NFC' },
  },
  o200k: {
    pre_tokenizer: sequence(
      isolated(
        String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
      ),
    ),
  },
};

const modelSchema = z.looseObject({
  model: z.looseObject({
    vocab: z.record(z.string(), z.int()),
    merges: z.array(z.tuple([z.string(), z.string()])),
  }),
});

/** Texts of every kind, with what rules disagree on. */
const text = [
  ...['story', 'code', 'crlf', 'emoji', 'combining-marks', 'right-to-left', 'cjk', 'tabs'].map(
    (name) => readFileSync(`test/fixtures/texts/${name}.txt`, 'utf8'),
  ),
  readFileSync('src/model/tokenizerSeams.ts', 'utf8'),
  "it's they'RE  we'll don't x' s\n\n\n\ta \r\n\r\n b 123 4567a 8 <|endoftext|> c<|endoftext|>d  \n",
  '12,34,56.7,-1\n12,3\n\n4 \n5\r\n6\t\n7)\n8/\nword?\n9\n"a"\n0',
].join('\n');

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'steerscope-seams-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/**
 * The bundled tokenizer under other rules, with a merge of every letter and white space, and of line
 * ends and what may come behind them, before all others: it shows wherever the two come into one piece.
 */
async function tokenizerOf(name: string, change: object): Promise<Tokenizer> {
  const json = modelSchema.parse(
    JSON.parse(await readFile(path.join(bundled, 'tokenizer.json'), 'utf8')),
  );
  const { vocab } = json.model;
  const joints = Array.from('abcdefghijklmnopqrstuvwxyz').flatMap((letter) =>
    ['Ġ', 'Ċ', 'ĉ', 'č'].map((space): [string, string] => [letter, space]),
  );
  joints.push(...Array.from('abcdefgw0123456789').map((after): [string, string] => ['Ċ', after]));
  let next = 1 + Math.max(...Object.values(vocab));
  for (const joint of joints) vocab[joint.join('')] = next++;
  json.model.merges.unshift(...joints);
  const directory = path.join(folder, name.replaceAll(' ', '-'));
  await mkdir(directory, { recursive: true });
  const config = await readFile(path.join(bundled, 'tokenizer_config.json'), 'utf8');
  return loadTokenizer(await writeTokenizer(directory, { ...json, ...change }, config));
}

function load(directory: string, tokenizerText: string): Promise<Tokenizer> {
  return loadTokenizer(filesWithTokenizer(directory, tokenizerText));
}

function partsOf(tokenizer: Tokenizer, length: number): number[] {
  return [...partsOfText(text, [tokenizer.seams], length)].flatMap((part) => [
    ...encodePart(tokenizer, text, part),
  ]);
}

describe('a text in parts is split as the whole', () => {
  it.each(Object.entries(rules))('by the rules of %s', async (name, rule) => {
    const tokenizer = await tokenizerOf(name, rule);
    expect(tokenizer.seams).toBeDefined();
    const whole = [...tokenizer.encode(text)];
    for (const length of [0, 7, 100, 1000]) {
      expect([...partsOfText(text, [tokenizer.seams], length)].length).toBeGreaterThan(3);
      expect(partsOf(tokenizer, length), `parts of ${length}`).toEqual(whole);
    }
  });

  it('by the bundled tokenizer', async () => {
    const json = await readFile(path.join(bundled, 'tokenizer.json'), 'utf8');
    const tokenizer = await load(bundled, json);
    expect(tokenizer.seams).toBeDefined();
    expect(partsOf(tokenizer, 0)).toEqual([...tokenizer.encode(text)]);
  });

  it('but not where letters and white space are merged, which is known', async () => {
    const tokenizer = await tokenizerOf('one piece', {
      pre_tokenizer: { ...byteLevel, use_regex: false },
    });
    expect(tokenizer.seams).toBeUndefined();
    const { seams } = await load(
      bundled,
      await readFile(path.join(bundled, 'tokenizer.json'), 'utf8'),
    );
    expect(partsOf({ ...tokenizer, seams }, 0)).not.toEqual([...tokenizer.encode(text)]);
  });
});

describe('a long text', () => {
  /** All that splitting a text needs of a pair. */
  const pairWith = (tokenizer: Tokenizer): LoadedPair =>
    ({ tokenizer, tunedTokenizer: undefined, width: Infinity }) as unknown as LoadedPair;

  const allTokens = async (
    long: string,
    pair: LoadedPair,
    signal: AbortSignal,
  ): Promise<Pick<TextTokens, 'ids' | 'spans'>> => {
    const tokens = new TextTokens(long, pair, signal);
    await tokens.need(Infinity);
    return { ids: tokens.ids, spans: tokens.spans };
  };

  it('has the tokens and places that it has as a whole', async () => {
    const tokenizer = await tokenizerOf('Llama 3', rules['Llama 3'] ?? {});
    const random = seededRandom(4);
    const words = text.split(/(?<=\s)/u);
    let long = '';
    while (long.length < 120_000) long += words[Math.floor(random() * words.length)] ?? '';
    const { signal } = new AbortController();
    const inParts = await allTokens(long, pairWith(tokenizer), signal);
    const whole = await allTokens(long, pairWith({ ...tokenizer, seams: undefined }), signal);
    expect(inParts).toEqual(whole);
  });

  it('is given up after the part during which it was cancelled', async () => {
    const tokenizer = await tokenizerOf('GPT-2', rules['GPT-2'] ?? {});
    const abort = new AbortController();
    let encoded = 0;
    const counting: Tokenizer = {
      ...tokenizer,
      encode: (part) => {
        encoded += part.length;
        // As a message that comes while the text is being split.
        if (encoded > 100_000) {
          setImmediate(() => {
            abort.abort();
          });
        }
        return tokenizer.encode(part);
      },
    };
    const megabyte = text.repeat(Math.ceil(1e6 / text.length));
    await expect(allTokens(megabyte, pairWith(counting), abort.signal)).rejects.toBeInstanceOf(
      CancelledError,
    );
    expect(encoded).toBeLessThan(150_000);
  });
});
