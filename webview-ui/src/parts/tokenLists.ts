import { html, nothing, type TemplateResult } from 'lit';
import type { ShownToken } from '../../../src/common/sampling/shownTokens';

/** Lists of the tokens of continuations with their numbers, one behind a button for each. */
export class TokenLists {
  private readonly open = new Set<string>();

  constructor(private readonly redraw: () => void) {}

  /**
   * @param id name of the continuation on the page
   * @param label what it is called there
   */
  render(id: string, label: string, tokens: readonly ShownToken[]): TemplateResult {
    const isOpen = this.open.has(id);
    return html`<button
        type="button"
        class="link disclosure"
        aria-expanded=${isOpen ? 'true' : 'false'}
        aria-label="Tokens of ${label}"
        @click=${() => {
          if (!this.open.delete(id)) this.open.add(id);
          this.redraw();
        }}
      >
        Tokens
      </button>
      ${
        isOpen
          ? html`<ol class="token-list">
              ${tokens.map(
                ({ text, title, isTurn }) =>
                  html`<li><bdi>${text}</bdi>: ${title}${isTurn ? ' · turning point' : ''}</li>`,
              )}
            </ol>`
          : nothing
      }`;
  }
}
