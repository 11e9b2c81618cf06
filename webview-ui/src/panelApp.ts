import { html, nothing, render, type TemplateResult } from 'lit';
import type { PanelHostMessage, PanelSnapshot } from '../../src/common/protocol/panel';
import type { PanelToken } from '../../src/common/protocol/panelToken';
import { studyIds } from '../../src/common/protocol/panelStudies';
import { readPanelMemory } from '../../src/common/protocol/panelMemory';
import { pngOfPlot } from './charts/pngOfPlot';
import type { HostApi } from './hostApi';
import { announcement, pageOf } from './state/page';
import {
  initialView,
  memoryOf,
  reduceView,
  type PanelEvent,
  type PanelView,
} from './state/panelView';
import { Tokens } from '../../src/common/panel/tokens';
import { samplesAnnouncement } from './state/samplesAnnouncement';
import type { PanelContext, SectionInput } from './parts/panelContext';
import { TokenLists } from './parts/tokenLists';
import { analysisIds } from '../../src/common/sections/sectionReport';
import { AlongSection } from './sections/along';
import { AnalysisSection } from './sections/analysis';
import { DivergentSection } from './sections/divergent';
import { AttractorsSection } from './sections/attractors';
import { continuationsSection } from './sections/continuations';
import { exportSection } from './sections/exportSection';
import { header, showSection } from './sections/header';
import { overviewSection } from './sections/overview';
import { banner, statePage } from './sections/states';
import { StudySection, studyAnnouncement } from './sections/study';
import { tokenSection } from './sections/token';

/** The page: holds the view, draws it whole after every event, and tells the host what the user wants. */
export class PanelApp {
  private view: PanelView;
  private tokens: Tokens | undefined;
  /** The row whose numbers were asked for and did not come yet. */
  private asked: number | undefined;
  private readonly along: AlongSection;
  private readonly divergent: DivergentSection;
  private readonly analyses: readonly AnalysisSection[];
  private readonly attractors: AttractorsSection;
  private readonly studies: readonly StudySection[];
  private readonly tokenLists: TokenLists;
  private readonly context: PanelContext;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: HostApi,
  ) {
    this.view = initialView(readPanelMemory(host.remembered));
    this.context = {
      dispatch: (event) => {
        this.dispatch(event);
      },
      post: (message) => {
        host.post(message);
      },
      goTo: (row, focus = false) => {
        this.dispatch({ type: 'selected', row });
        const { uri, comparison } = this.view;
        host.post({ type: 'goTo', uri, comparison, row, focus });
      },
    };
    const redraw = (): void => {
      this.draw();
    };
    this.along = new AlongSection(this.context, redraw);
    this.divergent = new DivergentSection(this.context, redraw);
    this.tokenLists = new TokenLists(redraw);
    this.attractors = new AttractorsSection(this.context, this.tokenLists);
    this.studies = studyIds.map((id) => new StudySection(id, this.context));
    this.analyses = analysisIds.map((id) => new AnalysisSection(id, this.context));
  }

  /** Handles a message of the extension host. */
  receive(message: PanelHostMessage): void {
    if (message.type === 'paint') {
      void this.paint(message);
      return;
    }
    this.dispatch(message);
    if (message.type === 'select' && message.reveal) showSection('token');
    if (message.type === 'showSection') showSection(message.section);
  }

  /** Answers in any case: the host waits for it. */
  private async paint({ job, plot }: Extract<PanelHostMessage, { type: 'paint' }>): Promise<void> {
    const png = await pngOfPlot(plot).catch(() => null);
    this.host.post({ type: 'painted', job, png });
  }

  private dispatch(event: PanelEvent): void {
    this.view = reduceView(this.view, event);
    if (event.type === 'snapshot') {
      const { result } = event.snapshot;
      this.tokens = result && new Tokens(result);
    }
    if (event.type === 'snapshot' || (event.type === 'token' && event.token.row === this.asked)) {
      this.asked = undefined;
    }
    this.askForToken();
    if (this.view.snapshot) this.host.remember(memoryOf(this.view));
    this.draw();
  }

  /** Asks for the numbers of the row that the page is about, unless they are there or on their way. */
  private askForToken(): void {
    const { tokens, view } = this;
    if (tokens === undefined) return;
    const row = this.row(tokens);
    if (row === this.token(tokens).row || row === this.asked) return;
    this.asked = row;
    this.host.post({ type: 'lookAt', uri: view.uri, comparison: view.comparison, row });
  }

  private draw(): void {
    render(this.page(), this.root);
    if (!this.tokens) this.along.removed();
  }

  private page(): TemplateResult | typeof nothing {
    const { snapshot } = this.view;
    if (!snapshot) return nothing;
    const page = pageOf(snapshot);
    return html`${header(snapshot, this.context)}
      <div class="hidden-text" role="status">${announcement(snapshot)}</div>
      <div id="samples-status" class="hidden-text" role="status">
        ${samplesAnnouncement(snapshot.samples)}
      </div>
      ${studyIds.map(
        (id) =>
          html`<div id="${id}-status" class="hidden-text" role="status">
            ${studyAnnouncement(id, snapshot.studies)}
          </div>`,
      )}
      ${
        page.kind === 'result' && this.tokens
          ? this.result({
              view: this.view,
              snapshot,
              tokens: this.tokens,
              row: this.row(this.tokens),
              token: this.token(this.tokens),
            })
          : page.kind === 'result'
            ? nothing
            : html`<main class="sections">
                ${statePage(page, snapshot, this.context)}
                ${hasSamples(snapshot) ? this.samples(snapshot) : nothing}
                ${hasStudies(snapshot) ? this.studied(snapshot) : nothing}
              </main>`
      }`;
  }

  private row(tokens: Tokens): number {
    const { selection } = this.view;
    return selection !== undefined && selection < tokens.count
      ? selection
      : tokens.result.token.row;
  }

  /** The token whose numbers are there. */
  private token({ count, result }: Tokens): PanelToken {
    const { token } = this.view;
    return token !== undefined && token.row < count ? token : result.token;
  }

  private result(input: SectionInput): TemplateResult {
    return html`<main class="sections">
      ${banner(input.snapshot, this.context)} ${overviewSection(input, this.context)}
      ${this.along.render(input)} ${tokenSection(input, this.context)}
      ${this.divergent.render(input)} ${this.analyses.map((analysis) => analysis.render(input))}
      ${this.samples(input.snapshot)} ${this.studied(input.snapshot)} ${exportSection(this.context)}
    </main>`;
  }

  private studied({ studies }: PanelSnapshot): TemplateResult {
    return html`${this.studies.map((study) => study.render(studies, this.view))}`;
  }

  private samples({ samples }: PanelSnapshot): TemplateResult {
    return html`${continuationsSection(samples, this.view, this.context, this.tokenLists)}
    ${this.attractors.render(samples, this.view)}`;
  }
}

/** Whether there is any study of the pair to show on a page without a comparison. */
function hasStudies({ studies }: PanelSnapshot): boolean {
  return studyIds.some((id) => studies[id] !== undefined);
}

/** Whether there is anything of samples to show on a page without a comparison. */
function hasSamples({ samples }: PanelSnapshot): boolean {
  const { continuations, kept, attractors } = samples;
  return continuations !== undefined || kept.length > 0 || attractors !== undefined;
}
