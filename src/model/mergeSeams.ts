import { z } from 'zod';
import type { TokenizerSeams } from './causalLm';
import { changesItsText } from './tokenizerSeams';

const spaceMark = '\u2581';

const prependSchema = z.looseObject({ type: z.literal('Prepend'), prepend: z.string() });

/** What writes a space as a mark, before or after a text is cut at added tokens. */
const markSchema = z.looseObject({
  type: z.literal('Replace'),
  pattern: z.strictObject({ String: z.literal(' ') }),
  content: z.literal(spaceMark),
});

const normalizerSchema = z.union([prependSchema, markSchema]);

const metaspaceSchema = z.looseObject({
  type: z.literal('Metaspace'),
  replacement: z.literal(spaceMark).optional(),
  str_rep: z.literal(spaceMark).nullish(),
  prepend_scheme: z.enum(['always', 'first', 'never']).nullish(),
});

/** Cuts at spaces, of which marks leave none. */
const spaceSplitSchema = z.looseObject({
  type: z.literal('Split'),
  pattern: z.strictObject({ String: z.literal(' ') }),
});

const addedSchema = z.looseObject({
  content: z.string().min(1),
  normalized: z.boolean().nullish(),
  special: z.boolean().nullish(),
});

const tokenizerSchema = z.looseObject({
  added_tokens: z.array(addedSchema).nullish(),
  normalizer: z
    .union([
      normalizerSchema,
      z.looseObject({ type: z.literal('Sequence'), normalizers: z.array(normalizerSchema) }),
    ])
    .nullable(),
  pre_tokenizer: z.union([metaspaceSchema, spaceSplitSchema]).nullable(),
  model: z.looseObject({
    type: z.literal('BPE'),
    merges: z.array(z.unknown()),
    end_of_word_suffix: z.literal('').nullish(),
    continuing_subword_suffix: z.literal('').nullish(),
    ignore_merges: z.literal(false).nullish(),
  }),
});

type TokenizerParts = z.infer<typeof tokenizerSchema>;

/** What joins characters of a text. */
interface JoiningRules {
  readonly merges: readonly unknown[];
  readonly added: readonly z.infer<typeof addedSchema>[];
}

/**
 * Where the texts of a tokenizer without an expression may be cut, such as those of Llama 2, Mistral and
 * Gemma, which merges its whole text: between two characters that no merge joins, whatever surrounds them,
 * so that no token can hold both and the merges on either side are those that they would be without the
 * other. A part that is not the first is split behind the character before it, which takes the space that
 * such tokenizers put before a text, and its place in a row of unknown characters that become one token.
 *
 * @returns undefined for a tokenizer with other rules
 */
export function mergeSeams(
  tokenizerJson: unknown,
  tokenizerConfig: unknown,
): TokenizerSeams | undefined {
  const parsed = tokenizerSchema.safeParse(tokenizerJson);
  if (!parsed.success || changesItsText(tokenizerConfig)) return undefined;
  const { data } = parsed;
  const normalizers = normalizersOf(data);
  const isMarked = normalizers.some(({ type }) => type === 'Replace');
  const { pre_tokenizer: cutter } = data;
  if (cutter?.type === 'Split' && !isMarked) return undefined;
  const added = data.added_tokens ?? [];
  // Behind such a token a space would be put in the first part of a text and in no other.
  const isFirstOnly = cutter?.type === 'Metaspace' && cutter.prepend_scheme === 'first';
  if (isFirstOnly && normalizers.length > 0 && added.some(isNormalized)) return undefined;
  const writesMarks = isMarked || cutter?.type === 'Metaspace';
  const space = writesMarks ? spaceMark : ' ';
  // Merges are many, and only two sets of characters are made of them: they are kept until then.
  let rules: JoiningRules | undefined = { merges: data.model.merges, added };
  let between: ((before: string, after: string) => boolean) | undefined;
  return {
    startsBehindOne: true,
    after: (text, from) => {
      if (rules !== undefined) between = unjoined(rules, space);
      rules = undefined;
      return between && placeBetween(text, from, between);
    },
  };
}

function normalizersOf({ normalizer }: TokenizerParts): z.infer<typeof normalizerSchema>[] {
  if (normalizer === null) return [];
  return normalizer.type === 'Sequence' ? normalizer.normalizers : [normalizer];
}

function isNormalized({ normalized, special }: z.infer<typeof addedSchema>): boolean {
  return normalized ?? special !== true;
}

/** The first place from `from` on with a character on each side for which `fits` holds. */
function placeBetween(
  text: string,
  from: number,
  fits: (before: string, after: string) => boolean,
): number | undefined {
  let before = from > 0 ? characterBefore(text, from) : '';
  let place = from;
  // Not within a character.
  if (before !== '' && isHigh(before) && isLow(text.charAt(place))) {
    before += text.charAt(place);
    place++;
  }
  while (place < text.length) {
    const after = String.fromCodePoint(text.codePointAt(place) ?? 0);
    if (before !== '' && fits(before, after)) return place;
    before = after;
    place += after.length;
  }
  return undefined;
}

/** Whether a cut between two characters of a text changes nothing, by the rules of a tokenizer. */
function unjoined(
  { merges, added }: JoiningRules,
  space: string,
): (before: string, after: string) => boolean {
  const written = (text: string): string => text.replaceAll(' ', space);
  const joined = new Set<string>();
  for (const merge of merges) {
    const [left = '', right = ''] = partsOf(merge);
    joined.add(lastOf(left) + firstOf(right));
  }
  // An added token is found before anything is merged, and the text behind it begins anew.
  const ends = new Set<string>();
  for (const { content } of added) {
    const characters = Array.from(written(content));
    characters.slice(1).forEach((after, index) => joined.add((characters[index] ?? '') + after));
    ends.add(characters.at(-1) ?? '');
  }
  return (left, right) =>
    // White space may be stripped beside an added token, and a mark decides whether there is a space.
    !/\s/u.test(left) && left !== space && !ends.has(left) && !joined.has(left + written(right));
}

/** The two tokens that a merge joins, in either of the formats. */
function partsOf(merge: unknown): readonly string[] {
  if (typeof merge === 'string') return merge.split(' ', 2);
  return Array.isArray(merge) ? merge.filter((part) => typeof part === 'string') : [];
}

function firstOf(token: string): string {
  return token === '' ? '' : String.fromCodePoint(token.codePointAt(0) ?? 0);
}

function lastOf(token: string): string {
  return characterBefore(token, token.length);
}

/** The character that ends before a place, which is more than 0. */
function characterBefore(text: string, place: number): string {
  const unit = text.charAt(place - 1);
  const before = text.charAt(place - 2);
  return isLow(unit) && isHigh(before) ? before + unit : unit;
}

function isHigh(unit: string): boolean {
  return unit >= '\ud800' && unit <= '\udbff' && unit.length === 1;
}

function isLow(unit: string): boolean {
  return unit >= '\udc00' && unit <= '\udfff';
}
