import { divergentInSteps } from '../divergent';
import { madeSections, shownAnalyses } from '../sections/analysisSections';
import { inputInSteps } from '../sections/sectionInput';
import type { SectionReport } from '../sections/sectionReport';
import { tokens, verdictSentence } from '../sentences';
import { summarizeInSteps } from '../stats/summary';
import { finish, type Steps } from '../steps';
import { sectionLines } from './accessibleSection';
import { figuresOf, uncertaintyNote } from './figures';
import { howCompared, visiblePath } from './heading';
import { showTokens, type ShownModel, type ShownToken } from './mostDivergent';
import type { ReportDocument, ReportOptions } from './reportDocument';
import { whereInSteps } from './where';

/** A document with a result that edits may have made stale. */
export interface AccessibleDocument extends ReportDocument {
  /** Rows from this one on are stale; absent when none is. */
  readonly firstStaleRow?: number;
  /** What the panel shows beside the analyses: the overview, the chart along the text, a token. */
  readonly shown?: readonly SectionReport<string>[];
  /** The panel's sections of analyses, where they are made already. */
  readonly analyses?: readonly SectionReport[];
  /** What the panel says of λ* of the selected text; empty where none is selected. */
  readonly selectedUpdate?: string;
}

/** Divergent tokens that are listed one by one. */
const longestList = 200;

/**
 * The comparison as plain text that reads well aloud: short sentences, one fact per line, no tables
 * and nothing that only position or colour would tell.
 */
export function renderAccessible(
  documents: readonly AccessibleDocument[],
  options: ReportOptions,
): string {
  return documents.map((document) => finish(accessibleText(document, options))).join('\n');
}

/** What {@link renderAccessible} says of one document, in steps. */
export function* accessibleText(
  document: AccessibleDocument,
  options: ReportOptions,
): Steps<string> {
  const { comparison } = document;
  const summary = yield* summarizeInSteps(comparison, options.thresholdNats);
  const where = yield* whereInSteps(document, options);
  const { firstStaleRow = comparison.rowCount } = document;
  const rows = (yield* divergentInSteps(comparison, options.thresholdNats)).filter(
    (row) => row < firstStaleRow,
  );
  yield;
  const listed = showTokens(document, Array.from(rows.subarray(0, longestList)), options);
  const figures = figuresOf(comparison, summary, options.unit);
  const analyses = figures.length === 0 ? [] : yield* analysisLines(document, options);
  const lines = [
    ...staleLines(document, firstStaleRow),
    `Steerscope report on ${visiblePath(document.path)}`,
    `${howCompared(comparison)} · ${tokens(comparison.tokenCount)}`,
    '',
    verdictSentence(comparison, summary, options.unit),
    ...(where === '' ? [] : [where]),
    ...(figures.length === 0
      ? []
      : [
          '',
          'Summary',
          ...figures.map(({ label, value, note }) =>
            note === '' ? `${label}: ${value}.` : `${label}: ${value}. ${sentence(note)}`,
          ),
          uncertaintyNote(summary),
          ...(document.shown ?? []).flatMap(sectionLines),
          ...analyses,
        ]),
    ...(listed.length === 0
      ? []
      : [
          '',
          `Divergent tokens in the order of the text (${rows.length})`,
          ...listed.map(tokenLine),
        ]),
    ...(rows.length > longestList
      ? [`${rows.length - longestList} more are in the exported formats.`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function* analysisLines(
  { comparison, text, conditions = [], analyses, selectedUpdate = '' }: AccessibleDocument,
  { unit }: ReportOptions,
): Steps<string[]> {
  if (analyses !== undefined) {
    return shownAnalyses(analyses, conditions).flatMap((section) => [
      ...sectionLines(section),
      ...(section.id === 'supportedUpdate' && selectedUpdate !== '' ? [selectedUpdate] : []),
    ]);
  }
  const input = yield* inputInSteps(comparison, text, unit, conditions);
  return (yield* madeSections(input)).flatMap(sectionLines);
}

/** The figures of a whole that was edited are of the text before; which tokens are is said first. */
function staleLines({ comparison, text }: ReportDocument, firstStaleRow: number): string[] {
  if (firstStaleRow >= comparison.rowCount) return [];
  const before = text.slice(0, comparison.tokens.start[firstStaleRow] ?? 0);
  const line = before.split('\n').length;
  return [
    `Edited since: from line ${line} on the numbers are stale. Stale tokens are not listed, and the figures are of the text before the edit. Compare again for current ones.`,
    '',
  ];
}

function tokenLine({
  place,
  text,
  divergence,
  logRatio,
  preference,
  base,
  tuned,
}: ShownToken): string {
  const own = (name: string, { probability, rank }: ShownModel): string =>
    `${name} gives it ${probability}, rank ${rank}`;
  const top = (name: string, { top: alternatives }: ShownModel): string =>
    `${name} predicts ${alternatives.map(({ text: other, probability }) => `${other} ${probability}`).join(', ')}`;
  return `Line ${place.line}, column ${place.column}: ${text}. Divergence ${divergence}, log ratio ${logRatio}, ${preference}. ${own('Base', base)}; ${own('tuned', tuned)}. ${top('Base', base)}; ${top('tuned', tuned)}.`;
}

function sentence(note: string): string {
  return `${note.charAt(0).toUpperCase()}${note.slice(1)}.`;
}
