import { html, nothing, render, type TemplateResult } from 'lit';
import { noiseFloorMeaning } from '../../../src/common/explanations';
import { unitLabel, type DisplayUnit } from '../../../src/common/format';
import { metricOf, type Metric } from '../../../src/common/metrics';
import { metricNumber } from '../../../src/common/sentences';
import type { RowRange } from '../../../src/common/rowRanges';
import { CanvasChart } from '../charts/canvasChart';
import {
  alongPlot,
  shownCondition,
  type AlongPlot,
  type AlongPlotInput,
} from '../../../src/common/panel/alongPlot';
import { alongTable } from '../../../src/common/panel/alongReport';
import { meanWidth } from '../../../src/common/panel/downsample';
import { rangeAfterDrag, rowAfterPlotKey } from '../state/keys';
import { clampRange, zoomRange } from '../state/rowRange';
import type { Tokens } from '../../../src/common/panel/tokens';
import { disclosed, disclosureButton } from '../parts/disclosure';
import { exportButton } from '../parts/exportButton';
import type { PanelContext, SectionInput } from '../parts/panelContext';
import { section } from '../parts/section';
import { sectionTable } from '../parts/sectionTable';
import { tokenLabel, tokenText } from '../parts/tokenText';
import { unbroken } from '../parts/unbroken';
import { alongKey } from './alongKey';

/** A row's value of the chosen metric as text with its unit. */
function valueText(metric: Metric, unit: DisplayUnit, value: number): string {
  const number = metricNumber(metric, unit, value);
  return metric.unit === 'probability' ? number : `${number} ${unitLabel(metric.unit, unit)}`;
}

/** The metric of a row with the prefix, as text; undefined without one. */
function prefixValue({ tokens, snapshot }: SectionInput, row: number): string | undefined {
  const value = shownCondition(tokens.result, snapshot.metric)?.[row];
  return value === undefined
    ? undefined
    : valueText(metricOf(snapshot.metric), snapshot.unit, value);
}

/** The metric along the document, with a brush and the caret. */
export class AlongSection {
  private readonly chart = new CanvasChart(() => {
    this.draw();
  });
  /** Drawn by itself, so that a move of the pointer does not draw the whole page. */
  private readonly readoutBox = document.createElement('span');
  private drawn: { readonly from: AlongPlotInput; readonly along: AlongPlot } | undefined;
  private input: SectionInput | undefined;
  private hovered: number | undefined;
  private brush: RowRange | undefined;
  /** Row where a drag or a keyboard brush began. */
  private anchor: number | undefined;

  constructor(
    private readonly context: PanelContext,
    private readonly redraw: () => void,
  ) {}

  render(input: SectionInput): TemplateResult {
    const { view, snapshot, tokens } = input;
    this.input = input;
    this.drawReadout();
    queueMicrotask(() => {
      this.draw();
    });
    const metric = metricOf(snapshot.metric);
    return section(
      'along',
      html`${disclosureButton(view, this.context, 'alongTable', 'Table', 'Table of this chart')}
      ${exportButton(this.context, 'along', 'Along the document', { range: view.zoom })}
      ${disclosureButton(view, this.context, 'alongHelp', 'What is this?', 'What is this chart?')}`,
      html`${disclosed(view, 'alongHelp', () => alongHelp(metric))}
        <p class="finding" id="along-finding">${unbroken(tokens.result.along)}</p>
        ${alongKey(meanWidth(shownRange(view.zoom, tokens)), tokens.result.divergent.row.length > 0, tokens.isStale(tokens.count - 1), shownCondition(tokens.result, snapshot.metric) !== undefined)}
        ${this.plot(input)}
        <div class="plot-foot">
          <p class="readout">${this.readoutBox}</p>
          ${this.zoomButtons(input)}
        </div>
        ${disclosed(
          view,
          'alongTable',
          () =>
            sectionTable(alongTable(snapshot, tokens, shownRange(view.zoom, tokens)), this.context),
          'tables',
        )}`,
    );
  }

  /** No result is shown any more: what was being marked is gone with it. */
  removed(): void {
    this.brush = undefined;
    this.anchor = undefined;
  }

  private plot(input: SectionInput): TemplateResult {
    const { tokens, row } = input;
    return html`<div
      class="plot"
      role="slider"
      tabindex="0"
      aria-label="Token along the document"
      aria-valuemin=${tokens.number(0)}
      aria-valuemax=${tokens.number(tokens.count - 1)}
      aria-valuenow=${tokens.number(row)}
      aria-valuetext="${this.rowText(input, row)}${this.brushText(tokens)}"
      aria-describedby="along-finding"
      @keydown=${this.onKey}
      @pointerdown=${this.onPointerDown}
      @pointermove=${this.onPointerMove}
      @pointerup=${this.onPointerUp}
      @pointerleave=${this.onPointerLeave}
      @dblclick=${() => {
        this.context.goTo(input.row, true);
      }}
    >
      ${this.chart.element}
    </div>`;
  }

  private readout(input: SectionInput): TemplateResult {
    if (this.brush) {
      const { first, end } = this.brush;
      return html`Tokens ${input.tokens.number(first)} to ${input.tokens.number(end - 1)}: release
      or Enter zooms`;
    }
    const { tokens, snapshot } = input;
    const row = this.hovered ?? input.row;
    const metric = metricOf(snapshot.metric);
    const value = tokens.result.columns.metric[row] ?? 0;
    const withPrefix = prefixValue(input, row);
    return html`<span>${tokens.number(row)}</span> ${tokenText(tokens.text(row))}
      <span>line ${tokens.line(row)}</span>
      <span>${valueText(metric, snapshot.unit, value)}</span>
      ${withPrefix === undefined ? nothing : html`<span>with prefix ${withPrefix}</span>`}
      ${tokens.isDivergent(row) ? html`<span>${divergentText(tokens, row)}</span>` : nothing}`;
  }

  private rowText(input: SectionInput, row: number): string {
    const { tokens, snapshot } = input;
    const withPrefix = prefixValue(input, row);
    const metric = metricOf(snapshot.metric);
    const value = valueText(metric, snapshot.unit, tokens.result.columns.metric[row] ?? 0);
    return [
      `token ${tokens.number(row)} of ${tokens.result.tokenCount}`,
      tokenLabel(tokens.text(row)),
      `line ${tokens.line(row)}`,
      `${metric.label} ${value}`,
      ...(withPrefix === undefined ? [] : [`with prefix ${withPrefix}`]),
      ...(tokens.isDivergent(row) ? [divergentText(tokens, row)] : []),
    ].join(', ');
  }

  private brushText(tokens: Tokens): string {
    if (!this.brush) return '';
    const { first, end } = this.brush;
    return `, tokens ${tokens.number(first)} to ${tokens.number(end - 1)} marked`;
  }

  private zoomButtons(input: SectionInput): TemplateResult {
    const zoomed = input.view.zoom !== undefined;
    return html`<div class="zoom-buttons">
      ${iconButton('zoom-in', 'Zoom in', false, () => {
        this.zoomBy(0.5);
      })}
      ${iconButton('zoom-out', 'Zoom out', !zoomed, () => {
        this.zoomBy(2);
      })}
      ${iconButton('screen-normal', 'Show all', !zoomed, () => {
        this.zoomTo(undefined);
      })}
    </div>`;
  }

  private draw(): void {
    if (!this.input || this.chart.width === 0) return;
    const { view, snapshot, tokens } = this.input;
    const from: AlongPlotInput = {
      tokens,
      metric: snapshot.metric,
      unit: snapshot.unit,
      range: shownRange(view.zoom, tokens),
      width: this.chart.width,
    };
    if (!this.drawn || !isSameInput(this.drawn.from, from)) {
      this.drawn = { from, along: alongPlot(from) };
    }
    this.chart.show(this.drawn.along.plot, this.drawn.along.lines);
    this.drawMarks();
  }

  private zoomTo(range: RowRange | undefined): void {
    this.brush = undefined;
    this.anchor = undefined;
    this.context.dispatch({ type: 'zoomed', range });
  }

  private zoomBy(factor: number): void {
    if (!this.input) return;
    const { view, tokens, row } = this.input;
    this.zoomTo(zoomRange(shownRange(view.zoom, tokens), factor, row + 0.5, tokens.count));
  }

  /** Draws what follows the pointer: the marks over the chart and the line below it. */
  private drawPointer(): void {
    this.drawMarks();
    this.drawReadout();
  }

  private drawMarks(): void {
    this.chart.mark({ caret: this.input?.row, hovered: this.hovered, brush: this.brush });
  }

  private drawReadout(): void {
    if (this.input) render(this.readout(this.input), this.readoutBox);
  }

  private setBrush(brush: RowRange | undefined): void {
    this.brush = brush;
    this.redraw();
  }

  /** The row under the pointer, among those that are shown. */
  private rowAt(event: PointerEvent): number | undefined {
    const place = this.chart.valueAt(event.clientX);
    if (place === undefined || !this.input) return undefined;
    const { first, end } = shownRange(this.input.view.zoom, this.input.tokens);
    return Math.min(end - 1, Math.max(first, Math.round(place)));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (!this.input || event.ctrlKey || event.metaKey || event.altKey) return;
    const { view, tokens, row } = this.input;
    const range = shownRange(view.zoom, tokens);
    const target = rowAfterPlotKey(event.key, row, range, tokens.count);
    if (target !== undefined) {
      this.anchor = event.shiftKey ? (this.anchor ?? row) : undefined;
      this.brush = this.anchor === undefined ? undefined : rangeAfterDrag(this.anchor, target);
      this.context.goTo(target);
    } else if (event.key === 'Enter') {
      if (this.brush) this.zoomTo(clampRange(this.brush, tokens.count));
      else this.context.goTo(row, true);
    } else if (event.key === 'Escape' && (this.brush ?? view.zoom)) {
      if (this.brush) {
        this.anchor = undefined;
        this.setBrush(undefined);
      } else this.zoomTo(undefined);
    } else if (event.key === '+' || event.key === '-') this.zoomBy(event.key === '+' ? 0.5 : 2);
    else return;
    event.preventDefault();
  };

  private readonly onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.chart.element.setPointerCapture(event.pointerId);
    this.anchor = this.rowAt(event);
    this.brush = undefined;
  };

  private readonly onPointerMove = (event: PointerEvent): void => {
    this.hovered = this.rowAt(event);
    if (event.buttons === 1 && this.anchor !== undefined && this.hovered !== undefined) {
      this.brush =
        this.anchor === this.hovered ? undefined : rangeAfterDrag(this.anchor, this.hovered);
    }
    this.drawPointer();
  };

  private readonly onPointerUp = (event: PointerEvent): void => {
    if (!this.input || this.anchor === undefined) return;
    const { brush } = this;
    const row = this.rowAt(event);
    this.anchor = undefined;
    if (brush) this.zoomTo(clampRange(brush, this.input.tokens.count));
    else if (row !== undefined) this.context.goTo(row);
  };

  private readonly onPointerLeave = (): void => {
    this.hovered = undefined;
    this.drawPointer();
  };
}

function shownRange(zoom: RowRange | undefined, tokens: Tokens): RowRange {
  return zoom ?? { first: 0, end: tokens.count };
}

function isSameInput(a: AlongPlotInput, b: AlongPlotInput): boolean {
  return (
    a.tokens === b.tokens &&
    a.metric === b.metric &&
    a.unit === b.unit &&
    a.range.first === b.range.first &&
    a.range.end === b.range.end &&
    a.width === b.width
  );
}

function divergentText(tokens: Tokens, row: number): string {
  return `divergent, tuned ${tokens.isFavoured(row) ? 'favours' : 'avoids'} it`;
}

function iconButton(
  icon: string,
  label: string,
  disabled: boolean,
  onClick: () => void,
): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    aria-label=${label}
    title=${label}
    ?disabled=${disabled}
    @click=${onClick}
  >
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>
  </button>`;
}

function alongHelp(metric: Metric): TemplateResult {
  return html`<p>
      Each bar is one token; where there are more tokens than pixels, the smallest and the largest
      of each pixel are drawn, and where marks would cover each other the strongest. The line is a
      moving mean; the dashed one is the same for the base with the prefix that was compared last.
      <b>${metric.label}</b>: ${metric.description}.
    </p>
    <p>${noiseFloorMeaning}</p>
    <p>
      A click goes to the token, dragging zooms. With the keyboard: ← → by token, Page Up and Page
      Down by a tenth, Shift with any of them marks a stretch, Enter zooms to it (or goes on in the
      editor), + and − zoom, Escape shows all.
    </p>`;
}
