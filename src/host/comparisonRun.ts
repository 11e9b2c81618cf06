import type { Comparison, TextRange } from '../common/comparison';
import { UserFacingError } from '../common/errors';
import type { CompareParams, PairSpec } from '../common/protocol/model';
import type { ShiftedSpans } from '../common/text/spanShift';
import type { ComparedDocument } from './comparisonStore';
import type { SettingsService } from './settings';

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
 * The text to send: all of it, or of a long document only what a range needs, which is everything
 * before the end of the range's last line. Throws `UserFacingError` for what cannot be scored.
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
  if (text.length <= limit) return text;
  const length = range === undefined ? text.length : range.end - range.start;
  if (range === undefined || length > limit) {
    throw new UserFacingError(
      'tooLong',
      `${range === undefined ? subject : 'This selection'} has ${length.toLocaleString('en')} ` +
        `UTF-16 code units, more than the setting steerscope.maxDocumentLength allows ` +
        `(${limit.toLocaleString('en')}). Compare a ${range === undefined ? '' : 'shorter '}` +
        'selection or raise the limit.',
      range === undefined ? ['compareSelection', 'openSettings'] : ['openSettings'],
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
  const dtype = settings.get('dtype');
  const contextWindow = settings.get('contextWindow');
  const stride = settings.get('stride');
  return {
    pair: dtype === 'auto' ? pair : { ...pair, dtype },
    text,
    ...(range === undefined ? {} : { range }),
    settings: {
      ...(contextWindow > 0 ? { contextWindow } : {}),
      ...(stride > 0 ? { stride } : {}),
    },
    threads: settings.get('threads'),
  };
}

/** Whether an entry holds the whole document as it is now, scored to the end with this pair. */
export function isFresh(
  entry: ComparedDocument | undefined,
  version: number,
  pair: PairSpec,
): boolean {
  const comparison = entry?.comparison;
  return (
    comparison !== undefined &&
    entry?.version === version &&
    comparison.pair.id === pair.id &&
    comparison.scoredCount === comparison.tokenCount
  );
}
