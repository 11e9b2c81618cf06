import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { noiseFloorMeaning } from '../../../src/common/explanations';
import { formatNumber, formatSigned, fromNats, unitLabel } from '../../../src/common/format';
import type { PanelSortKey } from '../../../src/common/protocol/panelMemory';
import { metricNumber } from '../../../src/common/sentences';
import { targetIndex } from '../state/keys';
import { divergentFinding, extraMetric } from '../../../src/common/panel/divergentReport';
import { sortedDivergentRows } from '../../../src/common/panel/sortRows';
import { disclosed, disclosureButton } from '../parts/disclosure';
import { exportButton } from '../parts/exportButton';
import type { PanelContext, SectionInput } from '../parts/panelContext';
import { section } from '../parts/section';
import { tokenText } from '../parts/tokenText';
import { unbroken } from '../parts/unbroken';

/** Rows that are added with each click on the button below the table. */
const pageLength = 25;

/** The table of divergent tokens: sortable, one stop for the keyboard, arrows move between rows. */
export class DivergentSection {
  private limit = pageLength;
  private uri = '';
  /** Row of the comparison that has the tab stop. */
  private stop: number | undefined;

  constructor(
    private readonly context: PanelContext,
    private readonly redraw: () => void,
  ) {}

  render(input: SectionInput): TemplateResult {
    const { view, snapshot, tokens } = input;
    if (snapshot.uri !== this.uri) {
      this.uri = snapshot.uri;
      this.limit = pageLength;
      this.stop = undefined;
    }
    const sorted = sortedDivergentRows(tokens, view.sort);
    return section(
      'divergent',
      html`${exportButton(this.context, 'divergent', 'Most divergent tokens', { sort: view.sort })}
      ${disclosureButton(view, this.context, 'divergentHelp', 'What is this?', 'What is this table?')}`,
      html`${disclosed(view, 'divergentHelp', help)}
        <p class="finding" id="divergent-finding">
          ${unbroken(divergentFinding(snapshot, tokens))}
        </p>
        ${sorted.length > 0 ? this.table(input, sorted) : nothing}`,
    );
  }

  private table(input: SectionInput, sorted: readonly number[]): TemplateResult {
    const { snapshot, tokens, row: current } = input;
    const shown = sorted.slice(0, this.limit);
    const stop = [this.stop, current, shown[0]].find(
      (row) => row !== undefined && shown.includes(row),
    );
    const extra = extraMetric(snapshot.metric);
    const { unit } = snapshot;
    return html`<div class="table-box">
        <table
          class="divergent-table"
          role="grid"
          aria-labelledby="divergent-title"
          aria-describedby="divergent-finding"
          aria-rowcount=${sorted.length + 1}
        >
          <thead>
            <tr>
              ${this.heading(input, 'token', 'token')} ${this.heading(input, 'line', 'line', true)}
              ${this.heading(input, 'divergence', 'divergence', true, unit)}
              ${this.heading(input, 'logRatio', 'log ratio', true, unit)}
              ${
                extra
                  ? this.heading(
                      input,
                      'metric',
                      extra.label,
                      true,
                      extra.unit === 'probability' ? '' : unitLabel(extra.unit, unit),
                    )
                  : nothing
              }
              ${this.heading(input, 'instead', 'tuned instead')}
            </tr>
          </thead>
          <tbody
            @keydown=${(event: KeyboardEvent) => {
              this.onKey(event, shown);
            }}
          >
            ${repeat(
              shown,
              (row) => row,
              (row, index) =>
                html`<tr
                  data-row=${row}
                  aria-rowindex=${index + 2}
                  tabindex=${row === stop ? 0 : -1}
                  aria-selected=${row === current ? 'true' : 'false'}
                  class=${tokens.isStale(row) ? 'stale' : ''}
                  @click=${() => {
                    this.go(row, false);
                  }}
                  @dblclick=${() => {
                    this.go(row, true);
                  }}
                >
                  <td>
                    ${tokenText(tokens.text(row), tokens.isFavoured(row) ? 'favoured' : 'avoided')}
                  </td>
                  <td class="number">${tokens.line(row)}</td>
                  <td class="number">
                    ${formatNumber(fromNats(tokens.divergentAt(row).js, unit), 3)}
                  </td>
                  <td class="number">
                    ${formatSigned(fromNats(tokens.divergentAt(row).logRatio, unit), 2)}
                  </td>
                  ${
                    extra
                      ? html`<td class="number">
                          ${metricNumber(extra, unit, tokens.result.columns.metric[row] ?? 0)}
                        </td>`
                      : nothing
                  }
                  <td>${instead(input, row)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${this.moreButton(sorted.length)}`;
  }

  private heading(
    { view }: SectionInput,
    key: PanelSortKey,
    label: string,
    isNumber = false,
    unit = '',
  ): TemplateResult {
    const isSorted = view.sort.key === key;
    const direction = view.sort.descending ? 'descending' : 'ascending';
    const icon = view.sort.descending ? 'arrow-down' : 'arrow-up';
    return html`<th
      scope="col"
      class=${isNumber ? 'number' : ''}
      aria-sort=${isSorted ? direction : 'none'}
    >
      <button
        type="button"
        class="sort"
        @click=${() => {
          this.context.dispatch({ type: 'sorted', key });
        }}
      >
        ${label}<span
          class="codicon codicon-${icon} ${isSorted ? '' : 'invisible'}"
          aria-hidden="true"
        ></span>
      </button>
      ${unitLine(unit)}
    </th>`;
  }

  private moreButton(total: number): TemplateResult | typeof nothing {
    const rest = Math.min(pageLength, total - this.limit);
    if (rest <= 0) return nothing;
    return html`<button
      type="button"
      class="link"
      @click=${() => {
        this.limit += pageLength;
        this.redraw();
      }}
    >
      Show ${rest} more of ${total}
    </button>`;
  }

  private go(row: number, focus: boolean): void {
    this.stop = row;
    this.context.goTo(row, focus);
  }

  private onKey(event: KeyboardEvent, shown: readonly number[]): void {
    const element = event.target instanceof Element ? event.target.closest('tr') : null;
    const index = shown.indexOf(Number(element?.getAttribute('data-row')));
    const target = targetIndex(event.key, index, shown.length);
    const row = shown[target ?? -1];
    if (row === undefined) return;
    event.preventDefault();
    if (event.key === 'Enter' || event.key === ' ') {
      this.go(row, event.key === 'Enter');
      return;
    }
    this.stop = row;
    this.redraw();
    element?.parentElement?.querySelector<HTMLElement>(`[data-row="${row}"]`)?.focus();
  }
}

/** The unit of a column, below its heading. */
function unitLine(unit: string): TemplateResult | typeof nothing {
  return unit === '' ? nothing : html`<span class="unit">${unit}</span>`;
}

/** What the tuned model finds most probable, unless it is the token that is there. */
function instead({ tokens }: SectionInput, row: number): TemplateResult {
  const { tunedTopId: id } = tokens.divergentAt(row);
  if (id === tokens.result.columns.id[row]) return html`<span class="secondary">the same</span>`;
  return tokenText(tokens.textOf(id));
}

function help(): TemplateResult {
  return html`<p>
      Every token whose divergence reaches the threshold and lies above the noise floor.
      ${noiseFloorMeaning} <b>Log ratio</b> is positive where the tuned model favours the token that
      is there (underlined) and negative where it avoids it (dashed). <b>Tuned instead</b> is the
      token that the tuned model finds most probable at that place.
    </p>
    <p>
      A click or Space goes to the token and stays here; a double click or Enter goes on in the
      editor. ↑ ↓ move between rows, the headings sort.
    </p>`;
}
