import type { TextRange } from '../common/comparison';
import { UserFacingError } from '../common/errors';
import { tokenSpans, type TokenSpans } from '../common/text/tokenSpans';
import type { Tokenizer } from './causalLm';
import { checkpoint } from './eventLoop';
import type { LoadedPair } from './pairLoader';
import { checkText } from './tokenizerAgreement';
import { splitAtSeams } from './tokenizerSeams';

/** A text as the models of a pair see it. */
export interface TokenizedText {
  readonly ids: Int32Array;
  readonly spans: TokenSpans;
}

/** UTF-16 code units that are split between two looks at whether the run was cancelled. */
const partLength = 16_384;

/**
 * Splits a text into tokens and places them in it, part by part where its tokenizers allow that.
 *
 * @throws UserFacingError if the models' tokenizers differ on it, if a token is not in the common
 * vocabulary or if tokens cannot be placed
 * @throws CancelledError once the signal has aborted
 */
export async function tokenizeText(
  text: string,
  pair: LoadedPair,
  signal: AbortSignal,
): Promise<TokenizedText> {
  const { tokenizer, tunedTokenizer = tokenizer } = pair;
  const parts =
    tokenizer.hasSeams && tunedTokenizer.hasSeams ? splitAtSeams(text, partLength) : [text];
  const done: TokenizedText[] = [];
  let offset = 0;
  for (const part of parts) {
    await checkpoint(signal);
    const ids = tokenizer.encode(part);
    if (pair.tunedTokenizer !== undefined) {
      await checkpoint(signal);
      checkText(part, ids, tokenizer, tunedTokenizer);
    }
    checkVocabulary(ids, pair);
    await checkpoint(signal);
    const { start, end } = placeTokens(part, ids, tokenizer);
    const shift = offset;
    const moved = (places: Int32Array): Int32Array => places.map((place) => place + shift);
    done.push({ ids, spans: { start: moved(start), end: moved(end) } });
    offset += part.length;
  }
  await checkpoint(signal);
  return {
    ids: joined(done.map(({ ids }) => ids)),
    spans: {
      start: joined(done.map(({ spans }) => spans.start)),
      end: joined(done.map(({ spans }) => spans.end)),
    },
  };
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** The tokens that get rows: all that can be scored, or those that touch the range. */
export function tokensIn(
  spans: TokenSpans,
  range: TextRange | undefined,
  firstScorable: number,
): { readonly first: number; readonly end: number } {
  const count = spans.start.length;
  if (range === undefined) return { first: Math.min(firstScorable, count), end: count };
  let first = firstScorable;
  while (first < count && (spans.end[first] ?? 0) <= range.start) first++;
  let end = first;
  while (end < count && (spans.start[end] ?? 0) < range.end) end++;
  return { first: Math.min(first, count), end };
}

/**
 * Checks that both models predict every token.
 *
 * @throws UserFacingError if they do not
 */
export function checkVocabulary(
  ids: Int32Array,
  pair: Pick<LoadedPair, 'width' | 'tokenizer'>,
): void {
  const beyond = ids.find((id) => id >= pair.width);
  if (beyond === undefined) return;
  const token = new TextDecoder().decode(pair.tokenizer.bytesOf(beyond));
  throw new UserFacingError(
    'incomparable',
    `This text cannot be compared with this pair: it contains "${token}", for which the two models have no common prediction. Remove it from the text or choose another pair.`,
    ['choosePair'],
  );
}

function placeTokens(text: string, ids: Int32Array, tokenizer: Tokenizer): TokenSpans {
  const spans = tokenSpans(
    text,
    Array.from(ids, (id) => tokenizer.bytesOf(id)),
  );
  if (spans !== undefined) return spans;
  throw new UserFacingError(
    'unsupported',
    'This text cannot be compared with this pair: its tokenizer rewrites the text before splitting it, so that tokens cannot be placed in the document. Choose another pair.',
    ['choosePair'],
  );
}
