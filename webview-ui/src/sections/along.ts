import { html, nothing, render, type TemplateResult } from 'lit';
import { displayValue, fromNats, unitLabel, type DisplayUnit } from '../../../src/common/format';
import { metricOf, type Metric } from '../../../src/common/metrics';
import { metricNumber } from '../../../src/common/sentences';
import type { RowRange } from '../../../src/common/rowRanges';
import { AlongChart, type AlongData } from '../charts/alongChart';
import { blocksOf } from '../state/blocks';
import { downsampleExtremes, meanWidth, movingMean, strongestRows } from '../state/downsample';
import { rangeAfterDrag, rowAfterPlotKey } from '../state/keys';
import { clampRange, zoomRange } from '../state/rowRange';
import type { Tokens } from '../state/tokens';
import { disclosed, disclosureButton } from '../parts/disclosure';
import type { PanelContext, SectionInput } from '../parts/panelContext';
import { section } from '../parts/section';
import { tokenLabel, tokenText } from '../parts/tokenText';
import { readTheme } from '../theme';
import { alongKey } from './alongKey';

/** CSS pixels that a mark of a divergent token takes along the axis. */
const markWidth = 7;

/** Most lines of the table that stands for the chart. */
const tableLength = 100;

/** A row's value of the chosen metric as text with its unit. */
function valueText(metric: Metric, unit: DisplayUnit, value: number): string {
  const number = metricNumber(metric, unit, value);
  return metric.unit === 'probability' ? number : `${number} ${unitLabel(metric.unit, unit)}`;
}

/** The metric along the document, with a brush and the caret; one canvas that lives as long as the page. */
export class AlongSection {
  private readonly canvas = document.createElement('canvas');
  /** Drawn by itself, so that a move of the pointer does not draw the whole page. */
  private readonly readoutBox = document.createElement('span');
  private chart: AlongChart | undefined;
  private input: SectionInput | undefined;
  private hovered: number | undefined;
  private brush: RowRange | undefined;
  /** Row where a drag or a keyboard brush began. */
  private anchor: number | undefined;

  constructor(
    private readonly context: PanelContext,
    private readonly redraw: () => void,
  ) {
    this.canvas.setAttribute('aria-hidden', 'true');
    new ResizeObserver(() => {
      this.draw();
    }).observe(this.canvas);
  }

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
      ${disclosureButton(view, this.context, 'alongHelp', 'What is this?', 'What is this chart?')}`,
      html`${disclosed(view, 'alongHelp', () => alongHelp(metric))}
        <p class="finding" id="along-finding">${tokens.result.along}</p>
        ${alongKey(meanWidth(shownRange(view.zoom, tokens)), tokens.result.divergentRows.length > 0, tokens.isStale(tokens.count - 1))}
        ${this.plot(input)}
        <div class="plot-foot">
          <p class="readout">${this.readoutBox}</p>
          ${this.zoomButtons(input)}
        </div>
        ${disclosed(view, 'alongTable', () => this.table(input), '')}`,
    );
  }

  themeChanged(): void {
    this.chart?.setTheme(readTheme());
  }

  /** The chart goes when no result is shown: its canvas leaves the page. */
  removed(): void {
    this.chart?.destroy();
    this.chart = undefined;
    this.brush = undefined;
    this.anchor = undefined;
  }

  private plot(input: SectionInput): TemplateResult {
    const { tokens, row } = input;
    return html`<div
      class="plot ${metricOf(input.snapshot.metric).kind}"
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
      ${this.canvas}
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
    return html`<span>${tokens.number(row)}</span> ${tokenText(tokens.text(row))}
      <span>line ${tokens.line(row)}</span>
      <span>${valueText(metric, snapshot.unit, value)}</span>
      ${tokens.isDivergent(row) ? html`<span>${divergentText(tokens, row)}</span>` : nothing}`;
  }

  private rowText({ tokens, snapshot }: SectionInput, row: number): string {
    const metric = metricOf(snapshot.metric);
    const value = valueText(metric, snapshot.unit, tokens.result.columns.metric[row] ?? 0);
    return [
      `token ${tokens.number(row)} of ${tokens.result.tokenCount}`,
      tokenLabel(tokens.text(row)),
      `line ${tokens.line(row)}`,
      `${metric.label} ${value}`,
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

  private table({ view, tokens, snapshot }: SectionInput): TemplateResult {
    const range = shownRange(view.zoom, tokens);
    const metric = metricOf(snapshot.metric);
    const blocks = blocksOf(tokens.result.columns.metric, range, tableLength);
    return html`<div
      class="table-box scrolling"
      role="region"
      tabindex="0"
      aria-label="Table of this chart"
    >
      <table class="numbers">
        <thead>
          <tr>
            <th scope="col">tokens</th>
            <th scope="col" class="number">line</th>
            <th scope="col" class="number">mean ${metric.label}</th>
            <th scope="col">${metric.kind === 'diverging' ? 'furthest from 0' : 'highest'}</th>
            <th scope="col" class="number"><span class="hidden-text">its value</span></th>
          </tr>
        </thead>
        <tbody>
          ${blocks.map(
            ({ first, end, mean, strongest }) =>
              html`<tr>
                <th scope="row">
                  ${tokens.number(first)}${end - first > 1 ? ` to ${tokens.number(end - 1)}` : nothing}
                </th>
                <td class="number">${tokens.line(first)}</td>
                <td class="number">${valueText(metric, snapshot.unit, mean)}</td>
                <td>${tokenText(tokens.text(strongest))}</td>
                <td class="number">
                  ${valueText(metric, snapshot.unit, tokens.result.columns.metric[strongest] ?? 0)}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  private draw(): void {
    if (!this.input || !this.canvas.isConnected || this.canvas.parentElement?.clientWidth === 0)
      return;
    this.chart ??= new AlongChart(this.canvas, readTheme());
    this.chart.draw(alongData(this.input, this.chart.width));
    this.chart.setOverlay({ hovered: this.hovered, brush: this.brush });
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
    this.chart?.setOverlay({ hovered: this.hovered, brush: this.brush });
    this.drawReadout();
  }

  private drawReadout(): void {
    if (this.input) render(this.readout(this.input), this.readoutBox);
  }

  private setBrush(brush: RowRange | undefined): void {
    this.brush = brush;
    this.redraw();
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
    if (!this.chart || event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.anchor = this.chart.rowAt(event.clientX);
    this.brush = undefined;
  };

  private readonly onPointerMove = (event: PointerEvent): void => {
    if (!this.chart) return;
    this.hovered = this.chart.rowAt(event.clientX);
    if (event.buttons === 1 && this.anchor !== undefined) {
      this.brush =
        this.anchor === this.hovered ? undefined : rangeAfterDrag(this.anchor, this.hovered);
    }
    this.drawPointer();
  };

  private readonly onPointerUp = (event: PointerEvent): void => {
    if (!this.chart || !this.input || this.anchor === undefined) return;
    const { brush } = this;
    this.anchor = undefined;
    if (brush) this.zoomTo(clampRange(brush, this.input.tokens.count));
    else this.context.goTo(this.chart.rowAt(event.clientX));
  };

  private readonly onPointerLeave = (): void => {
    this.hovered = undefined;
    this.drawPointer();
  };
}

function shownRange(zoom: RowRange | undefined, tokens: Tokens): RowRange {
  return zoom ?? { first: 0, end: tokens.count };
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

function alongData({ view, snapshot, tokens, row }: SectionInput, places: number): AlongData {
  const { result } = tokens;
  const metric = metricOf(snapshot.metric);
  const values = result.columns.metric;
  const range = shownRange(view.zoom, tokens);
  const shown = (value: number): number => displayValue(value, metric.unit, snapshot.unit);
  const point = (x: number): { x: number; y: number } => ({ x, y: shown(values[x] ?? 0) });
  const mean = movingMean(values, meanWidth(range));
  const marks = (favoured: boolean): { x: number; y: number }[] => {
    const rows = Array.from(result.divergentRows).filter(
      (marked) =>
        marked >= range.first && marked < range.end && tokens.isFavoured(marked) === favoured,
    );
    return strongestRows(rows, values, range, places / markWidth).map(point);
  };
  return {
    range,
    tokens: Array.from(downsampleExtremes(values, range, places), point),
    mean: Array.from(downsampleExtremes(mean, range, places), (x) => ({
      x,
      y: shown(mean[x] ?? 0),
    })),
    favoured: marks(true),
    avoided: marks(false),
    threshold: snapshot.metric === 'js' ? fromNats(result.threshold, snapshot.unit) : undefined,
    selection: row,
    firstStaleRow: result.firstStaleRow,
    yTitle:
      metric.unit === 'probability'
        ? metric.label
        : `${metric.label}, ${unitLabel(metric.unit, snapshot.unit)}`,
    yMin: metric.kind === 'sequential' ? 0 : undefined,
    firstNumber: result.firstToken + 1,
  };
}

function alongHelp(metric: Metric): TemplateResult {
  return html`<p>
      Each bar is one token; where there are more tokens than pixels, the smallest and the largest
      of each pixel are drawn, and where marks would cover each other the strongest. The line is a
      moving mean.
      <b>${metric.label}</b>: ${metric.description}.
    </p>
    <p>
      A click goes to the token, dragging zooms. With the keyboard: ← → by token, Page Up and Page
      Down by a tenth, Shift with any of them marks a stretch, Enter zooms to it (or goes on in the
      editor), + and − zoom, Escape shows all.
    </p>`;
}
