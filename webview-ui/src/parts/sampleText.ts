import { html, nothing, type TemplateResult } from 'lit';
import type { HeatKey } from '../../../src/common/heatKey';
import type { ShownToken } from '../../../src/common/sampling/shownTokens';

/**
 * A continuation as text: heat behind its tokens and underlines below divergent ones, as in the editor, and
 * a mark where it turns away from what the base expects.
 */
export function sampleText(
  tokens: readonly ShownToken[],
  key: HeatKey | undefined,
): TemplateResult {
  return html`<p class="written ${styleOf(key)}" dir="auto">${tokens.map(writtenToken)}</p>`;
}

/** What the heat behind the tokens of continuations says. */
export function heatKeyLine(key: HeatKey | undefined): TemplateResult | typeof nothing {
  if (key === undefined) return nothing;
  const { text, before, steps, after } = key;
  return html`<p class="secondary how heat-key">
    ${text}
    ${
      steps.length === 0
        ? nothing
        : html`<span class="steps ${styleOf(key)}"
            >${before} ${steps.map(({ brush, edge }) => html`<span class=${brush}>${edge}</span> `)}
            ${after}</span
          >`
    }
  </p>`;
}

function styleOf(key: HeatKey | undefined): string {
  return key?.isBordered === true ? 'bordered' : '';
}

function writtenToken({ text, heat, isFaint, mark, title, isTurn }: ShownToken): TemplateResult {
  const classes = [heat, isFaint ? 'faint' : undefined, mark].filter((name) => name !== undefined);
  return html`${
      isTurn
        ? html`<span class="turn" title="turning point" aria-hidden="true">▸</span
            ><span class="hidden-text">(turning point)</span>`
        : nothing
    }<span class=${classes.join(' ')} title=${title}>${text}</span>`;
}
