import { layOut } from '../plot/layOut';
import { svgFile, type PlotPalette } from '../plot/svg';
import type { SectionPlot, SectionView } from '../sections/sectionReport';
import { escapeMarkdown, tablesCsvParts, viewsAsMarkdown } from '../sections/tableFormats';
import type { ExportedSection } from './exportedSection';
import { visiblePath } from './heading';

/** What a section can be written as; its chart as pixels is painted by the page alone. */
export const sectionFormats = ['svg', 'csv', 'markdown', 'json'] as const;

export type SectionFormat = (typeof sectionFormats)[number];

/** Colours of the chart as a file: those of the HTML report on paper. */
const palette: PlotPalette = {
  base: '#8a3fa0',
  tuned: '#1469c8',
  text: '#1f2328',
  secondary: '#59636e',
  grid: '#d1d9e0',
  token: '#59636e',
  stale: '#d1d9e0',
  favours: '#1469c8',
  avoids: '#b35900',
  surface: '#ffffff',
};

const chart = { width: 720, fontSize: 12 };

/** The view of a section that is shown: the first where there is no such one. */
function shownView(
  { views }: Pick<ExportedSection, 'views'>,
  index: number | undefined,
): SectionView | undefined {
  return views[index ?? 0] ?? views[0];
}

/**
 * Whether a section has something to write in a format, where a view of it is shown: not every one has a
 * chart, and a short text may have no table.
 */
export function canWrite(
  section: ExportedSection,
  format: SectionFormat | 'png',
  viewIndex: number | undefined,
): boolean {
  switch (format) {
    case 'svg':
    case 'png':
      return shownPlot(section, viewIndex) !== undefined;
    case 'csv':
      return section.views.some(({ tables }) => tables.length > 0);
    case 'markdown':
    case 'json':
      return true;
  }
}

/** The chart of the view that is shown; undefined where it has none. */
export function shownPlot(
  section: ExportedSection,
  viewIndex: number | undefined,
): SectionPlot | undefined {
  return shownView(section, viewIndex)?.plots[0];
}

/**
 * A section as a file, in parts: the chart of one of its views as SVG, all its tables as CSV, all that it
 * says as Markdown, or that and its figures in nats as JSON (`schema/section.schema.json`).
 *
 * @param viewIndex the view whose chart is meant; the first where there is no such one
 * @returns undefined where there is nothing to write; see {@link canWrite}
 */
export function sectionFile(
  section: ExportedSection,
  format: SectionFormat,
  viewIndex?: number,
): Iterable<string> | undefined {
  if (!canWrite(section, format, viewIndex)) return undefined;
  switch (format) {
    case 'svg':
      return chartFile(shownPlot(section, viewIndex));
    case 'csv':
      return tablesCsvParts(section.views.flatMap((view) => view.tables));
    case 'markdown':
      return markdownFile(section);
    case 'json':
      return jsonFile(section);
  }
}

function chartFile(shown: SectionPlot | undefined): string[] {
  if (shown === undefined) return [];
  const scene = layOut(shown.plot, { ...chart, height: shown.lines * chart.fontSize });
  return [svgFile(scene, shown.plot.description, palette, 'system-ui, sans-serif')];
}

function* markdownFile(section: ExportedSection): Generator<string> {
  const { title, path, finding, caveat, notes, views, explanation } = section;
  const { definition, units, assumptions, source } = explanation;
  const paragraphs = (texts: readonly string[]): string[] =>
    texts.filter((text) => text !== '').map((text) => `\n${escapeMarkdown(text)}\n`);
  yield `# ${title}${path === null ? '' : `: ${escapeMarkdown(visiblePath(path))}`}\n`;
  yield* paragraphs([finding, ...notes, caveat]);
  for (const view of views) yield `${viewsAsMarkdown([view]).join('\n')}\n`;
  yield '\n## What is this?\n';
  yield* paragraphs([
    definition,
    `Units: ${units}`,
    `Assumptions: ${assumptions}`,
    `Source: ${source}`,
  ]);
}

function* jsonFile(section: ExportedSection): Generator<string> {
  const { id, path, title, finding, caveat, notes, views, explanation } = section;
  const head = { formatVersion: 1, section: id, path, title, finding, notes, caveat, explanation };
  yield `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "views": [`;
  let separator = '\n';
  for (const view of views) {
    yield `${separator}${viewJson(view)}`;
    separator = ',\n';
  }
  yield '\n  ],\n  "figures": ';
  yield* section.figures();
  yield '\n}\n';
}

function viewJson({ label, finding, caveat, plots, tables }: SectionView): string {
  const shown = {
    label,
    finding: finding ?? null,
    caveat: caveat ?? null,
    charts: plots.map(({ plot }) => plot),
    tables: tables.map(({ caption, columns, rows }) => ({
      caption,
      columns: columns.map((column) => column.title),
      rows: rows.map(({ cells }) => cells),
    })),
  };
  // A gap in a line is NaN, which JSON writes as null; typed arrays would be written as objects.
  return JSON.stringify(shown, (_, value: unknown): unknown =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  );
}
