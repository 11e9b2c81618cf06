import { stringify } from 'csv-stringify/browser/esm/sync';
import { isCausal } from '../causality';
import type { ReportDocument, ReportOptions } from './reportDocument';
import { tokenRecord, type ModelRecord } from './tokenRecord';

type Cell = string | number | undefined;

/** Rows that become text at once. */
const rowsPerPart = 256;

/**
 * One row per token (RFC 4180), with the names of the JSON format and dots for nesting
 * (`base.surprisal`, `base.top.0.text`), after the document's `path`. In nats; truth values are 0 and 1.
 * `reliable` is that of the analyses in the JSON format: rows of a pair that is not causal are no rows to
 * conclude from.
 *
 * Spreadsheets run text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a formula.
 * Such text gets an apostrophe before it, which the `text` columns of the JSON format do not have.
 */
export function renderCsv(documents: readonly ReportDocument[], options: ReportOptions): string {
  return Array.from(csvParts(documents, options)).join('');
}

/** The same in parts, since the whole can be longer than a string may be. */
export function* csvParts(
  documents: readonly ReportDocument[],
  options: ReportOptions,
): Generator<string> {
  const topK = documents[0]?.comparison.settings.topK ?? 0;
  let rows: Cell[][] = [headings(topK)];
  for (const document of documents) {
    for (let row = 0; row < document.comparison.scoredCount; row++) {
      rows.push(cells(document, row, options));
      if (rows.length < rowsPerPart) continue;
      yield csvText(rows);
      rows = [];
    }
  }
  if (rows.length > 0) yield csvText(rows);
}

function csvText(rows: Cell[][]): string {
  return stringify(rows, {
    escape_formulas: true,
    record_delimiter: 'windows',
    // The library quotes only the delimiter itself, and readers end rows at either half of it.
    quoted_match: /[\r\n]/,
  });
}

function headings(topK: number): string[] {
  const model = (name: 'base' | 'tuned'): string[] => [
    ...['surprisal', 'entropy', 'varentropy', 'rank'].map((field) => `${name}.${field}`),
    ...Array.from({ length: topK }, (_, place) =>
      ['id', 'text', 'bytes', 'probability'].map((field) => `${name}.top.${place}.${field}`),
    ).flat(),
  ];
  return [
    ...['path', 'index', 'start', 'end', 'id', 'text', 'bytes', 'contextLength'],
    ...model('base'),
    ...model('tuned'),
    ...['logRatio', 'klTunedBase', 'klBaseTuned', 'js', 'tv'],
    ...['logRatioVarianceTuned', 'logRatioVarianceBase', 'divergent', 'reliable'],
  ];
}

function cells(document: ReportDocument, row: number, { thresholdNats }: ReportOptions): Cell[] {
  const token = tokenRecord(document, row, thresholdNats);
  const model = ({ surprisal, entropy, varentropy, rank, top }: ModelRecord): Cell[] => [
    ...[surprisal, entropy, varentropy, rank],
    ...top.flatMap(({ id, text, bytes, probability }): Cell[] => [id, text, bytes, probability]),
  ];
  return [
    ...[document.path, token.index, token.start, token.end, token.id, token.text, token.bytes],
    token.contextLength,
    ...model(token.base),
    ...model(token.tuned),
    ...[token.logRatio, token.klTunedBase, token.klBaseTuned, token.js, token.tv],
    ...[token.logRatioVarianceTuned, token.logRatioVarianceBase, token.divergent ? 1 : 0],
    isCausal(document.comparison.pair) ? 1 : 0,
  ];
}
