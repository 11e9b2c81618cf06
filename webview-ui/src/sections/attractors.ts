import { html, nothing, type TemplateResult } from 'lit';
import type { HeatKey } from '../../../src/common/heatKey';
import type { PanelAttractors, PanelSamples } from '../../../src/common/protocol/panelSamples';
import type { SectionView } from '../../../src/common/sections/sectionReport';
import { PlotBox } from '../charts/plotBox';
import { commandButton } from '../parts/commandButton';
import { disclosed, disclosureButton } from '../parts/disclosure';
import { exportButton } from '../parts/exportButton';
import type { PanelContext } from '../parts/panelContext';
import { isUnderWay, runState } from '../parts/runState';
import { heatKeyLine, sampleText } from '../parts/sampleText';
import { section } from '../parts/section';
import { sectionTable } from '../parts/sectionTable';
import { findingOf } from '../parts/summary';
import type { TokenLists } from '../parts/tokenLists';
import { unbroken } from '../parts/unbroken';
import type { PanelView } from '../state/panelView';
import { explanation, viewChoice } from './analysis';
import { factList, optionsButton } from './continuations';

/** Where continuations lead, and whether the tuned model returns to the same place. */
export class AttractorsSection {
  private readonly boxes: PlotBox[] = [];

  constructor(
    private readonly context: PanelContext,
    private readonly lists: TokenLists,
  ) {}

  render({ attractors, heatKey }: PanelSamples, view: PanelView): TemplateResult {
    const { context } = this;
    return section(
      'attractors',
      attractors?.report === undefined ? html`` : this.disclosures(attractors.report, view),
      html`${attractors === undefined ? emptyText : this.search(attractors, heatKey, view)}
        <div class="buttons">
          ${
            attractors !== undefined && isUnderWay(attractors.state)
              ? nothing
              : commandButton(
                  context,
                  'steerscope.findAttractors',
                  'Find Attractors…',
                  attractors !== undefined,
                )
          }
          ${optionsButton(context)}
          ${attractors === undefined ? nothing : more(attractors, context)}
        </div>`,
    );
  }

  private search(
    attractors: PanelAttractors,
    key: HeatKey | undefined,
    view: PanelView,
  ): TemplateResult {
    const { where, how, state, report } = attractors;
    return html`${
        report === undefined
          ? nothing
          : html`${disclosed(view, 'attractorsHelp', () => explanation(report.explanation))}
            ${findingOf(report)}`
      }
      <p class="secondary how"><bdi>${where}</bdi></p>
      ${how === '' ? nothing : html`<p class="secondary how">${how}</p>`}
      ${runState(
        state,
        report === undefined ? 'Finding attractors' : 'Testing perturbations',
        report !== undefined,
        this.context,
      )}
      ${report === undefined ? nothing : this.views(report, view)}
      ${examples(attractors, key, this.lists)}`;
  }

  private views(report: Report, view: PanelView): TemplateResult {
    const shown = shownView(report, view);
    if (shown === undefined) return html``;
    const tables = html`${shown.tables.map((table) => sectionTable(table, this.context))}`;
    return html`${viewChoice(report, shown, (index) => {
        this.context.dispatch({ type: 'viewChosen', section: 'attractors', index });
      })}
      ${shown.plots.map((plot, index) => {
        const box = (this.boxes[index] ??= new PlotBox());
        queueMicrotask(() => {
          box.show(plot);
        });
        return html`<div role="img" aria-label=${plot.plot.description}>${box.element}</div>`;
      })}
      <p class="secondary caveat">${unbroken(report.caveat)}</p>
      ${
        shown.tables.length === 0
          ? nothing
          : shown.plots.length === 0
            ? html`<div class="tables">${tables}</div>`
            : disclosed(view, 'attractorsTable', () => tables, 'tables')
      }`;
  }

  private disclosures(report: Report, view: PanelView): TemplateResult {
    const shown = shownView(report, view);
    const hasTable = shown !== undefined && shown.plots.length > 0 && shown.tables.length > 0;
    return html`${
      hasTable
        ? disclosureButton(view, this.context, 'attractorsTable', 'Table', 'Table of Attractors')
        : nothing
    }
    ${exportButton(this.context, 'attractors', report.title, { view: view.views.attractors ?? 0 })}
    ${disclosureButton(
      view,
      this.context,
      'attractorsHelp',
      'What is this?',
      'What are attractors?',
    )}`;
  }
}

type Report = NonNullable<PanelAttractors['report']>;

function shownView({ views }: Report, view: PanelView): SectionView | undefined {
  return views[view.views.attractors ?? 0] ?? views[0];
}

const emptyText = html`<p class="finding">
  Let both models write many continuations, and see whether the tuned model always ends up at the
  same place.
</p>`;

function more(
  { report, state, isPerturbed }: PanelAttractors,
  context: PanelContext,
): TemplateResult | typeof nothing {
  if (report === undefined || isUnderWay(state)) return nothing;
  return html`${
    isPerturbed
      ? nothing
      : commandButton(context, 'steerscope.testPerturbations', 'Test Perturbations', true)
  }`;
}

function examples(
  { examples: shown }: PanelAttractors,
  key: HeatKey | undefined,
  lists: TokenLists,
): TemplateResult | typeof nothing {
  if (shown.length === 0) return nothing;
  return html`<div class="texts examples">
    <h3>Two of the continuations</h3>
    ${heatKeyLine(key)}
    ${shown.map(
      ({ label, tokens, facts, notes, origin }, index) =>
        html`<article class="continuation" aria-label=${label}>
          <div class="continuation-head"><h4>${label}</h4></div>
          <p class="secondary how"><bdi>${origin}</bdi></p>
          ${sampleText(tokens, key)} ${factList(facts)}
          ${lists.render(`example/${index}`, label, tokens)}
          ${notes.map((note) => html`<p class="secondary how">${note}</p>`)}
        </article>`,
    )}
  </div>`;
}
