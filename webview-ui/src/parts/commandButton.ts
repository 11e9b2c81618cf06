import { html, type TemplateResult } from 'lit';
import type { ErrorAction } from '../../../src/common/errors';
import type { PanelCommandId } from '../../../src/common/protocol/panel';
import type { PanelContext } from './panelContext';

/** A native-looking button that runs a command of the extension. */
export function commandButton(
  context: PanelContext,
  command: PanelCommandId,
  label: string,
  secondary = false,
): TemplateResult {
  return html`<vscode-button
    ?secondary=${secondary}
    @click=${() => {
      context.post({ type: 'command', command });
    }}
    >${label}</vscode-button
  >`;
}

const actionLabels: Readonly<Record<ErrorAction, string>> = {
  showLog: 'Show Log',
  restart: 'Restart',
  chooseFolder: 'Choose Folder',
  choosePair: 'Choose Pair',
  openSettings: 'Open Settings',
  samplingOptions: 'Sampling Options',
  compareSelection: 'Compare Selection',
  compareVisibleRange: 'Compare Visible Range',
};

/** The buttons that an error offers, the first as the main one. */
export function actionButtons(
  context: PanelContext,
  actions: readonly ErrorAction[],
): readonly TemplateResult[] {
  return actions.map(
    (action, index) =>
      html`<vscode-button
        ?secondary=${index > 0}
        @click=${() => {
          context.post({ type: 'action', action });
        }}
        >${actionLabels[action]}</vscode-button
      >`,
  );
}
