import { trustedMetricFrom } from '../../common/causality';
import type { Comparison, TokenPieces } from '../../common/comparison';
import { divergentRows, hasLittleContext } from '../../common/divergent';
import { toNats, type DisplayUnit } from '../../common/format';
import { metricOf, type MetricId } from '../../common/metrics';
import type {
  PanelColumns,
  PanelFigures,
  PanelResult,
  PanelSnapshot,
  PanelState,
  SharedCharacter,
} from '../../common/protocol/panel';
import type { PanelStudies } from '../../common/protocol/panelStudies';
import type { PanelSamples } from '../../common/protocol/panelSamples';
import { allSections } from '../../common/sections/analysisSections';
import { verdictSentence } from '../../common/sentences';
import { summarizeInSteps } from '../../common/stats/summary';
import { rowByRow, type Steps } from '../../common/steps';
import { visibleText, visibleToken } from '../../common/text/tokenText';
import type { ComparedDocument } from '../../host/comparisonStore';
import { alongSentence } from './alongSentence';
import { panelConditioned, shownCondition } from './panelConditioned';
import { linesOfOffsets } from '../../common/text/linesOfOffsets';

/** The part of the store's entry that is drawn. */
type DrawnDocument = Omit<ComparedDocument, 'uri' | 'version'>;

/** What a snapshot is made from. */
export interface SnapshotInput {
  /** Empty when the panel has no document. */
  readonly uri: string;
  /** Name of the entry's comparison; empty without one. */
  readonly comparisonId: string;
  readonly title: string;
  /** Text of the document as it is now. */
  readonly text: string;
  readonly entry: DrawnDocument | undefined;
  /** Name of the pair that the next comparison would use. */
  readonly pairName: string;
  readonly metric: MetricId;
  readonly unit: DisplayUnit;
  /** Divergence in bits from which a token is divergent. */
  readonly threshold: number;
  readonly selection: number | undefined;
  /** Sentence about the selected part of the text; empty without one. */
  readonly selectedUpdate: string;
  readonly samples: PanelSamples;
  readonly studies: PanelStudies;
}

/**
 * Everything that the panel draws, from the store's entry and the document as it is now. In steps: a long
 * document has hundreds of thousands of rows.
 */
export function* panelSnapshot(input: SnapshotInput): Steps<PanelSnapshot> {
  const { entry } = input;
  const comparison = entry?.comparison;
  const result =
    entry && comparison && comparison.scoredCount > 0
      ? yield* panelResult(input, entry, comparison)
      : undefined;
  return {
    uri: input.uri,
    comparison: input.comparisonId,
    title: input.title,
    pairName: comparison?.pair.name ?? input.pairName,
    metric: input.metric,
    unit: input.unit,
    state: panelState(input),
    result,
    selection: input.selection,
    selectedUpdate: input.selectedUpdate,
    samples: input.samples,
    studies: input.studies,
  };
}

function panelState({ uri, entry }: SnapshotInput): PanelState {
  if (entry) return entry.state;
  return { kind: uri === '' ? 'noDocument' : 'notScored' };
}

function* panelResult(
  input: SnapshotInput,
  entry: DrawnDocument,
  comparison: Comparison,
): Steps<PanelResult> {
  const threshold = toNats(input.threshold, 'bits');
  const { pair, settings, scoredCount } = comparison;
  const columns = yield* panelColumns(input, entry, comparison);
  const shown = shownCondition(comparison, entry.conditions);
  const tokenTexts = visiblePieces(comparison, shown);
  yield;
  const figures = yield* panelFigures(comparison, threshold, input.unit);
  const against = entry.against && {
    title: entry.against.title,
    figures: yield* panelFigures(entry.against.comparison, threshold, input.unit),
  };
  const analyses = yield* allSections({
    comparison,
    conditions: entry.conditions ?? [],
    text: input.text,
    starts: entry.starts.subarray(0, scoredCount),
    ends: entry.ends.subarray(0, scoredCount),
    lines: columns.line,
    unit: input.unit,
  });
  yield;
  const along = alongSentence({
    metric: metricOf(input.metric),
    unit: input.unit,
    values: columns.metric,
    lines: columns.line,
    firstToken: comparison.firstToken,
    floor: trustedMetricFrom(pair, input.metric),
    tokenText: (row) => tokenTexts.get(columns.id[row] ?? -1) ?? '',
  });
  yield;
  const divergent = divergentRows(comparison, threshold);
  yield;
  return {
    pairName: pair.name,
    baseName: pair.base.name,
    tunedName: pair.tuned.name,
    dtype: pair.dtype,
    noiseFloor: pair.noiseFloor,
    causality: pair.causality,
    contextCap: pair.contextCap,
    threshold,
    topK: settings.topK,
    prefixLength: pair.prefix.length,
    firstToken: comparison.firstToken,
    tokenCount: comparison.tokenCount,
    rowCount: comparison.rowCount,
    firstStaleRow: entry.firstStaleRow,
    figures,
    along,
    columns,
    conditioned: shown && panelConditioned(comparison, shown, input.metric),
    divergentRows: divergent,
    littleContextRows: littleContextRows(comparison),
    tokenIds: Int32Array.from(tokenTexts.keys()),
    tokenTexts: [...tokenTexts.values()],
    sharedCharacters: sharedCharacters(entry, scoredCount, input.text),
    analyses,
    against,
  };
}

function littleContextRows(comparison: Comparison): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < comparison.scoredCount; row++) {
    if (hasLittleContext(comparison, row)) rows.push(row);
  }
  return Int32Array.from(rows);
}

function* panelFigures(
  comparison: Comparison,
  threshold: number,
  unit: DisplayUnit,
): Steps<PanelFigures> {
  const summary = yield* summarizeInSteps(comparison, threshold);
  return {
    verdict: verdictSentence(comparison, summary, unit),
    scoredTokens: summary.scoredTokens,
    divergentTokens: summary.divergentTokens,
    divergentShare: summary.divergentShare,
    meanJs: summary.meanJs,
    perplexityBase: {
      mean: summary.perplexityBase,
      standardError: summary.perplexityBaseStandardError,
    },
    perplexityTuned: {
      mean: summary.perplexityTuned,
      standardError: summary.perplexityTunedStandardError,
    },
    meanLogRatio: summary.meanLogRatio,
  };
}

function* panelColumns(
  { metric, text }: SnapshotInput,
  entry: DrawnDocument,
  comparison: Comparison,
): Steps<PanelColumns> {
  const { scoredCount: count, tokens, base, tuned, divergence } = comparison;
  const topCount = count * comparison.settings.topK;
  const single = function* (column: Float64Array, length = count): Steps<Float32Array> {
    yield;
    return new Float32Array(column.subarray(0, length));
  };
  const copy = function* (column: Int32Array, length = count): Steps<Int32Array> {
    yield;
    return column.slice(0, length);
  };
  const shown = metricOf(metric);
  const values = new Float32Array(count);
  yield* rowByRow(0, count, (from, to) => {
    for (let row = from; row < to; row++) values[row] = shown.valueAt(comparison, row);
  });
  yield;
  return {
    id: yield* copy(tokens.id),
    line: linesOfOffsets(text, entry.starts.subarray(0, count)),
    contextLength: yield* copy(tokens.contextLength),
    baseSurprisal: yield* single(base.surprisal),
    tunedSurprisal: yield* single(tuned.surprisal),
    baseEntropy: yield* single(base.entropy),
    tunedEntropy: yield* single(tuned.entropy),
    baseRank: yield* copy(base.rank),
    tunedRank: yield* copy(tuned.rank),
    js: yield* single(divergence.js),
    klTunedBase: yield* single(divergence.klTunedBase),
    klBaseTuned: yield* single(divergence.klBaseTuned),
    tv: yield* single(divergence.tv),
    metric: values,
    baseTopIds: yield* copy(base.topIds, topCount),
    baseTopProbabilities: yield* single(base.topProbabilities, topCount),
    tunedTopIds: yield* copy(tuned.topIds, topCount),
    tunedTopProbabilities: yield* single(tuned.topProbabilities, topCount),
  };
}

/** Tokens as they are shown, of the pieces of each run; only what is new is made. */
const knownTexts = new WeakMap<TokenPieces, Map<number, string>>();

function visiblePieces(
  { pieces }: Comparison,
  conditioned: Comparison | undefined,
): ReadonlyMap<number, string> {
  const texts = knownTexts.get(pieces) ?? new Map<number, string>();
  knownTexts.set(pieces, texts);
  for (const [id, bytes] of [...pieces, ...(conditioned?.pieces ?? [])]) {
    if (!texts.has(id)) texts.set(id, visibleToken(bytes));
  }
  return texts;
}

/** Runs of rows with one and the same span: the tokens of a character that none of them holds whole. */
function sharedCharacters(
  { starts, ends }: DrawnDocument,
  count: number,
  text: string,
): SharedCharacter[] {
  const shared: SharedCharacter[] = [];
  for (let first = 0; first < count;) {
    let next = first + 1;
    while (next < count && starts[next] === starts[first] && ends[next] === ends[first]) next += 1;
    if (next - first > 1) {
      shared.push({
        firstRow: first,
        rowCount: next - first,
        text: visibleText(text.slice(starts[first], ends[first])),
      });
    }
    first = next;
  }
  return shared;
}
