import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

function mark(content: SVGTemplateResult): TemplateResult {
  return html`<svg class="swatch" width="14" height="10" aria-hidden="true" focusable="false">
    ${content}
  </svg>`;
}

/** What the marks of the chart along the document mean; shapes differ, not only colours. */
export function alongKey(
  meanWidth: number,
  hasDivergent: boolean,
  hasStale: boolean,
  hasPrefix: boolean,
): TemplateResult {
  const token = svg`<path class="token-mark" d="M3.5 10V4M7.5 10V0M11.5 10V6"></path>`;
  const stale = svg`<path class="stale-mark" d="M3.5 10V4M7.5 10V0M11.5 10V6"></path>`;
  const mean = svg`<path class="mean-mark" d="M0 6 L5 4 L9 7 L14 3"></path>`;
  const withPrefix = svg`<path class="prefix-mark" d="M0 6 L5 4 L9 7 L14 3"></path>`;
  const favoured = svg`<circle class="favoured-mark" cx="7" cy="5" r="4"></circle>`;
  const avoided = svg`<path class="avoided-mark" d="M7 1 L11 5 L7 9 L3 5 Z"></path>`;
  return html`<p class="key">
    <span>${mark(token)} token</span>
    <span>${mark(mean)} mean of ${meanWidth}</span>
    ${hasPrefix ? html`<span>${mark(withPrefix)} with prefix</span>` : nothing}
    ${
      hasDivergent
        ? html`<span>divergent: ${mark(favoured)} favoured ${mark(avoided)} avoided by tuned</span>`
        : nothing
    }
    ${hasStale ? html`<span>${mark(stale)} stale</span>` : nothing}
  </p>`;
}
