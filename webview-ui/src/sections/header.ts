import { html, nothing, type TemplateResult } from 'lit';
import { isCausal, notCausalSentence } from '../../../src/common/causality';
import { unitLabel } from '../../../src/common/format';
import { metricOf } from '../../../src/common/metrics';
import type { PanelCommandId, PanelSnapshot } from '../../../src/common/protocol/panel';
import { tokens } from '../../../src/common/sentences';
import { pageOf, progressOf, stateWord } from '../state/page';
import { commandButton } from '../parts/commandButton';
import type { PanelContext } from '../parts/panelContext';
import { sections } from '../parts/section';

/** The sticky head of the page: what is compared, with what, how far it is, and the way to each section. */
export function header(snapshot: PanelSnapshot, context: PanelContext): TemplateResult {
  const { result, title } = snapshot;
  const word = stateWord(snapshot);
  return html`<header>
    <div class="head-line">
      <h1 title=${title}><bdi>${title === '' ? 'Steerscope' : title}</bdi></h1>
      ${choice(context, 'steerscope.selectPair', 'Pair', snapshot.pairName, result?.dtype)}
      ${result ? metricChoice(snapshot, context) : nothing}
      ${result ? html`<span class="secondary count">${countText(snapshot)}</span>` : nothing}
      ${word === undefined ? nothing : html`<span class="state-word">${word}</span>`}
    </div>
    ${progress(snapshot, context)} ${pageOf(snapshot).kind === 'result' ? sectionList() : nothing}
    ${notReliable(snapshot)}
  </header>`;
}

/** What stays in sight beside every number of a pair whose later tokens change earlier ones. */
function notReliable({ result, unit }: PanelSnapshot): TemplateResult | typeof nothing {
  if (result === undefined || isCausal(result)) return nothing;
  return html`<p class="not-reliable">
    <span class="codicon codicon-warning" aria-hidden="true"></span>
    ${notCausalSentence(result, unit)}
  </p>`;
}

function metricChoice({ metric, unit }: PanelSnapshot, context: PanelContext): TemplateResult {
  const { label, unit: own } = metricOf(metric);
  const detail = own === 'probability' ? undefined : unitLabel(own, unit);
  return choice(context, 'steerscope.selectMetric', 'Metric', label, detail);
}

function countText({ result }: PanelSnapshot): string {
  if (!result) return '';
  const scored = result.columns.id.length;
  return scored < result.tokenCount ? `${scored} of ${tokens(result.tokenCount)}` : tokens(scored);
}

/** A quiet button that opens one of VS Code's own pickers; its detail goes where there is no room. */
function choice(
  context: PanelContext,
  command: PanelCommandId,
  name: string,
  text: string,
  detail: string | undefined,
): TemplateResult {
  const whole = detail === undefined ? text : `${text}, ${detail}`;
  return html`<button
    type="button"
    class="choice"
    aria-label="${name}: ${whole}. Change"
    title="${name}: ${whole}. Change…"
    @click=${() => {
      context.post({ type: 'command', command });
    }}
  >
    <span class="choice-text"
      ><bdi>${text}</bdi>${
        detail === undefined ? nothing : html`<span class="detail"> · ${detail}</span>`
      }</span
    ><span class="codicon codicon-chevron-down" aria-hidden="true"></span>
  </button>`;
}

function progress(snapshot: PanelSnapshot, context: PanelContext): TemplateResult | typeof nothing {
  const running = progressOf(snapshot);
  if (!running) return nothing;
  const { text, fraction } = running;
  return html`<div class="progress-line">
      <span>${text}</span> ${commandButton(context, 'steerscope.cancel', 'Cancel', true)}
    </div>
    <vscode-progress-bar
      aria-label="Progress of the comparison"
      .value=${fraction === undefined ? undefined : fraction * 100}
      .max=${100}
      ?indeterminate=${fraction === undefined}
    ></vscode-progress-bar>`;
}

function sectionList(): TemplateResult {
  return html`<nav aria-label="Sections">
    ${sections.map(
      ({ id, short }) =>
        html`<a
          href="#${id}"
          @click=${(event: Event) => {
            event.preventDefault();
            showSection(id);
          }}
          >${short}</a
        >`,
    )}
  </nav>`;
}

/** Brings a section to the top and its heading under the keyboard. */
export function showSection(id: string): void {
  document.getElementById(id)?.scrollIntoView({ block: 'start' });
  document.getElementById(`${id}-title`)?.focus({ preventScroll: true });
}
