import { html, nothing, type TemplateResult } from 'lit';
import type { PanelRunState } from '../../../src/common/protocol/panelSamples';
import { loadingText, withLog } from '../state/page';
import { actionButtons, commandButton } from './commandButton';
import type { PanelContext } from './panelContext';

/**
 * How far a run of sampling is, or why it is not whole; nothing once it is.
 *
 * @param doing what it does, as in "Sampling"
 * @param remains whether there is something to see though it was cancelled
 */
export function runState(
  state: PanelRunState,
  doing: string,
  remains: boolean,
  context: PanelContext,
): TemplateResult | typeof nothing {
  switch (state.kind) {
    case 'loading':
      return progress(loadingText(state), undefined, doing, context);
    case 'running':
      return progress(
        `${doing}: ${Math.floor(state.fraction * 100)} %`,
        state.fraction,
        doing,
        context,
      );
    case 'done':
      return nothing;
    case 'cancelled':
      return html`<p class="secondary how">
        ${remains ? 'Cancelled; what was there before stays.' : 'Cancelled before there was a result.'}
      </p>`;
    case 'failed':
      return html`<div class="run-failed">
        <p><span class="codicon codicon-error" aria-hidden="true"></span> ${state.error.message}</p>
        <div class="buttons">${actionButtons(context, withLog(state.error.actions))}</div>
      </div>`;
  }
}

/** Whether a run is under way. */
export function isUnderWay({ kind }: PanelRunState): boolean {
  return kind === 'loading' || kind === 'running';
}

function progress(
  text: string,
  fraction: number | undefined,
  doing: string,
  context: PanelContext,
): TemplateResult {
  return html`<div class="run-progress">
    <span>${text}</span> ${commandButton(context, 'steerscope.cancelSampling', 'Cancel', true)}
    <vscode-progress-bar
      aria-label="Progress of ${doing.toLowerCase()}"
      .value=${fraction === undefined ? undefined : fraction * 100}
      .max=${100}
      ?indeterminate=${fraction === undefined}
    ></vscode-progress-bar>
  </div>`;
}
