import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { HeatKey } from '../../../src/common/heatKey';
import type {
  PanelContinuation,
  PanelContinuations,
  PanelSamples,
  SampleAction,
} from '../../../src/common/protocol/panelSamples';
import { commandButton } from '../parts/commandButton';
import { disclosed, disclosureButton } from '../parts/disclosure';
import { exportButton } from '../parts/exportButton';
import type { PanelContext } from '../parts/panelContext';
import { isUnderWay, runState } from '../parts/runState';
import { heatKeyLine, sampleText } from '../parts/sampleText';
import { section } from '../parts/section';
import { swatch } from '../parts/swatch';
import type { TokenLists } from '../parts/tokenLists';
import { unbroken } from '../parts/unbroken';
import type { PanelView } from '../state/panelView';

/** What all continuations of the section are drawn with. */
interface Texts {
  readonly key: HeatKey | undefined;
  readonly context: PanelContext;
  readonly lists: TokenLists;
}

/** What both models write behind the caret, side by side, and what the user keeps of it. */
export function continuationsSection(
  { heatKey, continuations, kept }: PanelSamples,
  view: PanelView,
  context: PanelContext,
  lists: TokenLists,
): TemplateResult {
  const texts: Texts = { key: heatKey, context, lists };
  const again = continuations === undefined || isUnderWay(continuations.state);
  const hasResult = (continuations !== undefined && continuations.how !== '') || kept.length > 0;
  return section(
    'continuations',
    html`${hasResult ? exportButton(context, 'continuations', 'Continuations', {}) : nothing}
    ${disclosureButton(view, context, 'continuationsHelp', 'What is this?', 'What are continuations?')}`,
    html`${disclosed(view, 'continuationsHelp', help)}
      ${
        continuations === undefined
          ? html`<p class="finding">
              Let both models continue the text before the cursor, side by side.
            </p>`
          : written(continuations, texts)
      }
      ${kept.length === 0 ? nothing : keptOnes(kept, texts)}
      <div class="buttons">
        ${
          continuations !== undefined && isUnderWay(continuations.state)
            ? nothing
            : commandButton(
                context,
                'steerscope.sampleContinuations',
                again ? 'Sample Continuations' : 'Sample Again at the Cursor',
                !again,
              )
        }
        ${optionsButton(context)}
      </div>`,
  );
}

/** The way to the settings of sampling. */
export function optionsButton(context: PanelContext): TemplateResult {
  return html`<vscode-button
    secondary
    @click=${() => {
      context.post({ type: 'action', action: 'samplingOptions' });
    }}
    >Options…</vscode-button
  >`;
}

function written(
  { state, where, how, notes, finding, base, tuned, hidden }: PanelContinuations,
  texts: Texts,
): TemplateResult {
  return html`<p class="finding">${unbroken(finding)}</p>
    <p class="secondary how"><bdi>${where}</bdi></p>
    ${how === '' ? nothing : html`<p class="secondary how">${how}</p>`}
    ${notes.map((note) => html`<p class="secondary how">${note}</p>`)}
    ${runState(state, 'Sampling', base.length + tuned.length > 0, texts.context)}
    ${
      base.length + tuned.length === 0
        ? nothing
        : html`${heatKeyLine(texts.key)}
            <div class="side-by-side-texts">
              ${column('base', base, texts)} ${column('tuned', tuned, texts)}
            </div>`
    }
    ${
      hidden === 0
        ? nothing
        : html`<p class="secondary how">
            ${hidden} more by each model are not shown; the exported file has all.
          </p>`
    }`;
}

function column(
  writer: 'base' | 'tuned',
  continuations: readonly PanelContinuation[],
  texts: Texts,
): TemplateResult {
  return html`<div class="texts">
    <h3>${swatch(writer)} ${writer}</h3>
    ${repeat(
      continuations,
      ({ id }) => id,
      (each) => continuation(each, texts, each.isKept ? ['drop'] : ['keep']),
    )}
  </div>`;
}

function keptOnes(kept: readonly PanelContinuation[], texts: Texts): TemplateResult {
  return html`<div class="texts kept">
    <h3>Kept</h3>
    ${repeat(
      kept,
      ({ id }) => id,
      (each) => continuation(each, texts, ['drop'], 'kept/'),
    )}
  </div>`;
}

const actionLabels: Readonly<Record<SampleAction, string>> = {
  insert: 'Insert',
  continue: 'Continue',
  compare: 'Compare',
  keep: 'Keep',
  drop: 'Let go',
};

const actionTitles: Readonly<Record<SampleAction, string>> = {
  insert: 'Put it into the document, in one step to undo',
  continue: 'Let both models go on from it',
  compare: 'Open the text with it as a document of its own, and compare that',
  keep: 'Keep it beyond the next run',
  drop: 'Keep it no longer',
};

function continuation(
  { id, label, tokens, facts, notes, origin }: PanelContinuation,
  { key, context, lists }: Texts,
  last: readonly SampleAction[],
  prefix = '',
): TemplateResult {
  const actions: readonly SampleAction[] = ['insert', 'continue', 'compare', ...last];
  return html`<article class="continuation" aria-label=${label}>
    <div class="continuation-head">
      <h4>${label}</h4>
      ${actions.map(
        (action) =>
          html`<button
            type="button"
            class="link"
            title=${actionTitles[action]}
            aria-label="${actionLabels[action]} ${label}"
            @click=${() => {
              context.post({ type: 'sample', action, id });
            }}
          >
            ${actionLabels[action]}
          </button>`,
      )}
    </div>
    ${sampleText(tokens, key)} ${factList(facts)} ${lists.render(prefix + id, label, tokens)}
    ${notes.map((note) => html`<p class="secondary how">${note}</p>`)}
    ${origin === '' ? nothing : html`<p class="secondary how"><bdi>${origin}</bdi></p>`}
  </article>`;
}

/** The sums over a continuation in one line. */
export function factList(facts: PanelContinuation['facts']): TemplateResult {
  return html`<dl class="facts">
    ${facts.map(
      ({ name, value }) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function help(): TemplateResult {
  return html`<p>
      Both models write on from the same tokens, and each scores what either wrote on the way.
      Tokens have the heat of the metric that is chosen for the editor, at the same steps; divergent
      ones are underlined, solid where the tuned model favours the token that was written, dashed
      where it avoids it. ▸ marks the turning point: from there on the accumulated log ratio stays
      above what text by the base would have, its mean and two standard deviations.
    </p>
    <p>
      <b>Surprisal</b> and <b>log ratio</b> are sums over the continuation, log p<sub>tuned</sub> −
      log p<sub>base</sub> of what was written. <b>KL(tuned ‖ base)</b> is the exact divergence at
      every step, added up. All are of the models’ own distributions at temperature 1, however the
      tokens were drawn. What follows ± is one standard error over the continuations.
    </p>
    <p>
      Nothing is written into the document before you insert it. The same seed, pair and options
      write the same tokens again.
    </p>`;
}
