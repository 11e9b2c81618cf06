import { html, nothing, type TemplateResult } from 'lit';
import type { ErrorReport } from '../../../src/common/errors';
import type { PanelSnapshot } from '../../../src/common/protocol/panel';
import { bannerOf, withLog, type Page } from '../state/page';
import { actionButtons, commandButton } from '../parts/commandButton';
import type { PanelContext } from '../parts/panelContext';

const headings: Readonly<Record<ErrorReport['kind'], string>> = {
  usage: 'A setting is not usable',
  unreadable: 'A file cannot be read',
  incomparable: 'This pair cannot be compared',
  tooLong: 'The text is too long',
  processLost: 'The comparison stopped',
  unsupported: 'This cannot be compared',
  internal: 'The comparison failed',
};

/** The page when there is no result to draw: what is the case, and what to do. */
export function statePage(
  page: Exclude<Page, { kind: 'result' }>,
  { title }: PanelSnapshot,
  context: PanelContext,
): TemplateResult {
  const compare = commandButton(context, 'steerscope.compareDocument', 'Compare Document');
  const name = html`<bdi class="name">${title}</bdi>`;
  switch (page.kind) {
    case 'noDocument':
      return message(
        html`Open a text and compare it: the panel then shows, token by token, where the tuned model
        departs from its base.`,
        commandButton(context, 'steerscope.openSample', 'Open Sample'),
      );
    case 'notScored':
      return message(
        html`${name} has not been compared yet: compare it to see, token by token, where the tuned
        model departs from its base.`,
        html`${compare} ${commandButton(context, 'steerscope.openSample', 'Open Sample', true)}`,
      );
    case 'nothingToScore':
      return message(html`${name} holds no token to compare.`, compare);
    case 'cancelled':
      return message(html`Cancelled before the first token of ${name} was scored.`, compare);
    case 'working':
      return message(html`The first results appear here in a moment.`, nothing);
    case 'failed':
      return html`<div class="state">
        <h2>
          <span class="codicon codicon-error" aria-hidden="true"></span>${headings[page.error.kind]}
        </h2>
        <p>${page.error.message}</p>
        <div class="buttons">${actionButtons(context, withLog(page.error.actions))}</div>
      </div>`;
  }
}

function message(text: TemplateResult, buttons: TemplateResult | typeof nothing): TemplateResult {
  return html`<div class="state">
    <p>${text}</p>
    <div class="buttons">${buttons}</div>
  </div>`;
}

/** What has to be known about the results below it. */
export function banner(
  snapshot: PanelSnapshot,
  context: PanelContext,
): TemplateResult | typeof nothing {
  const shown = bannerOf(snapshot);
  switch (shown?.kind) {
    case undefined:
      return nothing;
    case 'stale':
      return strip(
        'info',
        `Edited since: from line ${snapshot.result?.columns.line[shown.firstStaleRow] ?? 1} on the numbers are stale, because every prediction depends on all the text before it.`,
        html`${commandButton(context, 'steerscope.compareDocument', 'Compare Again')}`,
      );
    case 'cancelled':
      return strip(
        'info',
        `Cancelled: ${shown.scored} of ${shown.rowCount} tokens are scored.`,
        html`${commandButton(context, 'steerscope.compareDocument', 'Compare Again')}`,
      );
    case 'failed':
      return strip(
        'error',
        shown.error.message,
        html`${actionButtons(context, withLog(shown.error.actions))}`,
      );
  }
}

function strip(icon: 'info' | 'error', text: string, buttons: TemplateResult): TemplateResult {
  return html`<div class="banner ${icon}">
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
    <p>${text}</p>
    <div class="buttons">${buttons}</div>
  </div>`;
}
