import { z } from 'zod';
import type { TokenizerSeams } from './causalLm';

const partSchema = z.looseObject({
  type: z.string(),
  add_prefix_space: z.boolean().nullish(),
  use_regex: z.boolean().nullish(),
  pattern: z.looseObject({ Regex: z.string().optional() }).nullish(),
  pretokenizers: z.array(z.looseObject({ type: z.string() })).nullish(),
});

type Part = z.infer<typeof partSchema>;

/** The parts of tokenizer.json that decide where a text may be cut. */
const tokenizerSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ content: z.string() })).nullish(),
  normalizer: partSchema.nullish(),
  pre_tokenizer: partSchema,
  model: z.looseObject({ type: z.string() }),
});

/**
 * Expressions that are known to end every match at a seam and never look back: those of GPT-2, of Llama 3 with its relatives, of Qwen 2 and of o200k.
 */
const knownExpressions = new Set([
  String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
  String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
]);

/** What tokenizer_config.json may ask to have done to a text before all else, such as cutting its ends. */
const configSchema = z.looseObject({
  remove_space: z.boolean().nullish(),
  do_lowercase_and_remove_accent: z.boolean().nullish(),
});

/** Whether a text is changed as a whole before it is split. */
export function changesItsText(tokenizerConfig: unknown): boolean {
  const parsed = configSchema.safeParse(tokenizerConfig);
  if (!parsed.success) return true;
  const { remove_space: trims, do_lowercase_and_remove_accent: lowers } = parsed.data;
  return trims === true || lowers === true;
}

/**
 * Where the texts of a tokenizer may be cut that merges within the matches of a known expression only, if
 * nothing before or beside them joins what lies on both sides of a seam.
 *
 * @returns undefined for a tokenizer with other rules
 */
export function expressionSeams(
  tokenizerJson: unknown,
  tokenizerConfig: unknown,
): TokenizerSeams | undefined {
  return endsAtSeams(tokenizerJson, tokenizerConfig)
    ? { after: seamAfter, startsBehindOne: false }
    : undefined;
}

function endsAtSeams(tokenizerJson: unknown, tokenizerConfig: unknown): boolean {
  const parsed = tokenizerSchema.safeParse(tokenizerJson);
  if (!parsed.success || changesItsText(tokenizerConfig)) return false;
  const { added_tokens: added, normalizer, pre_tokenizer: first, model } = parsed.data;
  if (model.type !== 'BPE') return false;
  // Composition joins nothing to white space, nor to a letter or digit behind it.
  if (normalizer !== null && normalizer !== undefined && normalizer.type !== 'NFC') return false;
  if ((added ?? []).some(({ content }) => reachesSeams(content))) return false;
  const parts = first.type === 'Sequence' ? innerParts(first) : [first];
  return parts?.every(isHarmless) === true && parts.some(cutsAtSeams);
}

function innerParts({ pretokenizers }: Part): Part[] | undefined {
  const parsed = z.array(partSchema).safeParse(pretokenizers);
  return parsed.success ? parsed.data : undefined;
}

function isHarmless(part: Part): boolean {
  switch (part.type) {
    case 'ByteLevel':
      return part.add_prefix_space === false;
    case 'Digits':
      return true;
    case 'Split':
      return cutsAtSeams(part);
    default:
      return false;
  }
}

function cutsAtSeams(part: Part): boolean {
  if (part.type === 'ByteLevel') return part.use_regex !== false;
  return part.type === 'Split' && knownExpressions.has(part.pattern?.Regex ?? '');
}

/**
 * Whether an added token, which is found before anything else, could lie across a seam or take white
 * space from beside itself.
 */
function reachesSeams(content: string): boolean {
  return /^[\p{L}\p{N}]|\p{L}$|\p{L}\s|^\s$|\n[\p{L}\p{N}]/u.test(content);
}

/**
 * Behind which a part may begin: a letter before white space, or a single line end between what is no
 * white space and a letter or digit.
 */
const seam = /(?<=\p{L})(?=[ \t\r\n])|(?<=\S\n)(?=[\p{L}\p{N}])/gu;

function seamAfter(text: string, from: number): number | undefined {
  seam.lastIndex = from;
  const place = seam.exec(text)?.index;
  // Within a character of two units the search begins before it.
  return place !== undefined && place < from ? seamAfter(text, from + 1) : place;
}
