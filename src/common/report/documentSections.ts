import { metricOf } from '../metrics';
import { alongReport } from '../panel/alongReport';
import { divergentReport } from '../panel/divergentReport';
import { overviewReport } from '../panel/overviewReport';
import { sortedDivergentRows } from '../panel/sortRows';
import { tokenReport } from '../panel/tokenReport';
import { Tokens } from '../panel/tokens';
import type { Comparison } from '../comparison';
import type { PanelMixture, PanelResult, PanelSnapshot } from '../protocol/panel';
import type { ShownPart } from '../protocol/panelExport';
import { defaultSort } from '../protocol/panelMemory';
import type { RowRange } from '../rowRanges';
import { analysisIds } from '../sections/sectionReport';
import { summarize } from '../stats/summary';
import { analysesRecord } from './analysesRecord';
import type { ExportedSection } from './exportedSection';
import { howCompared } from './heading';
import { jsonValue } from './jsonValue';
import type { ReportDocument, ReportOptions } from './reportDocument';
import { summaryRecord } from './summaryRecord';
import { tokenRecord } from './tokenRecord';

/** What the sections about a text are made from. */
export interface DocumentSectionsInput {
  /** What the panel draws, of the text as it was compared. */
  readonly snapshot: PanelSnapshot;
  readonly document: ReportDocument;
  /** The comparison with a prefix that the panel shows beside the two models. */
  readonly conditioned: Comparison | undefined;
  /** A second text under the same pair. */
  readonly against: Comparison | undefined;
  /** What was computed of the what-if column over the whole vocabulary. */
  readonly mixture: PanelMixture | undefined;
  readonly options: ReportOptions;
  /** What is shown of the sections; the row is that of the snapshot's token. */
  readonly part: ShownPart;
}

/** The sections about a text, in the order of the page; none where nothing is scored. */
export function documentSections(input: DocumentSectionsInput): readonly ExportedSection[] {
  const { snapshot, document, part } = input;
  const { result } = snapshot;
  if (result === undefined || result.columns.id.length === 0) return [];
  const tokens = new Tokens(result);
  const range = rangeOf(part, tokens);
  const sort = part.sort ?? defaultSort;
  const { path, comparison } = document;
  const about = { path, notes: [howCompared(comparison)] };
  const analyses = (): ReturnType<typeof analysesRecord> => analysesRecord(document);
  return [
    {
      ...overviewReport(snapshot, tokens),
      ...about,
      figures: () => [jsonValue(overviewRecord(input))],
    },
    {
      ...alongReport(snapshot, tokens, range),
      ...about,
      figures: () => [jsonValue(alongRecord(input, range))],
    },
    {
      ...tokenReport(snapshot, tokens, result.token, {
        lambda: part.lambda,
        mixture: input.mixture,
      }),
      ...about,
      figures: () => [jsonValue(selectedTokenRecord(input, result))],
    },
    {
      ...divergentReport(snapshot, tokens, sort),
      ...about,
      figures: () => tokensJson(input, sortedDivergentRows(tokens, sort)),
    },
    ...result.analyses.flatMap((section): ExportedSection[] => {
      const id = analysisIds.find((known) => known === section.id);
      if (id === undefined) return [];
      const selected = id === 'supportedUpdate' ? snapshot.selectedUpdate : '';
      return [
        {
          ...section,
          ...about,
          notes: [...about.notes, ...(selected === '' ? [] : [selected])],
          figures: () => [jsonText(analyses()[id])],
        },
      ];
    }),
  ];
}

/** Whole rows that the text has; all of them where that leaves none. */
function rangeOf({ range }: ShownPart, { count }: Tokens): RowRange {
  const end = Math.min(count, range?.end ?? count);
  const first = range?.first ?? 0;
  return first < end ? { first, end } : { first: 0, end: count };
}

function overviewRecord({ document, against, options }: DocumentSectionsInput): object {
  const record = (comparison: Comparison): object =>
    summaryRecord(summarize(comparison, options.thresholdNats));
  return {
    text: record(document.comparison),
    against: against === undefined ? null : record(against),
  };
}

function alongRecord(
  { snapshot, document: { comparison }, conditioned }: DocumentSectionsInput,
  { first, end }: RowRange,
): object {
  const metric = metricOf(snapshot.metric);
  const values = (of: Comparison, to: number): number[] =>
    Array.from({ length: Math.max(0, to - first) }, (_, index) =>
      metric.valueAt(of, first + index),
    );
  const known = snapshot.result?.conditioned?.metric.length ?? 0;
  return {
    metric: metric.id,
    firstToken: comparison.firstToken + first,
    values: values(comparison, end),
    withPrefix: conditioned === undefined ? null : values(conditioned, Math.min(end, known)),
  };
}

function selectedTokenRecord(
  { document, conditioned, options }: DocumentSectionsInput,
  { token: { row, conditioned: hasThird }, conditioned: shown }: PanelResult,
): object {
  const known =
    conditioned !== undefined && shown !== undefined && hasThird !== undefined
      ? { document: { ...document, comparison: conditioned }, prefix: shown.prefix }
      : undefined;
  return {
    ...tokenRecord(document, row, options.thresholdNats),
    withPrefix: known
      ? {
          prefix: known.prefix,
          base: tokenRecord(known.document, row, options.thresholdNats).base,
          klTunedBase: conditioned?.divergence.klTunedBase[row] ?? 0,
        }
      : null,
  };
}

function* tokensJson(
  { document, options }: DocumentSectionsInput,
  rows: readonly number[],
): Generator<string> {
  yield '[';
  let separator = '\n';
  for (const row of rows) {
    yield `${separator}${jsonValue(tokenRecord(document, row, options.thresholdNats))}`;
    separator = ',\n';
  }
  yield ']';
}

function jsonText(record: object | null): string {
  return record === null ? 'null' : jsonValue(record);
}
