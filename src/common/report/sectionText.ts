import type { SectionReport, SectionTable } from '../sections/sectionReport';
import { visibleName } from '../text/tokenText';
import { bold, faint, type TerminalStyle } from './terminalStyle';
import { cell, widthOfText, wrapWords } from './terminalText';

/** Narrowest and widest report: lines longer than this are hard to read. */
const leastWidth = 40;
const mostWidth = 100;

/** Cells between two columns. */
const gap = 2;

/** Lines of a report for a terminal of so many cells. */
export function readableWidth(width: number): number {
  return Math.min(mostWidth, Math.max(leastWidth, width));
}

/**
 * A section for reading on a terminal: finding, caveat, and the tables of all its views. Nothing of a
 * text reaches the terminal as a control character.
 */
export function sectionText(
  section: SectionReport<string>,
  style: TerminalStyle,
  width: number,
): string[] {
  const { title, finding, caveat, views } = section;
  return [
    bold(title, style),
    ...wrapWords(visibleName(finding), width),
    ...(caveat === '' ? [] : wrapWords(visibleName(caveat), width)).map((line) =>
      faint(line, style),
    ),
    ...views.flatMap((view) => [
      ...(view.finding === undefined ? [] : ['', ...wrapWords(visibleName(view.finding), width)]),
      ...(view.caveat === undefined ? [] : wrapWords(visibleName(view.caveat), width)).map((line) =>
        faint(line, style),
      ),
      ...view.tables.flatMap((table) => ['', ...tableText(table, style, width)]),
    ]),
  ];
}

/** A table with aligned columns; its first column gives way where the terminal is narrow. */
export function tableText(table: SectionTable, style: TerminalStyle, width: number): string[] {
  const { caption, columns } = table;
  const rows = table.rows.map(({ cells }) => cells.map(visibleCell));
  const widths = columns.map(({ title }, column) =>
    Math.max(widthOfText(title), ...rows.map((cells) => widthOfText(cells[column] ?? ''))),
  );
  const others = widths.slice(1).reduce((sum, value) => sum + value + gap, 0);
  widths[0] = Math.min(widths[0] ?? 0, Math.max(12, width - 2 - others));
  const line = (cells: readonly string[]): string =>
    `  ${columns
      .map(({ isNumber }, column) =>
        cell(cells[column] ?? '', widths[column] ?? 0, isNumber ? 'right' : 'left'),
      )
      .join(' '.repeat(gap))}`.trimEnd();
  return [caption, faint(line(columns.map(({ title }) => title)), style), ...rows.map(line)];
}

/** Text in which nothing can leave its cell; tokens keep the signs of their spaces. */
function visibleCell(text: string): string {
  return text.split('␣').map(visibleName).join('␣');
}
