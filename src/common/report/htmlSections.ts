import { layOut } from '../plot/layOut';
import { svgElement, type PlotPalette } from '../plot/svg';
import { analysisSections } from '../sections/analysisSections';
import { sectionInput } from '../sections/sectionInput';
import type { SectionPlot, SectionReport, SectionTable } from '../sections/sectionReport';
import { escapeHtml, explanationHtml } from './htmlText';
import type { ReportDocument, ReportOptions } from './reportDocument';

/** The page's own variables, so that the charts follow the reader's scheme. */
const palette: PlotPalette = {
  base: 'var(--base)',
  tuned: 'var(--tuned)',
  text: 'var(--ink)',
  secondary: 'var(--faint)',
  grid: 'var(--rule)',
  token: 'var(--faint)',
  stale: 'var(--rule)',
  favours: 'rgb(var(--fav))',
  avoids: 'rgb(var(--avo))',
  surface: 'none',
};

const chart = { width: 720, fontSize: 12 };

/** Every analysis: finding, charts, tables and what they are. */
export function htmlSections(
  { comparison, text, conditions }: ReportDocument,
  { unit }: ReportOptions,
): string {
  return analysisSections(sectionInput(comparison, text, unit, conditions))
    .map(htmlSection)
    .join('\n');
}

function htmlSection(section: SectionReport): string {
  const views = section.views.flatMap(({ finding, caveat, plots, tables }) => [
    ...(finding === undefined ? [] : [`<p>${escapeHtml(finding)}</p>`]),
    ...(caveat === undefined ? [] : [`<p class="note">${escapeHtml(caveat)}</p>`]),
    ...plots.map(htmlPlot),
    ...tables.map(htmlTable),
  ]);
  return [
    `<section><h2>${section.title}</h2>`,
    `<p>${escapeHtml(section.finding)}</p>`,
    `<p class="note">${escapeHtml(section.caveat)}</p>`,
    ...views,
    explanationHtml(section.explanation),
    '</section>',
  ].join('\n');
}

function htmlPlot({ plot, lines }: SectionPlot): string {
  const scene = layOut(plot, { ...chart, height: lines * chart.fontSize });
  return `<div class="wide">${svgElement(scene, plot.description, palette)}</div>`;
}

function htmlTable({ caption, columns, rows }: SectionTable): string {
  const head = columns.map(({ title }) => `<th scope="col">${escapeHtml(title)}</th>`).join('');
  const body = rows.map(({ cells }) => {
    const data = cells.map((cell, index) => {
      const shown = `<bdi>${escapeHtml(cell)}</bdi>`;
      if (index === 0) return `<th scope="row">${shown}</th>`;
      return `<td${columns[index]?.isNumber === true ? ' class="n"' : ''}>${shown}</td>`;
    });
    return `<tr>${data.join('')}</tr>`;
  });
  return `<div class="wide"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}
