import type { Explanation } from '../explanations';

/** A disclosure with what a section's numbers are. */
export function explanationHtml({ definition, units, assumptions, source }: Explanation): string {
  const paragraphs = [definition, units, assumptions, source].map(
    (text) => `<p>${escapeHtml(text)}</p>`,
  );
  return `<details><summary>What is this?</summary>${paragraphs.join('')}</details>`;
}

/** Text in which nothing is markup. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
