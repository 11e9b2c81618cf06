import { stringify } from 'csv-stringify/browser/esm/sync';
import type { SectionTable, SectionView } from './sectionReport';

/** Rows that become text at once. */
const rowsPerPart = 256;

/**
 * A section's tables as CSV (RFC 4180), in parts, each under its caption; text that a spreadsheet would
 * run is escaped.
 */
export function* tablesCsvParts(tables: readonly SectionTable[]): Generator<string> {
  for (const [index, { caption, columns, rows }] of tables.entries()) {
    yield `${index === 0 ? '' : '\r\n'}${csvText([[caption], columns.map(({ title }) => title)])}`;
    for (let from = 0; from < rows.length; from += rowsPerPart) {
      yield csvText(
        rows
          .slice(from, from + rowsPerPart)
          .map(({ cells }) =>
            cells.map((cell, place) => (columns[place]?.isNumber === true ? toNumber(cell) : cell)),
          ),
      );
    }
  }
}

function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return stringify([...rows], {
    escape_formulas: true,
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
  });
}

/** A number as other programs read it: a plain minus and no plus; text that is no number stays. */
function toNumber(cell: string): string | number {
  const value = Number(cell.replace('\u2212', '-'));
  return cell !== '' && Number.isFinite(value) ? value : cell;
}

/** A table as lines of GitHub-flavoured Markdown; nothing in its cells acts as Markdown. */
export function tableAsMarkdown({ caption, columns, rows }: SectionTable): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [
    `${escapeMarkdown(caption)}:`,
    '',
    line(columns.map(({ title }) => title)),
    `| ${columns.map(({ isNumber }) => (isNumber ? '---:' : '---')).join(' | ')} |`,
    ...rows.map(({ cells }) => line(cells)),
  ];
}

/** What a section's views say and their tables, as lines of Markdown. */
export function viewsAsMarkdown(views: readonly SectionView[]): string[] {
  return views.flatMap(({ finding, caveat, tables }) => [
    ...[finding, caveat].flatMap((said) => (said === undefined ? [] : ['', escapeMarkdown(said)])),
    ...tables.flatMap((table) => ['', ...tableAsMarkdown(table)]),
  ]);
}

/** Text with everything that Markdown could read as markup escaped. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&');
}
