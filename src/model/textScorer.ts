import type { ScoringSettings } from '../common/comparison';
import type { CompareParams, CompareProgress, KnownRows } from '../common/protocol/model';
import type { TextWindow } from '../common/stats/windows';
import { conditionPair } from './conditionPair';
import { checkpoint } from './eventLoop';
import type { LoadedPair } from './pairLoader';
import { PieceCollector } from './pieceCollector';
import { RowPlan } from './rowPlan';
import { scoredPair } from './scoredPair';
import { resolveSettings } from './scoringSettings';
import { TextTokens } from './textTokens';
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
  const { text, range, visible } = request;
  const { prefix } = loaded;
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
  const tokens = new TextTokens(text, loaded, signal);
  // What is scored first decides how much of the text has to be split before.
  await tokens.need(settings.contextWindow, Math.max(range?.end ?? 0, visible?.end ?? 0));
  const plan = new RowPlan(tokens, range, prefix.length > 0 ? 0 : 1, {
    layout: { ...settings, prefixLength: prefix.length + (condition?.ids.length ?? 0) },
    prefixLength: prefix.length,
    known: holds(request.known, pair, settings) ? request.known : undefined,
    visible,
  });
  onProgress({
    kind: 'started',
    pair: scoredPair(request.pair, pair),
    settings,
    utf16Length: text.length,
    firstToken: plan.first,
    contextIds: tokens.ids.slice(0, plan.first),
    fingerprint: pair.fingerprint,
    ...(condition === undefined ? {} : { condition }),
    ...plan.extend(),
  });
  const pieces = new PieceCollector(pair.tokenizer);
  for (let isFirst = true; ;) {
    const window = plan.next();
    if (window === undefined && tokens.isSplit) return;
    if (window !== undefined) {
      const run = { tokens, plan, pieces, settings, isFirst, onProgress, signal };
      await scoreInto(pair, window, run);
      isFirst = false;
    }
    if (tokens.isSplit) continue;
    // Between the windows, so that how many there are is soon known.
    await tokens.more();
    onProgress({ kind: 'tokens', ...plan.extend() });
  }
}

interface WindowRun {
  readonly tokens: TextTokens;
  readonly plan: RowPlan;
  readonly pieces: PieceCollector;
  readonly settings: ScoringSettings;
  /** Whether no window was scored before. */
  readonly isFirst: boolean;
  readonly onProgress: (progress: CompareProgress) => void;
  readonly signal: AbortSignal;
}

/** Scores a window and sends its rows. */
async function scoreInto(
  pair: LoadedPair,
  window: TextWindow,
  { tokens: { ids }, plan, pieces, settings: { topK }, isFirst, onProgress, signal }: WindowRun,
): Promise<void> {
  const text = { ids, prefix: pair.prefix, topK, isFirst };
  for await (const rows of scoreWindow(pair, window, text, signal)) {
    const { firstToken, count, statistics } = rows;
    await checkpoint(signal);
    onProgress({
      kind: 'rows',
      firstRow: firstToken - plan.first,
      rowCount: count,
      statistics,
      pieces: pieces.take(
        ids.subarray(firstToken, firstToken + count),
        statistics.base.topIds,
        statistics.tuned.topIds,
      ),
    });
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
