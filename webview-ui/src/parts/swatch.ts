import { html, type TemplateResult } from 'lit';

/** What bars are of: the models, and the mixture at a supposed λ. */
export type SwatchOf = 'base' | 'conditioned' | 'tuned' | 'what-if';

/** The mark of a model: outlined for base, dashed with a prefix, filled for tuned, grey for a supposed λ, as its bars are. */
export function swatch(of: SwatchOf): TemplateResult {
  return html`<svg class="swatch" width="10" height="10" aria-hidden="true" focusable="false">
    <rect class=${of} x="0.5" y="0.5" width="9" height="9"></rect>
  </svg>`;
}
