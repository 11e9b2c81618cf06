import type { ScoringSettings } from '../common/comparison';
import type { CompareParams, CompareProgress, KnownRows } from '../common/protocol/model';
import { contextLengths, planWindows } from '../common/stats/windows';
import { conditionPair } from './conditionPair';
import { checkpoint } from './eventLoop';
import type { LoadedPair } from './pairLoader';
import { PieceCollector } from './pieceCollector';
import { visibleFirst, withoutKnown, type ScoringPlan } from './scoringPlan';
import { scoredPair } from './scoredPair';
import { resolveSettings } from './scoringSettings';
import { tokenizeText, tokensIn } from './tokenizedText';
import { scoreWindow } from './windowScorer';

/** What one run is asked to score. */
export type ScoringRequest = Pick<
  CompareParams,
  'pair' | 'text' | 'range' | 'visible' | 'condition' | 'known' | 'settings'
>;

/**
 * Scores a text with a loaded pair. Rows arrive through `onProgress` as they are scored.
 *
 * @param signal is looked at between any two runs of a model
 * @throws UserFacingError if the pair does not fit the text
 * @throws CancelledError once the signal has aborted
 */
export async function scoreText(
  loaded: LoadedPair,
  request: ScoringRequest,
  onProgress: (progress: CompareProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const { text, visible } = request;
  const { prefix } = loaded;
  const { ids, spans } = await tokenizeText(text, loaded, signal);
  const resolved = resolveSettings(request.settings, {
    contextLimit: loaded.contextLimit,
    contextDefault: loaded.contextDefault,
    prefixLength: prefix.length,
    width: loaded.width,
  });
  const { pair, settings, condition } =
    request.condition === undefined
      ? { pair: loaded, settings: resolved, condition: undefined }
      : conditionPair(loaded, request.condition, text, resolved, signal);
  const { first, end } = tokensIn(spans, request.range, prefix.length > 0 ? 0 : 1);
  const windows = planWindows({
    tokenCount: ids.length,
    contextWindow: settings.contextWindow,
    stride: settings.stride,
    prefixLength: prefix.length + (condition?.ids.length ?? 0),
    first,
    end,
  });
  const plan: ScoringPlan = holds(request.known, pair, settings)
    ? withoutKnown(windows, ids, request.known)
    : { reused: [], windows };
  onProgress({
    kind: 'started',
    pair: scoredPair(request.pair, pair),
    settings,
    utf16Length: text.length,
    tokenCount: ids.length,
    firstToken: first,
    rowCount: end - first,
    contextIds: ids.slice(0, first),
    fingerprint: pair.fingerprint,
    ...(condition === undefined ? {} : { condition }),
    reused: plan.reused.map((tokens) => ({ first: tokens.first - first, end: tokens.end - first })),
    tokens: {
      id: ids.slice(first, end),
      start: spans.start.slice(first, end),
      end: spans.end.slice(first, end),
      contextLength: contextLengths(windows, prefix.length),
    },
  });
  const pieces = new PieceCollector(pair.tokenizer);
  const ordered = visible ? visibleFirst(plan.windows, spans, visible) : plan.windows;
  for (const window of ordered) {
    for await (const rows of scoreWindow(pair, window, ids, prefix, settings.topK, signal)) {
      const { firstToken, count, statistics, droppedMass } = rows;
      await checkpoint(signal);
      onProgress({
        kind: 'rows',
        firstRow: firstToken - first,
        rowCount: count,
        statistics,
        droppedMass,
        pieces: pieces.take(
          ids.subarray(firstToken, firstToken + count),
          statistics.base.topIds,
          statistics.tuned.topIds,
        ),
      });
    }
  }
}

/** Whether known rows are of this pair and these settings, and would be the same before another end. */
function holds(
  known: KnownRows | undefined,
  { fingerprint, sequences }: LoadedPair,
  settings: ScoringSettings,
): known is KnownRows {
  if (known === undefined || sequences === undefined) return false;
  const { contextWindow, stride, topK } = known.settings;
  return (
    known.fingerprint === fingerprint &&
    contextWindow === settings.contextWindow &&
    stride === settings.stride &&
    topK === settings.topK
  );
}
