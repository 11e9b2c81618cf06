import { UserFacingError } from '../common/errors';
import type { TextRange, TokenColumns } from '../common/comparison';
import type {
  CompareParams,
  CompareProgress,
  CompareResult,
  ComparisonHead,
} from '../common/protocol/model';
import { contextLengths, planWindows, type TextWindow } from '../common/stats/windows';
import { tokenSpans, type TokenSpans } from '../common/text/tokenSpans';
import type { Tokenizer } from './causalLm';
import { checkpoint } from './eventLoop';
import type { LoadedPair } from './pairLoader';
import type { PairQueue } from './pairQueue';
import { PieceCollector } from './pieceCollector';
import { resolveSettings } from './scoringSettings';
import { checkText } from './tokenizerAgreement';
import { scoreWindow } from './windowScorer';

/** Scores texts with a pair of models, one text at a time. */
export class PairComparer {
  constructor(private readonly queue: PairQueue) {}

  /**
   * Scores a text. Runs are served one after another; rows arrive through `onProgress` as they are
   * scored.
   *
   * @param signal is looked at between any two runs of a model
   * @throws UserFacingError if the pair cannot be read or does not fit the text or itself
   * @throws CancelledError once the signal has aborted
   */
  async compare(
    params: CompareParams,
    onProgress: (progress: CompareProgress) => void,
    signal: AbortSignal,
  ): Promise<CompareResult> {
    const started = performance.now();
    const { loadMilliseconds } = await this.queue.run(
      'Comparing',
      params,
      onProgress,
      signal,
      (pair) => this.score(pair, params, onProgress, signal),
    );
    return { milliseconds: performance.now() - started, loadMilliseconds };
  }

  /** Frees the models once what is running has ended. */
  async dispose(): Promise<void> {
    await this.queue.dispose();
  }

  private async score(
    pair: LoadedPair,
    params: CompareParams,
    onProgress: (progress: CompareProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { text } = params;
    await checkpoint(signal);
    const ids = pair.tokenizer.encode(text);
    await checkpoint(signal);
    if (pair.tunedTokenizer !== undefined) {
      checkText(text, ids, pair.tokenizer, pair.tunedTokenizer);
      await checkpoint(signal);
    }
    checkVocabulary(ids, pair);
    const spans = placeTokens(text, ids, pair.tokenizer);
    const settings = resolveSettings(params.settings, {
      contextLimit: pair.contextLimit,
      contextDefault: pair.contextDefault,
      prefixLength: pair.prefix.length,
      width: pair.width,
    });
    const { first, end } = rowsIn(spans, params.range, pair.prefix.length > 0 ? 0 : 1);
    const windows = planWindows({
      tokenCount: ids.length,
      contextWindow: settings.contextWindow,
      stride: settings.stride,
      prefixLength: pair.prefix.length,
      first,
      end,
    });
    const head: ComparisonHead = {
      pair: {
        id: params.pair.id,
        name: params.pair.name,
        base: { name: params.pair.base.name },
        tuned: { name: params.pair.tuned.name },
        dtype: params.pair.dtype,
        vocabularySize: pair.width,
        prefix: pair.prefix,
        droppedMass: 0,
        noiseFloor: pair.noiseFloor,
        ...(params.pair.beta === undefined ? {} : { beta: params.pair.beta }),
      },
      settings,
      utf16Length: text.length,
      tokenCount: ids.length,
      firstToken: first,
      rowCount: end - first,
      tokens: tokenColumns(ids, spans, windows, pair.prefix.length, first, end),
    };
    onProgress({ kind: 'started', ...head });
    const pieces = new PieceCollector(pair.tokenizer);
    for (const window of windows) {
      for await (const rows of scoreWindow(pair, window, ids, pair.prefix, settings.topK, signal)) {
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

/** The tokens that get rows: all that can be scored, or those that touch the range. */
function rowsIn(
  spans: TokenSpans,
  range: TextRange | undefined,
  firstScorable: number,
): { first: number; end: number } {
  const count = spans.start.length;
  if (range === undefined) return { first: Math.min(firstScorable, count), end: count };
  let first = firstScorable;
  while (first < count && (spans.end[first] ?? 0) <= range.start) first++;
  let end = first;
  while (end < count && (spans.start[end] ?? 0) < range.end) end++;
  return { first: Math.min(first, count), end };
}

function tokenColumns(
  ids: Int32Array,
  spans: TokenSpans,
  windows: readonly TextWindow[],
  prefixLength: number,
  first: number,
  end: number,
): TokenColumns {
  return {
    id: ids.slice(first, end),
    start: spans.start.slice(first, end),
    end: spans.end.slice(first, end),
    contextLength: contextLengths(windows, prefixLength),
  };
}
