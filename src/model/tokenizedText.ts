import type { TextRange } from '../common/comparison';
import { UserFacingError } from '../common/errors';
import { tokenSpans, type TokenSpans } from '../common/text/tokenSpans';
import type { Tokenizer } from './causalLm';
import { checkpoint } from './eventLoop';
import type { LoadedPair } from './pairLoader';
import { checkText } from './tokenizerAgreement';

/** A text as the models of a pair see it. */
export interface TokenizedText {
  readonly ids: Int32Array;
  readonly spans: TokenSpans;
}

/**
 * Splits a text into tokens and places them in it.
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
  await checkpoint(signal);
  const ids = pair.tokenizer.encode(text);
  await checkpoint(signal);
  if (pair.tunedTokenizer !== undefined) {
    checkText(text, ids, pair.tokenizer, pair.tunedTokenizer);
    await checkpoint(signal);
  }
  checkVocabulary(ids, pair);
  return { ids, spans: placeTokens(text, ids, pair.tokenizer) };
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

function checkVocabulary(ids: Int32Array, pair: LoadedPair): void {
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
