import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tokenizer } from '../../src/model/causalLm';
import { encodePart, partsOfText } from '../../src/model/textParts';
import { loadTokenizer } from '../../src/model/transformersTokenizer';
import { writeTokenizer } from './support/tokenizerFiles';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'steerscope-merges-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const mark = '\u2581';
const replace = { type: 'Replace', pattern: { String: ' ' }, content: mark };
const metaspace = (scheme: string): object => ({
  type: 'Metaspace',
  replacement: mark,
  prepend_scheme: scheme,
  split: false,
});

/** How families of models without an expression write a text before they merge it. */
const writings = {
  'Llama 2': {
    normalizer: { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: mark }, replace] },
    pre_tokenizer: null,
  },
  'Llama 2, converted anew': { normalizer: null, pre_tokenizer: metaspace('first') },
  always: { normalizer: null, pre_tokenizer: metaspace('always') },
  never: { normalizer: null, pre_tokenizer: metaspace('never') },
  Gemma: {
    normalizer: replace,
    pre_tokenizer: {
      type: 'Split',
      pattern: { String: ' ' },
      behavior: 'MergedWithPrevious',
      invert: false,
    },
  },
  'marks twice': { normalizer: replace, pre_tokenizer: metaspace('first') },
  'no marks': { normalizer: null, pre_tokenizer: null },
};

const alphabet = ['a', 'b', 'c', mark, '.', '\n', 'é', '𝒳'];

/** What may stand in a text; the emoji and the ideograph are no tokens. */
const pieces = [...alphabet, ' ', ' ', '  ', '\t', '🙂', '中', '\ud83d', 'abc', 'b a'];

interface Added {
  readonly content: string;
  readonly special?: boolean;
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
}

const addedTokens: readonly Added[] = [
  { content: '<s>', special: true },
  { content: '<m>', special: true, lstrip: true },
  { content: '<n>', special: true, rstrip: true },
  { content: 'cab' },
  { content: 'a b' },
  { content: mark + mark },
  { content: '\n\n' },
];

/** Merges of tokens that are there: each of what two numbers choose. */
function mergesOf(choices: readonly (readonly [number, number])[]): [string, string][] {
  const tokens = [...alphabet];
  const merges: [string, string][] = [];
  for (const [left, right] of choices) {
    const pair: [string, string] = [
      tokens[left % tokens.length] ?? '',
      tokens[right % tokens.length] ?? '',
    ];
    if (tokens.includes(pair.join(''))) continue;
    merges.push(pair);
    tokens.push(pair.join(''));
  }
  return merges;
}

interface Recipe {
  readonly writing: keyof typeof writings;
  readonly merges: readonly (readonly [string, string])[];
  readonly added: readonly Added[];
  readonly hasBytes: boolean;
  readonly asStrings?: boolean;
  readonly model?: object;
}

let made = 0;

async function tokenizerOf(recipe: Recipe): Promise<Tokenizer> {
  const { writing, merges, added, hasBytes, asStrings = false, model = {} } = recipe;
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  const tokens = [
    '<unk>',
    ...(hasBytes ? bytes : []),
    ...alphabet,
    ...merges.map(([a, b]) => a + b),
  ];
  const json = {
    added_tokens: added.map((token, index) => ({
      id: tokens.length + index,
      special: false,
      lstrip: false,
      rstrip: false,
      normalized: token.special !== true,
      ...token,
    })),
    ...writings[writing],
    post_processor: null,
    decoder: null,
    model: {
      type: 'BPE',
      unk_token: '<unk>',
      fuse_unk: true,
      byte_fallback: hasBytes,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: asStrings ? merges.map((merge) => merge.join(' ')) : merges,
      ...model,
    },
  };
  const directory = await mkdtemp(path.join(folder, `${made++}-`));
  return loadTokenizer(await writeTokenizer(directory, json));
}

function idsInParts(tokenizer: Tokenizer, text: string, length: number): number[][] {
  const parts = [...partsOfText(text, [tokenizer.seams], length)];
  return parts.map((part) => [...encodePart(tokenizer, text, part)]);
}

const recipes = fc.record({
  writing: fc.constantFrom(...(Object.keys(writings) as (keyof typeof writings)[])),
  merges: fc
    .array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 25 })
    .map((choices) => mergesOf(choices)),
  added: fc.subarray([...addedTokens]),
  hasBytes: fc.boolean(),
  asStrings: fc.constant(false),
});

const texts = fc
  .array(fc.constantFrom(...pieces, ...addedTokens.map(({ content }) => content)), {
    minLength: 30,
    maxLength: 80,
  })
  .map((list) => list.join(''));

describe('a text cut where nothing is merged', () => {
  it('has the tokens that it has as a whole, whatever the merges', async () => {
    let parts = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        recipes,
        fc.array(texts, { minLength: 5, maxLength: 5 }),
        async (recipe, list) => {
          const tokenizer = await tokenizerOf(recipe);
          if (tokenizer.seams === undefined) refused++;
          for (const text of list) {
            const whole = [...tokenizer.encode(text)];
            for (const length of [0, 20]) {
              const inParts = idsInParts(tokenizer, text, length);
              parts += inParts.length;
              expect(inParts.flat()).toEqual(whole);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
    // It shows something only if most texts were cut.
    expect(parts).toBeGreaterThan(300 * 5 * 2 * 3);
    expect(refused).toBeLessThan(100);
  });

  const merges: [string, string][] = [
    [mark, 'a'],
    ['b', 'c'],
    [mark + 'a', 'bc'],
  ];

  it.each(Object.keys(writings) as (keyof typeof writings)[])(
    'is cut before every space by the rules of %s',
    async (writing) => {
      const tokenizer = await tokenizerOf({
        writing,
        merges,
        added: [],
        hasBytes: true,
        asStrings: true,
      });
      const inParts = idsInParts(tokenizer, 'abc abc a', 2);
      expect(inParts.flat()).toEqual([...tokenizer.encode('abc abc a')]);
      expect(inParts.length).toBeGreaterThan(2);
    },
  );

  it('is one part where the rules are not of this kind', async () => {
    const recipe = { writing: 'Llama 2', merges, added: [], hasBytes: true } as const;
    for (const model of [
      { ignore_merges: true },
      { end_of_word_suffix: '</w>' },
      { continuing_subword_suffix: '@@' },
    ]) {
      expect((await tokenizerOf({ ...recipe, model })).seams).toBeUndefined();
    }
  });
});
