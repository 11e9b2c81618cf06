import { html, nothing, type TemplateResult } from 'lit';
import type { StudyId } from '../../../src/common/protocol/panelStudies';
import type { SectionReport } from '../../../src/common/sections/sectionReport';
import { PlotBox } from '../charts/plotBox';
import { explanation, viewChoice } from '../sections/analysis';
import type { PanelView } from '../state/panelView';
import { disclosed, disclosureButton } from './disclosure';
import type { PanelContext } from './panelContext';
import { sectionTable } from './sectionTable';
import { findingOf } from './summary';

/** Draws a report whose charts are not along a text: finding, charts, tables and what they are. */
export class ReportViews {
  private readonly boxes: PlotBox[] = [];

  constructor(
    private readonly id: StudyId,
    private readonly context: PanelContext,
  ) {}

  /** What is said first. */
  finding(report: SectionReport<StudyId>, view: PanelView): TemplateResult {
    return html`${disclosed(view, `${this.id}Help`, () => explanation(report.explanation))}
    ${findingOf(report)}`;
  }

  /** The chosen view with its charts, its caveat and, on demand, its tables. */
  views(report: SectionReport<StudyId>, view: PanelView): TemplateResult | typeof nothing {
    const { id, context } = this;
    const shown = report.views[view.views[id] ?? 0] ?? report.views[0];
    if (shown === undefined) return nothing;
    const tables = (): TemplateResult =>
      html`${shown.tables.map((table) => sectionTable(table, context))}`;
    return html`${viewChoice(report, shown, (index) => {
        context.dispatch({ type: 'viewChosen', section: id, index });
      })}
      ${shown.plots.map((plot, index) => {
        const box = (this.boxes[index] ??= new PlotBox());
        queueMicrotask(() => {
          box.show(plot);
        });
        return html`<div role="img" aria-label=${plot.plot.description}>${box.element}</div>`;
      })}
      ${shown.plots.length === 0 ? nothing : html`<p class="secondary">○ base · ◆ tuned</p>`}
      <p class="secondary caveat">${report.caveat}</p>
      ${
        shown.tables.length === 0
          ? nothing
          : shown.plots.length === 0
            ? html`<div class="tables">${tables()}</div>`
            : html`${disclosureButton(view, context, `${id}Table`, 'Table', `Table of ${report.title}`)}
              ${disclosed(view, `${id}Table`, tables, 'tables')}`
      }`;
  }
}
