import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { ref } from 'lit/directives/ref.js';
import { rowAfterKey } from '../state/keys';
import type { Tokens } from '../../../src/common/panel/tokens';
import type { PanelContext, SectionInput } from '../parts/panelContext';
import { tokenLabel } from '../parts/tokenText';

/** Tokens drawn to either side of the selected one; more than fit, the strip is cut off at its edges. */
const reach = 16;

/**
 * The token among its neighbours: one stop for the keyboard, arrows move inside, from the one that was
 * selected last.
 */
export function tokenStrip(
  { tokens, row: selected, token: { row } }: SectionInput,
  context: PanelContext,
): TemplateResult {
  const first = Math.max(0, row - reach);
  const end = Math.min(tokens.count, row + reach + 1);
  const rows = Array.from({ length: end - first }, (_, index) => first + index);
  const step = (direction: 1 | -1): TemplateResult => {
    const target = tokens.nextDivergent(selected, direction);
    const label = direction === 1 ? 'Next divergent token' : 'Previous divergent token';
    return html`<button
      type="button"
      class="icon-button"
      aria-label=${label}
      title=${label}
      ?disabled=${target === undefined}
      @click=${() => {
        if (target !== undefined) context.goTo(target);
      }}
    >
      <span
        class="codicon codicon-chevron-${direction === 1 ? 'right' : 'left'}"
        aria-hidden="true"
      ></span>
    </button>`;
  };
  return html`<div class="strip-line">
    ${step(-1)}
    <div
      class="strip"
      role="listbox"
      aria-orientation="horizontal"
      aria-label="Tokens around the selected one"
      aria-activedescendant="strip-${row}"
      tabindex="0"
      @keydown=${(event: KeyboardEvent) => {
        const target = rowAfterKey(event.key, selected, tokens.count);
        if (target === undefined && event.key !== 'Enter') return;
        event.preventDefault();
        context.goTo(target ?? selected, event.key === 'Enter');
      }}
    >
      ${repeat(
        rows,
        (candidate) => candidate,
        (candidate) => stripToken(tokens, candidate, candidate === row, context),
      )}
    </div>
    ${step(1)}
  </div>`;
}

function stripToken(
  tokens: Tokens,
  row: number,
  isSelected: boolean,
  context: PanelContext,
): TemplateResult {
  const text = tokens.text(row);
  const marks = [
    'strip-token',
    ...(tokens.isDivergent(row) ? [tokens.isFavoured(row) ? 'favoured' : 'avoided'] : []),
    ...(tokens.isStale(row) ? ['stale'] : []),
  ];
  const divergent = tokens.isDivergent(row) ? ', divergent' : '';
  return html`<bdi
    id="strip-${row}"
    class=${marks.join(' ')}
    role="option"
    aria-selected=${isSelected ? 'true' : 'false'}
    aria-label="${tokenLabel(text)}${divergent}"
    ${ref((element) => {
      if (isSelected && element instanceof HTMLElement) centre(element);
    })}
    @click=${() => {
      context.goTo(row);
    }}
    @dblclick=${() => {
      context.goTo(row, true);
    }}
    >${text}</bdi
  >`;
}

/** Scrolls the strip, and nothing around it, so that a token is in its middle. */
function centre(token: HTMLElement): void {
  queueMicrotask(() => {
    const strip = token.parentElement;
    if (!strip) return;
    strip.scrollLeft = token.offsetLeft - (strip.clientWidth - token.offsetWidth) / 2;
  });
}
