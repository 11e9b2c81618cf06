import { html, nothing, type TemplateResult } from 'lit';
import type { ShownToken } from '../../../src/common/sampling/shownTokens';

/**
 * A continuation as text: heat behind its tokens and underlines below divergent ones, as in the editor, and
 * a mark where it turns away from what the base expects.
 */
export function sampleText(tokens: readonly ShownToken[]): TemplateResult {
  return html`<p class="written" dir="auto">${tokens.map(writtenToken)}</p>`;
}

function writtenToken({ text, heat, mark, title, isTurn }: ShownToken): TemplateResult {
  const classes = [...(heat > 0 ? [`heat-${heat}`] : []), ...(mark === undefined ? [] : [mark])];
  return html`${
      isTurn
        ? html`<span class="turn" title="turning point" aria-hidden="true">▸</span
            ><span class="hidden-text">(turning point)</span>`
        : nothing
    }<span class=${classes.join(' ')} title=${title}>${text}</span>`;
}
