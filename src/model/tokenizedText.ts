import { UserFacingError } from '../common/errors';
import { tokenSpans, type TokenSpans } from '../common/text/tokenSpans';
import type { Tokenizer } from './causalLm';
import { checkpoint } from './eventLoop';
import type { LoadedPair } from './pairLoader';
import { checkText } from './tokenizerAgreement';
import { encodePart, partsOfText } from './textParts';

/** A part of a text as the models of a pair see it. */
export interface SplitPart {
  readonly ids: Int32Array;
  /** In UTF-16 code units of the whole text. */
  readonly spans: TokenSpans;
  /** Where the part ends, in UTF-16 code units of the whole text. */
  readonly utf16End: number;
  readonly isLast: boolean;
}

/**
 * UTF-16 code units that are split between two looks at whether the run was cancelled. The first part
 * is as short as suffices for the first window of most models.
 */
const firstLength = 4_096;
const partLength = 16_384;

/** UTF-16 code units that are split in this thread where a text cannot be cut: a tenth of a second. */
const longestCall = 65_536;

/**
 * Splits a text into tokens and places them in it, part by part where its tokenizers allow that.
 *
 * @throws UserFacingError if the models' tokenizers differ on it, if a token is not in the common
 * vocabulary or if tokens cannot be placed
 * @throws CancelledError once the signal has aborted
 */
export async function* splitText(
  text: string,
  pair: LoadedPair,
  signal: AbortSignal,
): AsyncGenerator<SplitPart> {
  const { tokenizer, tunedTokenizer = tokenizer } = pair;
  const seams = [tokenizer.seams, tunedTokenizer.seams];
  for (const part of partsOfText(text, seams, firstLength, partLength)) {
    await checkpoint(signal);
    const encode = async (each: Tokenizer): Promise<Int32Array> =>
      part.end - part.start === text.length && text.length > longestCall
        ? ((await each.encodeAside?.(text, signal)) ?? each.encode(text))
        : encodePart(each, text, part);
    const ids = await encode(tokenizer);
    const own = text.slice(part.start, part.end);
    if (pair.tunedTokenizer !== undefined) {
      await checkpoint(signal);
      const tunedIds = await encode(tunedTokenizer);
      checkText(own, ids, tokenizer, tunedTokenizer, tunedIds);
    }
    checkVocabulary(ids, pair);
    await checkpoint(signal);
    const { start, end } = placeTokens(own, ids, tokenizer);
    const moved = (places: Int32Array): Int32Array => places.map((place) => place + part.start);
    const spans = { start: moved(start), end: moved(end) };
    yield { ids, spans, utf16End: part.end, isLast: part.end >= text.length };
  }
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
