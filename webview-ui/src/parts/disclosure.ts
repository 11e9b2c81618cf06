import { html, nothing, type TemplateResult } from 'lit';
import type { PanelDisclosureId } from '../../../src/common/protocol/panelMemory';
import type { PanelView } from '../state/panelView';
import type { PanelContext } from './panelContext';

/** The button of a disclosure; what it shows is drawn by {@link disclosed}. */
export function disclosureButton(
  view: PanelView,
  context: PanelContext,
  id: PanelDisclosureId,
  label: string,
  name: string,
): TemplateResult {
  const open = view.open.has(id);
  return html`<button
    type="button"
    class="link disclosure"
    aria-expanded=${open ? 'true' : 'false'}
    aria-controls=${id}
    aria-label=${name}
    @click=${() => {
      context.dispatch({ type: 'toggled', id, open: !open });
    }}
  >
    ${label}
  </button>`;
}

/** The content of a disclosure; empty and hidden while it is closed. */
export function disclosed(
  view: PanelView,
  id: PanelDisclosureId,
  content: () => TemplateResult,
  className = 'help',
): TemplateResult {
  const open = view.open.has(id);
  return html`<div id=${id} class=${className} ?hidden=${!open}>
    ${open ? content() : nothing}
  </div>`;
}
