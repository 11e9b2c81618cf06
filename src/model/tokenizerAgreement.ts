import { UserFacingError } from '../common/errors';
import { visibleText } from '../common/text/tokenText';
import type { Tokenizer } from './causalLm';

/** Texts on which tokenizers with different rules come apart. */
const canaries: readonly string[] = [
  'hello world',
  ' Hello  World',
  '2+2=4',
  '1234567890 3.14159 1,000,000',
  '日本語',
  'def f():\n    return x_1 != None  # yes\n',
  'if (a<=b) { c[0]->d(); }\r\n\treturn "é";\r\n',
  'naïve café cafe\u0301 Straße',
  'שלום עולם, مرحبا بالعالم',
  '👩‍👩‍👧‍👦 🏳️‍🌈 🙂',
  '\t\t\n\n\n   \n',
  "it's they're WE'LL don't",
  '\ufeffstart\u0000end\u00a0.',
  'https://example.org/?q=a%20b#c',
];

/** What two tokenizers split differently, or undefined if they agree on all of it. */
function findDisagreement(
  base: Tokenizer,
  tuned: Tokenizer,
  texts: readonly string[],
): string | undefined {
  return texts.find((text) => !sameIds(base.encode(text), tuned.encode(text)));
}

/**
 * Refuses a pair whose tokenizers split texts differently. Tokens that were added to only one of the
 * vocabularies, such as those of a chat format, may differ.
 *
 * @throws UserFacingError that quotes what is split differently
 */
export function checkCanaries(base: Tokenizer, tuned: Tokenizer): void {
  const canary = findDisagreement(base, tuned, canaries);
  if (canary !== undefined) throw disagreement(canary);
}

/**
 * Refuses a text that the two tokenizers split differently.
 *
 * @param ids of the text in the base's vocabulary
 * @param tunedIds the same in the tuned model's; those of the text by itself where left out
 * @throws UserFacingError that quotes the place
 */
export function checkText(
  text: string,
  ids: Int32Array,
  base: Tokenizer,
  tuned: Tokenizer,
  tunedIds = tuned.encode(text),
): void {
  if (sameIds(ids, tunedIds)) return;
  const differing = splitAtOwnTokens(text, base, tuned).find(
    (part) => findDisagreement(base, tuned, [part]) !== undefined,
  );
  if (differing !== undefined) throw disagreement(firstDifference(differing, base, tuned));
}

/** The text without the literal added tokens that only one of the tokenizers has. */
function splitAtOwnTokens(text: string, base: Tokenizer, tuned: Tokenizer): string[] {
  const own = [...base.added.values()]
    .filter((content) => !includes(tuned.added, content))
    .concat([...tuned.added.values()].filter((content) => !includes(base.added, content)));
  if (own.length === 0) return [text];
  const pattern = own.map((content) => content.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('|');
  return text.split(new RegExp(pattern, 'u'));
}

function includes(added: ReadonlyMap<number, string>, content: string): boolean {
  return [...added.values()].includes(content);
}

/** The base's first token that the tuned tokenizer does not have there, with what follows it. */
function firstDifference(text: string, base: Tokenizer, tuned: Tokenizer): string {
  const baseIds = base.encode(text);
  const tunedIds = tuned.encode(text);
  let index = 0;
  while (index < baseIds.length && baseIds[index] === tunedIds[index]) index++;
  const around = Array.from(baseIds.subarray(index, index + 4), (id) => [...base.bytesOf(id)]);
  return new TextDecoder().decode(Uint8Array.from(around.flat())) || text.slice(-8);
}

function disagreement(text: string): UserFacingError {
  const quoted = text.length > 24 ? `${visibleText(text.slice(0, 24))}…` : visibleText(text);
  return new UserFacingError(
    'incomparable',
    `These two models cannot be compared token by token: their tokenizers split "${quoted}" differently. Choose a tuned model that was made from this base.`,
    ['choosePair'],
  );
}

/** Whether two lists of ids are the same. */
export function sameIds(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  return one.length === other.length && Array.from(one).every((id, index) => id === other[index]);
}
