import { html, nothing, type TemplateResult } from 'lit';
import type { PanelCommandId } from '../../../src/common/protocol/panel';
import type { PanelStudies, PanelStudy, StudyId } from '../../../src/common/protocol/panelStudies';
import { commandButton } from '../parts/commandButton';
import { disclosureButton } from '../parts/disclosure';
import { exportButton } from '../parts/exportButton';
import type { PanelContext } from '../parts/panelContext';
import { ReportViews } from '../parts/reportViews';
import { isUnderWay, runState } from '../parts/runState';
import { section } from '../parts/section';
import type { PanelView } from '../state/panelView';

/** The words of a section about the pair. */
interface StudyWords {
  /** What it is for, before the first run. */
  readonly empty: string;
  readonly command: PanelCommandId;
  readonly button: string;
  /** What is happening during a run. */
  readonly doing: string;
}

const words: Readonly<Record<StudyId, StudyWords>> = {
  probes: {
    empty:
      'Ask both models questions whose right answer is a known chance, and see whether the tuned model still answers by what it is told.',
    command: 'steerscope.runProbes',
    button: 'Run Probes…',
    doing: 'Asking',
  },
  checkpoints: {
    empty:
      'Let every tuned checkpoint of the pair write, and see what grows with the KL that it spends.',
    command: 'steerscope.compareCheckpoints',
    button: 'Compare Checkpoints',
    doing: 'Writing with every checkpoint',
  },
};

/** One study of the pair: what was found, or how to begin. */
export class StudySection {
  private readonly views: ReportViews;

  constructor(
    private readonly id: StudyId,
    private readonly context: PanelContext,
  ) {
    this.views = new ReportViews(id, context);
  }

  render(studies: PanelStudies, view: PanelView): TemplateResult {
    const { id, context } = this;
    const study = studies[id];
    const { empty, command, button } = words[id];
    return section(
      id,
      study?.report === undefined
        ? html``
        : html`${exportButton(context, id, study.report.title, { view: view.views[id] ?? 0 })}
          ${disclosureButton(
            view,
            context,
            `${id}Help`,
            'What is this?',
            `What is ${study.report.title}?`,
          )}`,
      html`${study === undefined ? html`<p class="finding">${empty}</p>` : this.study(study, view)}
      ${
        study !== undefined && isUnderWay(study.state)
          ? nothing
          : html`<div class="buttons">
              ${commandButton(context, command, button, study !== undefined)}
            </div>`
      }`,
    );
  }

  private study({ state, where, how, report }: PanelStudy, view: PanelView): TemplateResult {
    return html`${report === undefined ? nothing : this.views.finding(report, view)}
    ${where === '' ? nothing : html`<p class="secondary how"><bdi>${where}</bdi></p>`}
    ${how === '' ? nothing : html`<p class="secondary how">${how}</p>`}
    ${
      state.kind === 'cancelled'
        ? html`<p class="secondary">Cancelled.</p>`
        : runState(state, words[this.id].doing, report !== undefined, this.context)
    }
    ${report === undefined ? nothing : this.views.views(report, view)}`;
  }
}

/** What a screen reader hears of the last run of a study; not every step of its progress. */
export function studyAnnouncement(id: StudyId, studies: PanelStudies): string {
  const study = studies[id];
  switch (study?.state.kind) {
    case undefined:
      return '';
    case 'loading':
    case 'running':
      return words[id].doing;
    case 'done':
      return study.report?.finding ?? '';
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return study.state.error.message;
  }
}
