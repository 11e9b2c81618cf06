import { html, type TemplateResult } from 'lit';
import type { ExportedSectionId, ShownPart } from '../../../src/common/protocol/panelExport';
import type { PanelContext } from './panelContext';

/**
 * The button that writes what a section shows to a file; VS Code asks for the format.
 *
 * @param title of the section, for those who do not see where the button is
 */
export function exportButton(
  context: PanelContext,
  section: ExportedSectionId,
  title: string,
  shown: ShownPart,
): TemplateResult {
  return html`<button
    type="button"
    class="link"
    aria-label="Export ${title}…"
    @click=${() => {
      context.post({ type: 'exportSection', section, shown });
    }}
  >
    Export…
  </button>`;
}
