import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../../src/common/format';
import type { PanelContext, SectionInput } from '../parts/panelContext';
import { whatIfRange } from '../../../src/common/panel/whatIf';

/** λ of the slider before it was touched: all of the update, which is the tuned model. */
const untouched = 1;

/** A slider over λ that adds a column to the candidates, and what that column is. */
export function whatIfControl(
  { view, tokens }: SectionInput,
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
        : html`<p class="secondary">
              p<sub>λ</sub> ∝ base<sup>1−λ</sup> · tuned<sup>λ</sup>, truncated: from the
              ${tokens.result.topK} most probable tokens of each model, with all others as one.
              Exact at λ = 0 and 1, approximate elsewhere.
            </p>
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

function describe(lambda: number): string {
  if (lambda === 0) return ', base';
  return lambda === 1 ? ', tuned' : '';
}
