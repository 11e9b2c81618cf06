import { html, type TemplateResult } from 'lit';
import type { SectionReport } from '../../../src/common/sections/sectionReport';
import { unbroken } from './unbroken';

/** The finding of a report: its verdict with a table of figures where it has one, else its sentences. */
export function findingOf({
  finding,
  summary,
}: Pick<SectionReport<string>, 'finding' | 'summary'>): TemplateResult {
  if (summary === undefined) return html`<p class="finding">${unbroken(finding)}</p>`;
  const { verdict, figures, notes } = summary;
  return html`<p class="finding">${unbroken(verdict)}</p>
    <div class="table-box" role="region" tabindex="0" aria-label=${figures.caption}>
      <table class="numbers section-table summary">
        <caption>
          ${figures.caption}
        </caption>
        <thead>
          <tr>
            ${figures.columns.map(
              ({ title, isNumber }) =>
                html`<th scope="col" class=${isNumber ? 'number' : ''}>${title}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${figures.rows.map(
            ({ cells: [name = '', ...cells] }) =>
              html`<tr>
                <th scope="row"><bdi>${name}</bdi></th>
                ${cells.map((cell) => html`<td class="number">${pieces(cell)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${notes.map((note) => html`<p class="summary-note">${unbroken(note)}</p>`)}`;
}

/** A value and its interval, which may stand below it but does not break. */
function pieces(cell: string): TemplateResult[] {
  return cell.split(/ (?=\()/u).map((piece) => html`<span class="unbroken">${piece}</span> `);
}
