import { trustedMetricFrom } from '../../common/causality';
import type { Comparison } from '../../common/comparison';
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
import { summarize } from '../../common/stats/summary';
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

/** Everything that the panel draws, from the store's entry and the document as it is now. */
export function panelSnapshot(input: SnapshotInput): PanelSnapshot {
  const { entry } = input;
  const comparison = entry?.comparison;
  const result =
    entry && comparison && comparison.scoredCount > 0
      ? panelResult(input, entry, comparison)
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

function panelResult(
  input: SnapshotInput,
  entry: DrawnDocument,
  comparison: Comparison,
): PanelResult {
  const threshold = toNats(input.threshold, 'bits');
  const { pair, settings, scoredCount } = comparison;
  const columns = panelColumns(input, entry, comparison);
  const shown = shownCondition(comparison, entry.conditions);
  const tokenTexts = visiblePieces(comparison, shown);
  const rows = Array.from({ length: scoredCount }, (_, row) => row);
  return {
    pairName: pair.name,
    baseName: pair.base.name,
    tunedName: pair.tuned.name,
    dtype: pair.dtype,
    noiseFloor: pair.noiseFloor,
    causality: pair.causality,
    threshold,
    topK: settings.topK,
    prefixLength: pair.prefix.length,
    firstToken: comparison.firstToken,
    tokenCount: comparison.tokenCount,
    rowCount: comparison.rowCount,
    firstStaleRow: entry.firstStaleRow,
    figures: panelFigures(comparison, threshold, input.unit),
    along: alongSentence({
      metric: metricOf(input.metric),
      unit: input.unit,
      values: columns.metric,
      lines: columns.line,
      firstToken: comparison.firstToken,
      floor: trustedMetricFrom(pair, input.metric),
      tokenText: (row) => tokenTexts.get(columns.id[row] ?? -1) ?? '',
    }),
    columns,
    conditioned: shown && panelConditioned(comparison, shown, input.metric),
    divergentRows: divergentRows(comparison, threshold),
    littleContextRows: Int32Array.from(rows.filter((row) => hasLittleContext(comparison, row))),
    tokenIds: Int32Array.from(tokenTexts.keys()),
    tokenTexts: [...tokenTexts.values()],
    sharedCharacters: sharedCharacters(entry, scoredCount, input.text),
    analyses: allSections({
      comparison,
      conditions: entry.conditions ?? [],
      text: input.text,
      starts: entry.starts.subarray(0, scoredCount),
      ends: entry.ends.subarray(0, scoredCount),
      lines: columns.line,
      unit: input.unit,
    }),
    against: entry.against && {
      title: entry.against.title,
      figures: panelFigures(entry.against.comparison, threshold, input.unit),
    },
  };
}

function panelFigures(comparison: Comparison, threshold: number, unit: DisplayUnit): PanelFigures {
  const summary = summarize(comparison, threshold);
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

function panelColumns(
  { metric, text }: SnapshotInput,
  entry: DrawnDocument,
  comparison: Comparison,
): PanelColumns {
  const { scoredCount: count, tokens, base, tuned, divergence } = comparison;
  const topCount = count * comparison.settings.topK;
  const single = (column: Float64Array, length = count): Float32Array =>
    Float32Array.from(column.subarray(0, length));
  const shown = metricOf(metric);
  return {
    id: tokens.id.slice(0, count),
    line: linesOfOffsets(text, entry.starts.subarray(0, count)),
    contextLength: tokens.contextLength.slice(0, count),
    baseSurprisal: single(base.surprisal),
    tunedSurprisal: single(tuned.surprisal),
    baseEntropy: single(base.entropy),
    tunedEntropy: single(tuned.entropy),
    baseRank: base.rank.slice(0, count),
    tunedRank: tuned.rank.slice(0, count),
    js: single(divergence.js),
    klTunedBase: single(divergence.klTunedBase),
    klBaseTuned: single(divergence.klBaseTuned),
    tv: single(divergence.tv),
    metric: Float32Array.from({ length: count }, (_, row) => shown.valueAt(comparison, row)),
    baseTopIds: base.topIds.slice(0, topCount),
    baseTopProbabilities: single(base.topProbabilities, topCount),
    tunedTopIds: tuned.topIds.slice(0, topCount),
    tunedTopProbabilities: single(tuned.topProbabilities, topCount),
  };
}

function visiblePieces(
  comparison: Comparison,
  conditioned: Comparison | undefined,
): ReadonlyMap<number, string> {
  const pieces = [...comparison.pieces, ...(conditioned?.pieces ?? [])];
  return new Map(pieces.map(([id, bytes]) => [id, visibleToken(bytes)]));
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
