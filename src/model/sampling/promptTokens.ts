import { UserFacingError } from '../../common/errors';
import type { Prompt } from '../../common/protocol/sampling';
import type { SampledPrompt } from '../../common/sampling/continuation';
import type { Tokenizer } from '../causalLm';
import type { LoadedPair } from '../pairLoader';
import { checkText, sameIds } from '../tokenizerAgreement';
import { bytesOfAll, textOf, wholeText } from './tokensText';

/** A prompt as the models get it. */
export interface PromptTokens {
  /** Ids of the prompt, without the prefix. */
  readonly ids: Int32Array;
  /** What the models are fed: the prefix and as many of the last ids as the window has room for. */
  readonly inputs: Int32Array;
  /** Ids of the prompt among the inputs. */
  readonly seenCount: number;
  /** What the ids stand for; characters that are not whole become U+FFFD. */
  readonly text: string;
  /** Whether the text is split into exactly these ids. */
  readonly isSplit: boolean;
  /** The last ids with their text, to split it together with what follows. */
  readonly tail: PromptTail | undefined;
}

/** Last ids of a prompt that are what their text alone is split into. */
interface PromptTail {
  readonly ids: Int32Array;
  readonly text: string;
}

/** Ids of a tail: how the text before them was split does not reach further. */
const tailLength = 64;

/**
 * Splits a prompt into tokens and cuts its beginning where a continuation of `length` tokens would not
 * fit into the context window behind it.
 *
 * @throws UserFacingError if nothing could be continued, or the continuation alone is too long
 */
export function promptTokens(
  prompt: Prompt,
  length: number,
  contextWindow: number,
  pair: LoadedPair,
): PromptTokens {
  const { tokenizer, tunedTokenizer, prefix } = pair;
  const textIds = tokenizer.encode(prompt.text);
  if (tunedTokenizer !== undefined) checkText(prompt.text, textIds, tokenizer, tunedTokenizer);
  const own = textIds.subarray(0, prompt.tokens ?? textIds.length);
  const ids = Int32Array.from([...own, ...(prompt.then ?? [])]);
  checkIds(ids, pair);
  checkThen(prompt, tokenizer);
  if (prefix.length + ids.length === 0) {
    throw new UserFacingError(
      'usage',
      'There is nothing to continue: the prompt has no tokens, and this pair knows none that begins a document. Write at least a word.',
    );
  }
  const room = contextWindow - prefix.length - length;
  const least = Math.min(1, ids.length);
  if (room < least) {
    throw new UserFacingError(
      'usage',
      `A continuation of ${length} tokens does not fit: this pair sees ${contextWindow} tokens at once, ` +
        'and beyond them a model would no longer see what it continues. ' +
        `Ask for at most ${contextWindow - prefix.length - least}.`,
      ['samplingOptions'],
    );
  }
  const seenCount = Math.min(ids.length, room);
  const seen = ids.subarray(ids.length - seenCount);
  const isTextAlone = own.length === textIds.length && prompt.then === undefined;
  const text = isTextAlone ? prompt.text : wholeText(bytesOfAll(ids, tokenizer));
  return {
    ids,
    inputs: Int32Array.from([...prefix, ...seen]),
    seenCount,
    text,
    isSplit: isTextAlone || sameIds(tokenizer.encode(text), ids),
    tail: tailOf(ids, tokenizer),
  };
}

function tailOf(ids: Int32Array, tokenizer: Tokenizer): PromptTail | undefined {
  for (let first = Math.max(0, ids.length - tailLength); first <= ids.length; first++) {
    const tail = ids.subarray(first);
    const text = textOf(tail, tokenizer);
    if (text !== undefined && sameIds(tokenizer.encode(text), tail)) return { ids: tail, text };
    // What is cut off at its first token may only be that: look no further than a few tokens.
    if (first > ids.length - tailLength / 2) break;
  }
  return undefined;
}

/** What is recorded of a prompt: its text, and its ids where the text does not give them. */
export function sampledPrompt({ text, ids, seenCount, isSplit }: PromptTokens): SampledPrompt {
  const prompt = { text, tokenCount: ids.length, seenCount };
  return isSplit ? prompt : { ...prompt, ids: Array.from(ids) };
}

/** Whether the tokens behind a prompt are those that the text of both would be split into. */
export function splitsAlike(
  { tail }: PromptTokens,
  ids: readonly number[],
  text: string,
  tokenizer: Tokenizer,
): boolean {
  if (tail === undefined) return false;
  return sameIds(tokenizer.encode(tail.text + text), [...tail.ids, ...ids]);
}

function checkThen({ then = [], thenText }: Prompt, tokenizer: Tokenizer): void {
  if (thenText === undefined) return;
  const spelt = wholeText(bytesOfAll(Int32Array.from(then), tokenizer));
  if (spelt.startsWith(thenText)) return;
  throw new UserFacingError(
    'usage',
    'What is to be continued was made with another pair, whose tokens are not those of the selected one. Select that pair again, or compare and sample with this one.',
    ['choosePair'],
  );
}

function checkIds(ids: Int32Array, { width, tokenizer }: LoadedPair): void {
  const stranger = ids.find((id) => id < 0 || id >= width);
  if (stranger === undefined) return;
  const token = new TextDecoder().decode(tokenizer.bytesOf(stranger));
  throw new UserFacingError(
    'incomparable',
    `This text cannot be continued with this pair: it contains "${token}", for which the two models have no common prediction. Remove it from the text or choose another pair.`,
    ['choosePair'],
  );
}
