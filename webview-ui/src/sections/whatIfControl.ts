import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../../src/common/format';
import type { PanelContext, SectionInput } from '../parts/panelContext';
import { exactColumn, type ExactColumn, type PanelView } from '../state/panelView';
import { whatIfRange } from '../../../src/common/panel/whatIf';

/** λ of the slider before it was touched: all of the update, which is the tuned model. */
const untouched = 1;

/** A slider over λ that adds a column to the candidates, and what that column is. */
export function whatIfControl(
  { view, tokens, token: { row } }: SectionInput,
  context: PanelContext,
): TemplateResult {
  const { lambda } = view;
  const value = lambda ?? untouched;
  const choose = (to: number | undefined): void => {
    context.dispatch({ type: 'whatIf', lambda: to });
  };
  return html`<div class="supposed">
    <label for="what-if-slider">What if λ = ${formatNumber(value, 2)}</label>
    <input
      id="what-if-slider"
      type="range"
      min=${whatIfRange.least}
      max=${whatIfRange.most}
      step=${whatIfRange.step}
      .value=${String(value)}
      aria-valuetext="λ ${formatNumber(value, 2)}${describe(value)}"
      @input=${(event: Event) => {
        choose(Number((event.target as HTMLInputElement).value));
      }}
    />
    <div class="supposed-scale" aria-hidden="true">
      <span>−1</span><span>base 0</span><span>tuned 1</span><span>2</span><span>3</span>
    </div>
    ${
      lambda === undefined
        ? nothing
        : html`${howExact(exactColumn(view, row), tokens.result.topK)}
            ${lambda === 0 || lambda === 1 ? nothing : exactButton(view, row, lambda, context)}
            <button
              type="button"
              class="link"
              @click=${() => {
                choose(undefined);
              }}
            >
              Hide this column
            </button>`
    }
  </div>`;
}

/** Asks for the column over the whole vocabulary; it keeps the focus when there is nothing to ask. */
function exactButton(
  view: PanelView,
  row: number,
  lambda: number,
  context: PanelContext,
): TemplateResult {
  const isAsked = exactColumn(view, row)?.problem === '';
  return html`<button
    type="button"
    class="link"
    aria-disabled=${isAsked}
    title="Ask both models for the whole vocabulary at this token"
    @click=${() => {
      if (isAsked) return;
      const { uri, comparison } = view;
      context.dispatch({ type: 'exactAsked', row, lambda });
      context.post({ type: 'mix', uri, comparison, row, lambda });
    }}
  >
    Compute it exactly
  </button>`;
}

/** What the column is computed from. */
function howExact(exact: ExactColumn | undefined, topK: number): TemplateResult {
  const stored = html`truncated: from the ${topK} most probable tokens of each model, with all
  others as one. Exact at λ = 0 and 1, approximate elsewhere.`;
  const from =
    exact === undefined
      ? stored
      : exact.mixture !== undefined
        ? html`exact: over all ${exact.mixture.vocabularySize.toLocaleString('en')} tokens that both
          models predict.`
        : exact.problem === ''
          ? html`${stored} Computing it exactly…`
          : html`${stored} It could not be computed exactly: ${exact.problem}`;
  return html`<p class="secondary" role="status">
    p<sub>λ</sub> ∝ base<sup>1−λ</sup> · tuned<sup>λ</sup>, ${from}
  </p>`;
}

function describe(lambda: number): string {
  if (lambda === 0) return ', base';
  return lambda === 1 ? ', tuned' : '';
}
