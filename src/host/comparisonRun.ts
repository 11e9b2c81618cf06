import { isCausal } from '../common/causality';
import { isWhole, type Comparison, type TextRange } from '../common/comparison';
import { UserFacingError } from '../common/errors';
import type { CompareParams, KnownRows, PairSpec } from '../common/protocol/model';
import { countRows } from '../common/rowRanges';
import { shiftSpans, type ShiftedSpans, type TextEdit } from '../common/text/spanShift';
import type { AskedFor, ComparedDocument } from './comparisonStore';
import type { SettingsService } from './settings';
import { settledPair } from './settledPair';

/** Spans of a document of which no row is known. */
export const unscored: ShiftedSpans = {
  starts: new Int32Array(0),
  ends: new Int32Array(0),
  firstStaleRow: 0,
};

/** The spans of a comparison in the text that was scored. */
export function spansOf(comparison: Comparison): ShiftedSpans {
  return {
    starts: comparison.tokens.start,
    ends: comparison.tokens.end,
    firstStaleRow: comparison.rowCount,
  };
}

/**
 * Spans after edits. Where the pair is not causal, what was typed may have changed the numbers before it,
 * too.
 */
export function spansAfter(
  spans: ShiftedSpans,
  edits: readonly TextEdit[],
  { pair }: Pick<Comparison, 'pair'>,
): ShiftedSpans {
  const shifted = edits.reduce(shiftSpans, spans);
  return isCausal(pair) ? shifted : { ...shifted, firstStaleRow: 0 };
}

/**
 * The text to send: all of it, or what a range needs, which is everything before the end of its last
 * line; tokens before the range are context and cost little where they are beyond its windows. Throws
 * `UserFacingError` for what cannot be scored.
 *
 * @param limit UTF-16 code units that are scored at most
 */
export function scoredText(
  text: string,
  range: TextRange | undefined,
  limit: number,
  which: 'document' | 'other',
): string {
  const subject = which === 'document' ? 'This document' : 'The other text';
  if (text.length === 0) {
    throw new UserFacingError(
      'usage',
      `${subject} is empty, so there is nothing to compare. Write or open some text first.`,
    );
  }
  const allowed = `the setting steerscope.maxDocumentLength allows (${limit.toLocaleString('en')})`;
  if (range !== undefined && range.end - range.start > limit) {
    throw new UserFacingError(
      'tooLong',
      `This part has ${(range.end - range.start).toLocaleString('en')} UTF-16 code units, more ` +
        `than ${allowed}. Compare a smaller part or raise the limit.`,
      ['openSettings'],
    );
  }
  if (text.length <= limit) return text;
  if (range === undefined) {
    throw new UserFacingError(
      'tooLong',
      `${subject} has ${text.length.toLocaleString('en')} UTF-16 code units, more than ${allowed}. ` +
        (which === 'document'
          ? 'Compare what is visible or a selection, or raise the limit.'
          : 'Choose a shorter one or raise the limit.'),
      which === 'document'
        ? ['compareVisibleRange', 'compareSelection', 'openSettings']
        : ['openSettings'],
    );
  }
  const lineEnd = text.indexOf('\n', range.end);
  return lineEnd < 0 ? text : text.slice(0, lineEnd + 1);
}

/** What is asked of the model process for a text under the current settings. */
export function scoringRequest(
  settings: Pick<SettingsService, 'get'>,
  pair: PairSpec,
  text: string,
  range: TextRange | undefined,
): Omit<CompareParams, 'runId'> {
  const contextWindow = settings.get('contextWindow');
  const stride = settings.get('stride');
  return {
    pair: settledPair(settings, pair),
    text,
    ...(range === undefined ? {} : { range }),
    settings: {
      ...(contextWindow > 0 ? { contextWindow } : {}),
      ...(stride > 0 ? { stride } : {}),
    },
    threads: settings.get('threads'),
  };
}

/** What a request asks for, as the store keeps it beside the result. */
export function askedFor({
  pair,
  settings,
  range,
}: Pick<CompareParams, 'pair' | 'settings' | 'range'>): AskedFor {
  return { scoring: JSON.stringify([pair, settings]), range };
}

/** The rows of a comparison as the model process is told of them. */
export function knownRows(comparison: Comparison): KnownRows {
  const { contextIds, fingerprint, firstToken, scored, settings, tokens } = comparison;
  const ids = new Int32Array(contextIds.length + tokens.id.length);
  ids.set(contextIds);
  ids.set(tokens.id, contextIds.length);
  return { fingerprint, firstToken, ids, scored, settings };
}

/** Whether two questions are the same; numbers of others must not stand beside each other. */
export function sameQuestion(one: AskedFor | undefined, other: AskedFor | undefined): boolean {
  return (
    sameScoring(one, other) &&
    one?.range?.start === other?.range?.start &&
    one?.range?.end === other?.range?.end
  );
}

/** Whether two questions are of the same models and settings. */
export function sameScoring(one: AskedFor | undefined, other: AskedFor | undefined): boolean {
  return one !== undefined && one.scoring === other?.scoring;
}

/** How far a run has come, 0 to 1; an estimate from the text until all of it is split into tokens. */
export function scoredFraction(comparison: Comparison): number {
  const { isSplit, rowCount, scored, tokens, tokenCount, firstToken, utf16Length } = comparison;
  const isRange = firstToken + rowCount < tokenCount;
  const splitShare = isSplit || isRange ? 1 : (tokens.end.at(-1) ?? 0) / utf16Length;
  return rowCount === 0 ? 1 : (countRows(scored) / rowCount) * splitShare;
}

/** Whether an entry holds the whole document as it is now, scored to the end as it is asked for. */
export function isFresh(
  entry: Pick<ComparedDocument, 'version' | 'comparison' | 'asked'> | undefined,
  version: number,
  asked: AskedFor,
): boolean {
  const comparison = entry?.comparison;
  return (
    comparison !== undefined &&
    entry?.version === version &&
    entry.asked?.scoring === asked.scoring &&
    entry.asked.range === undefined &&
    isWhole(comparison)
  );
}
