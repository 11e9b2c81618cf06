import { html, type TemplateResult } from 'lit';
import { commandButton } from '../parts/commandButton';
import type { PanelContext } from '../parts/panelContext';
import { section } from '../parts/section';

/** Ways out of the panel: files, and everything as plain text. */
export function exportSection(context: PanelContext): TemplateResult {
  return section(
    'export',
    html``,
    html`<p class="finding">All numbers of this comparison, for other tools or as plain text.</p>
      <div class="buttons">
        ${commandButton(context, 'steerscope.export', 'Export…', true)}
        ${commandButton(context, 'steerscope.showReport', 'Show Accessible Report', true)}
      </div>`,
  );
}
