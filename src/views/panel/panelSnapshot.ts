import { trustedMetricFrom } from '../../common/causality';
import type { Comparison } from '../../common/comparison';
import { mostDivergentRow } from '../../common/divergent';
import { toNats, type DisplayUnit } from '../../common/format';
import { metricOf, type MetricId } from '../../common/metrics';
import type {
  PanelFigures,
  PanelResult,
  PanelSnapshot,
  PanelState,
} from '../../common/protocol/panel';
import type { PanelStudies } from '../../common/protocol/panelStudies';
import type { PanelSamples } from '../../common/protocol/panelSamples';
import { allSections } from '../../common/sections/analysisSections';
import { verdictSentence } from '../../common/sentences';
import { summarizeInSteps } from '../../common/stats/summary';
import type { Steps } from '../../common/steps';
import type { ComparedDocument } from '../../host/comparisonStore';
import { alongSentence } from './alongSentence';
import { idsOf, panelColumns, panelDivergent } from './panelColumns';
import { panelConditioned, shownCondition } from './panelConditioned';
import { panelToken } from './panelToken';
import { shownToken, shownTokens } from './shownTokens';

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
  const { pieces } = comparison;
  const columns = yield* panelColumns(comparison, input.metric, entry.starts, input.text);
  yield;
  const divergent = yield* panelDivergent(comparison, threshold);
  const names = shownTokens([pieces], yield* idsOf(columns, divergent));
  yield;
  const shown = shownCondition(comparison, entry.conditions);
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
  const along = yield* alongSentence({
    metric: metricOf(input.metric),
    unit: input.unit,
    values: columns.metric,
    lines: columns.line,
    firstToken: comparison.firstToken,
    floor: trustedMetricFrom(pair, input.metric),
    tokenText: (row) => shownToken(pieces, columns.id[row] ?? -1) ?? '',
  });
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
    conditioned: shown && (yield* panelConditioned(comparison, shown, input.metric)),
    divergent,
    token: panelToken(
      entry,
      comparison,
      (start, end) => input.text.slice(start, end),
      yield* shownRow(input, comparison),
    ),
    tokenIds: names.ids,
    tokenTexts: names.texts,
    analyses,
    against,
  };
}

/** The selected row; without one that is scored, the most divergent. */
function* shownRow({ selection }: SnapshotInput, comparison: Comparison): Steps<number> {
  return selection !== undefined && selection < comparison.scoredCount
    ? selection
    : yield* mostDivergentRow(comparison);
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
