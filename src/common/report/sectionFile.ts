import { layOut } from '../plot/layOut';
import { svgFile, type PlotPalette } from '../plot/svg';
import { allSections } from '../sections/analysisSections';
import { finish } from '../steps';
import { sectionInput } from '../sections/sectionInput';
import type { AnalysisId, SectionReport, SectionView } from '../sections/sectionReport';
import { escapeMarkdown, tablesAsCsv, viewsAsMarkdown } from '../sections/tableFormats';
import { analysesRecord } from './analysesRecord';
import { visiblePath } from './heading';
import type { ReportDocument, ReportOptions } from './reportDocument';

/** What a section can be written as; its chart as pixels is painted by the page alone. */
export type SectionFormat = 'svg' | 'csv' | 'markdown' | 'json';

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

/** The section of a document that an export is of. */
export function sectionOf(
  { comparison, text, conditions }: ReportDocument,
  { unit }: ReportOptions,
  id: AnalysisId,
): SectionReport {
  const section = finish(allSections(sectionInput(comparison, text, unit, conditions))).find(
    (each) => each.id === id,
  );
  if (section === undefined) throw new TypeError(`There is no section ${id}`);
  return section;
}

/**
 * A section as a file: the chart of one of its views as SVG, all its tables as CSV, all that it says as
 * Markdown, or that and its figures in nats, as in the JSON report, as JSON.
 *
 * @param viewIndex the view whose chart is meant; the first where there is no such one
 * @returns undefined where there is nothing to write, since there is too little text for a chart or table
 */
export function sectionFile(
  format: SectionFormat,
  document: ReportDocument,
  options: ReportOptions,
  id: AnalysisId,
  viewIndex = 0,
): string | undefined {
  const section = sectionOf(document, options, id);
  switch (format) {
    case 'svg':
      return chartFile(section.views[viewIndex] ?? section.views[0]);
    case 'csv': {
      const tables = section.views.flatMap((view) => view.tables);
      return tables.length === 0 ? undefined : tablesAsCsv(tables);
    }
    case 'markdown':
      return markdownFile(section, document.path);
    case 'json':
      return jsonFile(section, document);
  }
}

function chartFile(view: SectionView | undefined): string | undefined {
  const shown = view?.plots[0];
  if (shown === undefined) return undefined;
  const height = shown.lines * chart.fontSize;
  const scene = layOut(shown.plot, { ...chart, height });
  return svgFile(scene, shown.plot.description, palette, 'system-ui, sans-serif');
}

function markdownFile(
  { title, finding, caveat, views, explanation }: SectionReport,
  path: string,
): string {
  const { definition, units, assumptions, source } = explanation;
  const lines = [
    `# ${title}: ${escapeMarkdown(visiblePath(path))}`,
    '',
    escapeMarkdown(finding),
    '',
    escapeMarkdown(caveat),
    ...viewsAsMarkdown(views),
    '',
    '## What is this?',
    ...[definition, `Units: ${units}`, `Assumptions: ${assumptions}`, `Source: ${source}`].flatMap(
      (paragraph) => ['', escapeMarkdown(paragraph)],
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function jsonFile(
  { id, title, finding, caveat, views, explanation }: SectionReport,
  document: ReportDocument,
): string {
  const shown = {
    path: document.path,
    section: id,
    title,
    finding,
    caveat,
    /** In nats. */
    figures: analysesRecord(document)[id],
    views: views.map(({ label, finding: ofView = null, plots, tables }) => ({
      label,
      finding: ofView,
      charts: plots.map(({ plot }) => plot),
      tables: tables.map(({ caption, columns, rows }) => ({
        caption,
        columns: columns.map((column) => column.title),
        rows: rows.map(({ cells }) => cells),
      })),
    })),
    explanation,
  };
  // A gap in a line is NaN, which JSON writes as null; typed arrays would be written as objects.
  const plain = (_: string, value: unknown): unknown =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  return `${JSON.stringify(shown, plain, 2)}\n`;
}
