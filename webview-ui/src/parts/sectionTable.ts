import { html, type TemplateResult } from 'lit';
import type { SectionTable } from '../../../src/common/sections/sectionReport';
import type { PanelContext } from './panelContext';

/** Rows of a table that is shown as a whole; longer ones scroll. */
const longestWhole = 14;

/** A table of a section; rows that lead to a token have a button in their first cell. */
export function sectionTable(
  { caption, columns, rows }: SectionTable,
  context: PanelContext,
): TemplateResult {
  const long = rows.length > longestWhole;
  return html`<div
    class="table-box ${long ? 'scrolling' : ''}"
    role="region"
    tabindex="0"
    aria-label=${caption}
  >
    <table class="numbers section-table">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(
            ({ title, isNumber }) =>
              html`<th scope="col" class=${isNumber ? 'number' : ''}>${title}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ({ cells, target }) =>
            html`<tr>
              ${cells.map((cell, index) =>
                index === 0
                  ? html`<th scope="row">${nameCell(cell, target, context)}</th>`
                  : html`<td class=${columns[index]?.isNumber === true ? 'number' : ''}>
                      <bdi>${cell}</bdi>
                    </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function nameCell(name: string, target: number | undefined, context: PanelContext): TemplateResult {
  if (target === undefined) return html`<bdi>${name}</bdi>`;
  return html`<button
    type="button"
    class="link"
    @click=${() => {
      context.goTo(target, true);
    }}
  >
    <bdi>${name}</bdi>
  </button>`;
}
