import { html, type TemplateResult } from 'lit';

/**
 * A token as it is shown: isolated from the text around it, cut off where it is too long. `mark` is the
 * class of an underline.
 */
export function tokenText(text: string, mark = ''): TemplateResult {
  return html`<bdi class="token ${mark}" title=${text}>${text}</bdi>`;
}

const longest = 40;

/** A token inside a sentence or label that is plain text; long ones end in an ellipsis. */
export function tokenLabel(text: string): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return `\u2068${shown}\u2069`;
}
