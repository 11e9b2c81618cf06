import { html, type TemplateResult } from 'lit';

/** A token as it is shown: isolated from the text around it, cut off where it is too long. */
export function tokenText(text: string): TemplateResult {
  return html`<bdi class="token" title=${text}>${text}</bdi>`;
}

const longest = 40;

/** A token inside a sentence or label that is plain text; long ones end in an ellipsis. */
export function tokenLabel(text: string): string {
  const characters = [...text];
  const shown = characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text;
  return `\u2068${shown}\u2069`;
}
