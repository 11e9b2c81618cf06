import { html, type TemplateResult } from 'lit';
import type { SectionTable, SectionTableRow } from '../../../src/common/sections/sectionReport';
import type { PanelContext } from './panelContext';

/** Rows of a table that is shown as a whole; longer ones scroll. */
const longestWhole = 14;

/**
 * A table of a section; rows that lead to a token have a button in the cell that names them. What names a
 * group of rows stands in a row above them.
 */
export function sectionTable(table: SectionTable, context: PanelContext): TemplateResult {
  const { caption, rows, isGrouped = false } = table;
  const columns = isGrouped ? table.columns.slice(1) : table.columns;
  const long = rows.length > longestWhole;
  const row = ({ cells, target }: SectionTableRow): TemplateResult =>
    html`<tr>
      ${(isGrouped ? cells.slice(1) : cells).map((cell, index) =>
        index === 0
          ? html`<th scope="row">${nameCell(cell, target, context)}</th>`
          : html`<td class=${columns[index]?.isNumber === true ? 'number' : ''}>
              <bdi>${cell}</bdi>
            </td>`,
      )}
    </tr>`;
  return html`<div
    class="table-box ${long ? 'scrolling' : ''}"
    role="region"
    tabindex="0"
    aria-label=${caption}
  >
    <table class="numbers section-table ${isGrouped ? 'grouped' : ''}">
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
      ${
        isGrouped
          ? groupsOf(rows).map(
              ({ name, members }) =>
                html`<tbody>
                  <tr>
                    <th class="group" scope="rowgroup" colspan=${columns.length}>
                      <span>${table.columns[0]?.title}</span> <bdi>${name}</bdi>
                    </th>
                  </tr>
                  ${members.map(row)}
                </tbody>`,
            )
          : html`<tbody>
              ${rows.map(row)}
            </tbody>`
      }
    </table>
  </div>`;
}

/** Rows that follow one another with the same first cell. */
function groupsOf(
  rows: readonly SectionTableRow[],
): readonly { readonly name: string; readonly members: readonly SectionTableRow[] }[] {
  const groups: { name: string; members: SectionTableRow[] }[] = [];
  for (const row of rows) {
    const name = row.cells[0] ?? '';
    const last = groups.at(-1);
    if (last?.name === name) last.members.push(row);
    else groups.push({ name, members: [row] });
  }
  return groups;
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
