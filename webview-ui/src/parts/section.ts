import { html, type TemplateResult } from 'lit';

/** Sections of the page in order, with the words of the section list. */
export const sections = [
  { id: 'overview', title: 'Overview', short: 'Overview' },
  { id: 'along', title: 'Along the document', short: 'Along' },
  { id: 'token', title: 'Token', short: 'Token' },
  { id: 'divergent', title: 'Most divergent tokens', short: 'Divergent tokens' },
  { id: 'impliedReward', title: 'Implied reward', short: 'Implied reward' },
  { id: 'supportedUpdate', title: 'Supported update', short: 'Supported update' },
  { id: 'calibration', title: 'Calibration', short: 'Calibration' },
  { id: 'authorship', title: 'Who wrote this', short: 'Who wrote this' },
  { id: 'conditioning', title: 'Conditioning', short: 'Conditioning' },
  { id: 'continuations', title: 'Continuations', short: 'Continuations' },
  { id: 'attractors', title: 'Attractors', short: 'Attractors' },
  { id: 'probes', title: 'Probes', short: 'Probes' },
  { id: 'checkpoints', title: 'Checkpoints', short: 'Checkpoints' },
  { id: 'export', title: 'Export', short: 'Export' },
] as const;

type SectionId = (typeof sections)[number]['id'];

/** A section of the page: heading, what stands at its right, and the rest. */
export function section(
  id: SectionId,
  aside: TemplateResult,
  content: TemplateResult,
): TemplateResult {
  const title = sections.find((entry) => entry.id === id)?.title ?? '';
  return html`<section id=${id} aria-labelledby="${id}-title">
    <div class="section-head">
      <h2 id="${id}-title" tabindex="-1">${title}</h2>
      ${aside}
    </div>
    ${content}
  </section>`;
}
