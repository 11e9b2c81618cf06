import { html, type TemplateResult } from 'lit';

/** The mark of a model: outlined for base, filled for tuned, as its bars are. */
export function swatch(model: 'base' | 'tuned'): TemplateResult {
  return html`<svg class="swatch" width="10" height="10" aria-hidden="true" focusable="false">
    <rect class=${model} x="0.5" y="0.5" width="9" height="9"></rect>
  </svg>`;
}
