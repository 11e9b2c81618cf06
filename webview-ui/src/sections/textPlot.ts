import { html, type TemplateResult } from 'lit';
import type { PlotPoints } from '../../../src/common/plot/plot';
import type { SectionPlot } from '../../../src/common/sections/sectionReport';
import { PlotBox } from '../charts/plotBox';
import type { PanelContext, SectionInput } from '../parts/panelContext';
import { tokenLabel } from '../parts/tokenText';
import { rowAfterPlotKey } from '../state/keys';

/** A chart along the text: it marks the selected token, and moves the selection by pointer and keyboard. */
export class TextPlot {
  private readonly box = new PlotBox();
  private input: SectionInput | undefined;

  constructor(private readonly context: PanelContext) {}

  render(input: SectionInput, plot: SectionPlot, title: string): TemplateResult {
    this.input = input;
    const { tokens, row } = input;
    queueMicrotask(() => {
      this.box.show(plot);
      this.box.mark(row);
    });
    return html`<div
      class="text-plot"
      role="slider"
      tabindex="0"
      aria-label="Token in the chart of ${title}"
      aria-valuemin=${tokens.number(0)}
      aria-valuemax=${tokens.number(tokens.count - 1)}
      aria-valuenow=${tokens.number(row)}
      aria-valuetext="token ${tokens.number(row)}, ${tokenLabel(tokens.text(row))}, line ${tokens.line(row)}, ${plot.plot.y.title} ${valueText(plot, row)}"
      aria-description=${plot.plot.description}
      @keydown=${this.onKey}
      @click=${this.onClick}
      @dblclick=${() => {
        this.context.goTo(input.row, true);
      }}
    >
      ${this.box.element}
    </div>`;
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (!this.input || event.ctrlKey || event.metaKey || event.altKey) return;
    const { tokens, row } = this.input;
    const all = { first: 0, end: tokens.count };
    const target = rowAfterPlotKey(event.key, row, all, tokens.count);
    if (target !== undefined) this.context.goTo(target);
    else if (event.key === 'Enter') this.context.goTo(row, true);
    else return;
    event.preventDefault();
  };

  private readonly onClick = (event: MouseEvent): void => {
    const place = this.box.valueAt(event.clientX);
    if (place === undefined || !this.input) return;
    const last = this.input.tokens.count - 1;
    this.context.goTo(Math.min(last, Math.max(0, Math.round(place))));
  };
}

/** The value of the text's own line at a row: of the last point that is not beyond it. */
function valueText({ plot }: SectionPlot, row: number): string {
  const line = plot.layers.find(
    (layer): layer is typeof layer & PlotPoints => layer.kind === 'line' && layer.role === 'text',
  );
  if (!line) return '';
  const index = Array.from(line.x).findLastIndex((x) => x <= row);
  const value = line.y[index] ?? 0;
  return value.toFixed(1).replace('-', '\u2212');
}
