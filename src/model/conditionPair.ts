import type { Condition, ScoringSettings } from '../common/comparison';
import { UserFacingError } from '../common/errors';
import { longestStride } from '../common/stats/windows';
import { ConditionedLm } from './conditionedLm';
import type { LoadedPair } from './pairLoader';
import { checkVocabulary } from './tokenizedText';

/** A pair whose base reads a prefix first, and how it scores. */
export interface ConditionedPair {
  readonly pair: LoadedPair;
  readonly settings: ScoringSettings;
  readonly condition: Condition;
}

/** Fewest tokens of the text that have to fit into a window beside the prefix. */
const leastRoom = 16;

/** UTF-16 code units of the text that show how it joins with what stands before it. */
const joinLength = 64;

/**
 * The pair with a base that reads `prefix` before the text, behind the ids that stand before every
 * window, while the tuned model reads the text alone. Prefix and text are split into tokens each by
 * itself, so that the tokens of the text are the same as without. What the models remember of texts is
 * neither used nor replaced.
 *
 * @param settings of a run without the prefix, which takes its tokens from what a window holds of the text
 * @param signal is looked at between any two runs of a model
 * @throws UserFacingError if the prefix is empty, leaves no room for the text or has tokens that the
 * models do not share
 */
export function conditionPair(
  pair: LoadedPair,
  prefix: string,
  text: string,
  settings: ScoringSettings,
  signal: AbortSignal,
): ConditionedPair {
  const { tokenizer } = pair;
  const ids = tokenizer.encode(prefix);
  if (ids.length === 0) {
    throw new UserFacingError(
      'usage',
      'The prefix is empty, so there is nothing to condition the base on. Write what it should read before the text.',
    );
  }
  checkVocabulary(ids, pair);
  const before = pair.prefix.length + ids.length;
  const most = settings.contextWindow - pair.prefix.length - leastRoom;
  if (ids.length > most) {
    throw new UserFacingError(
      'usage',
      most < 1
        ? `A context window of ${settings.contextWindow} tokens has no room for a prefix. Set it to 0 for the pair’s own.`
        : `The prefix has ${ids.length} tokens, and at most ${most} fit into the context window of ${settings.contextWindow} beside the text. Shorten the prefix.`,
      ['openSettings'],
    );
  }
  const beginning = text.slice(0, joinLength);
  const joined = tokenizer.encode(prefix + beginning);
  const apart = [...ids, ...tokenizer.encode(beginning)];
  return {
    pair: {
      ...pair,
      base: new ConditionedLm(
        pair.base,
        { ids, after: pair.prefix.length, chunkLength: pair.chunkLength },
        signal,
      ),
      sequences: undefined,
      fingerprint: JSON.stringify([pair.fingerprint, ...ids]),
    },
    settings: {
      ...settings,
      stride: Math.min(settings.stride, longestStride(settings.contextWindow, before)),
    },
    condition: {
      text: prefix,
      ids: [...ids],
      isSplitAlike:
        joined.length === apart.length && apart.every((id, index) => joined[index] === id),
    },
  };
}
