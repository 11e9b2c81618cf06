import { html, nothing, type TemplateResult } from 'lit';
import type { Explanation } from '../../../src/common/explanations';
import type {
  AnalysisId,
  SectionPlot,
  SectionReport,
  SectionView,
} from '../../../src/common/sections/sectionReport';
import { PlotBox } from '../charts/plotBox';
import { commandButton } from '../parts/commandButton';
import { disclosed, disclosureButton } from '../parts/disclosure';
import { exportButton } from '../parts/exportButton';
import type { PanelContext, SectionInput } from '../parts/panelContext';
import { section } from '../parts/section';
import { sectionTable } from '../parts/sectionTable';
import { unbroken } from '../parts/unbroken';
import { TextPlot } from './textPlot';

/** The section of one analysis: finding, charts, tables and what they are. */
export class AnalysisSection {
  private readonly boxes: PlotBox[] = [];
  private readonly textPlots: TextPlot[] = [];

  constructor(
    private readonly id: AnalysisId,
    private readonly context: PanelContext,
  ) {}

  render(input: SectionInput): TemplateResult | typeof nothing {
    const report = input.tokens.result.analyses.find(({ id }) => id === this.id);
    if (!report) return nothing;
    const { view } = input;
    const { id, context } = this;
    const shown = report.views[view.views[id] ?? 0] ?? report.views[0];
    const caveat = shown?.caveat ?? report.caveat;
    const hasTables = shown !== undefined && shown.tables.length > 0;
    return section(
      id,
      html`${
        hasTables
          ? disclosureButton(view, context, `${id}Table`, 'Table', `Table of ${report.title}`)
          : nothing
      }
      ${exportButton(context, id, report.title, { view: shown === undefined ? 0 : report.views.indexOf(shown) })}
      ${disclosureButton(view, context, `${id}Help`, 'What is this?', `What is ${report.title}?`)}`,
      html`${disclosed(view, `${id}Help`, () => explanation(report.explanation))}
        <p class="finding">${unbroken(report.finding)}</p>
        ${id === 'supportedUpdate' && shown !== undefined ? selectedUpdate(input) : nothing}
        ${viewChoice(report, shown, (index) => {
          context.dispatch({ type: 'viewChosen', section: id, index });
        })}
        ${shown?.finding === undefined ? nothing : html`<p class="finding">${unbroken(shown.finding)}</p>`}
        ${shown?.plots.map((plot, index) => this.plot(input, plot, index, report.title))}
        ${caveat === '' ? nothing : html`<p class="secondary caveat">${unbroken(caveat)}</p>`}
        ${
          report.command === undefined
            ? nothing
            : html`<p class="section-command">
                ${commandButton(context, report.command.id, report.command.label, true)}
              </p>`
        }
        ${
          hasTables
            ? disclosed(
                view,
                `${id}Table`,
                () => html`${shown.tables.map((table) => sectionTable(table, context))}`,
                'tables',
              )
            : nothing
        }`,
    );
  }

  private plot(
    input: SectionInput,
    plot: SectionPlot,
    index: number,
    title: string,
  ): TemplateResult {
    if (plot.isAlongText) {
      const shown = (this.textPlots[index] ??= new TextPlot(this.context));
      return shown.render(input, plot, title);
    }
    const box = (this.boxes[index] ??= new PlotBox());
    queueMicrotask(() => {
      box.show(plot);
    });
    return html`<div role="img" aria-label=${plot.plot.description}>${box.element}</div>`;
  }
}

/** What is said of the text that is selected in the editor, which changes as the selection does. */
function selectedUpdate({ view }: SectionInput): TemplateResult {
  return view.selectedUpdate === ''
    ? html`<p class="secondary selected-update">
        Select text in the editor to see how much of the update it supports.
      </p>`
    : html`<p class="selected-update">${unbroken(view.selectedUpdate)}</p>`;
}

/** Buttons of which one is pressed; nothing where there is no choice. */
export function viewChoice(
  { title, views }: Pick<SectionReport<string>, 'title' | 'views'>,
  shown: SectionView | undefined,
  choose: (index: number) => void,
): TemplateResult | typeof nothing {
  if (views.length < 2) return nothing;
  return html`<div class="view-choice" role="group" aria-label="View of ${title}">
    ${views.map(
      (view, index) =>
        html`<button
          type="button"
          aria-pressed=${view === shown ? 'true' : 'false'}
          @click=${() => {
            choose(index);
          }}
        >
          ${view.label}
        </button>`,
    )}
  </div>`;
}

/** What an analysis is, in paragraphs. */
export function explanation({
  definition,
  units,
  assumptions,
  source,
}: Explanation): TemplateResult {
  return html`<p>${definition}</p>
    <p><b>Units</b>: ${units}</p>
    <p><b>Assumptions</b>: ${assumptions}</p>
    <p><b>Source</b>: ${source}</p>`;
}
