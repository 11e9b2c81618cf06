import type { ChartConfiguration, ChartDataset, Plugin, Point } from 'chart.js';
import type { RowRange } from '../../../src/common/rowRanges';
import type { ThemeColors } from '../theme';
import { Chart } from './registerChartJs';

/** What the chart draws; x is the row, y the metric in its display unit. */
export interface AlongData {
  readonly range: RowRange;
  readonly tokens: readonly Point[];
  readonly mean: readonly Point[];
  readonly favoured: readonly Point[];
  readonly avoided: readonly Point[];
  /** Value from which a token is divergent; undefined when the metric has none. */
  readonly threshold: number | undefined;
  readonly selection: number | undefined;
  /** Row from which on the values are stale. */
  readonly firstStaleRow: number;
  readonly yTitle: string;
  /** Lower end of the value axis; undefined lets the data decide. */
  readonly yMin: number | undefined;
  /** Number that the axis shows for row 0. */
  readonly firstNumber: number;
}

interface Overlay {
  hovered: number | undefined;
  brush: RowRange | undefined;
}

type AlongDatasets = ChartDataset<'bar' | 'line' | 'scatter', Point[]>[];

/** The metric along the document on one canvas. Draws and measures; what a click means is the caller's. */
export class AlongChart {
  private readonly chart: Chart<'bar' | 'line' | 'scatter', Point[]>;
  private readonly overlay: Overlay = { hovered: undefined, brush: undefined };
  private data: AlongData | undefined;

  constructor(
    canvas: HTMLCanvasElement,
    private theme: ThemeColors,
  ) {
    const configuration: ChartConfiguration<'bar' | 'line' | 'scatter', Point[]> = {
      type: 'bar',
      data: { datasets: [] },
      options: {
        responsive: true,
        maintainAspectRatio: false,
        animation: false,
        events: [],
        layout: { padding: { right: 14 } },
      },
      plugins: [this.overlayPlugin()],
    };
    this.chart = new Chart(canvas, configuration);
  }

  /** Plot width in CSS pixels, which is how many values can be told apart. */
  get width(): number {
    // Before its first layout the chart has no area, whatever its type says.
    const { chartArea } = this.chart as { chartArea?: Chart['chartArea'] };
    return Math.max(64, chartArea?.width ?? this.chart.width - 48);
  }

  setTheme(theme: ThemeColors): void {
    this.theme = theme;
    if (this.data) this.draw(this.data);
  }

  draw(data: AlongData): void {
    this.data = data;
    this.chart.data.datasets = this.datasets(data);
    this.chart.options.scales = this.scales(data);
    this.chart.update('none');
  }

  /** Marks a row under the pointer, or a range that is being dragged. */
  setOverlay(overlay: Overlay): void {
    Object.assign(this.overlay, overlay);
    this.chart.draw();
  }

  /** The row at a horizontal place of the page, in CSS pixels; clamped to what is shown. */
  rowAt(clientX: number): number {
    const { left } = this.chart.canvas.getBoundingClientRect();
    const value = this.chart.scales['x']?.getValueForPixel(clientX - left) ?? 0;
    const { first, end } = this.data?.range ?? { first: 0, end: 1 };
    return Math.min(end - 1, Math.max(first, Math.round(value)));
  }

  destroy(): void {
    this.chart.destroy();
  }

  private datasets(data: AlongData): AlongDatasets {
    const { theme } = this;
    const span = data.range.end - data.range.first;
    const room = this.width / span;
    const color = (row: number): string => (row >= data.firstStaleRow ? theme.stale : theme.token);
    const mark = { showLine: false, pointRadius: 4, pointHitRadius: 0, clip: 4 };
    return [
      {
        type: 'scatter',
        ...mark,
        data: [...data.favoured],
        pointStyle: 'circle',
        pointBackgroundColor: theme.favours,
        pointBorderColor: theme.surface,
        pointBorderWidth: 1,
      },
      {
        type: 'scatter',
        ...mark,
        data: [...data.avoided],
        pointStyle: 'rectRot',
        pointRadius: 4.5,
        pointBackgroundColor: theme.surface,
        pointBorderColor: theme.avoids,
        pointBorderWidth: 2,
      },
      {
        type: 'line',
        data: [...data.mean],
        borderColor: theme.mean,
        borderWidth: 2,
        pointRadius: 0,
        pointHitRadius: 0,
        stepped: false,
      },
      {
        type: 'bar',
        data: [...data.tokens],
        backgroundColor: data.tokens.map(({ x }) => color(x ?? 0)),
        barThickness: Math.max(1, Math.min(14, room * 0.7)),
        grouped: false,
      },
    ];
  }

  private scales(
    data: AlongData,
  ): NonNullable<ChartConfiguration<'bar' | 'line' | 'scatter'>['options']>['scales'] & object {
    const { theme } = this;
    const font = { family: theme.fontFamily, size: theme.fontSize };
    const title = { display: true, color: theme.secondaryText, font };
    const ticks = { color: theme.secondaryText, font, maxRotation: 0 };
    return {
      x: {
        type: 'linear',
        // Bar charts widen the axis by half a step of its ticks unless told not to.
        offset: false,
        min: data.range.first - 0.5,
        max: data.range.end - 0.5,
        title: { ...title, text: 'token' },
        grid: { display: false },
        border: { color: theme.grid },
        ticks: {
          ...ticks,
          autoSkip: false,
          callback: (value) => String(Number(value) + data.firstNumber),
        },
        afterBuildTicks: (axis) => {
          axis.ticks = tickRows(data.range, data.firstNumber, axis.width).map((value) => ({
            value,
          }));
        },
      },
      y: {
        type: 'linear',
        ...(data.yMin === undefined ? {} : { min: data.yMin }),
        title: { ...title, text: data.yTitle },
        grid: { color: theme.grid, lineWidth: 0.5 },
        border: { display: false },
        ticks: {
          ...ticks,
          maxTicksLimit: 5,
          callback: (value) => String(value).replace('-', '\u2212'),
        },
      },
    };
  }

  /** Draws what changes with the pointer and the caret over the chart, without a new layout. */
  private overlayPlugin(): Plugin<'bar' | 'line' | 'scatter'> {
    return {
      id: 'steerscopeOverlay',
      beforeDatasetsDraw: (chart) => {
        const { brush } = this.overlay;
        const x = chart.scales['x'];
        if (!x || !brush) return;
        const { ctx, chartArea } = chart;
        const from = x.getPixelForValue(brush.first - 0.5);
        const to = x.getPixelForValue(brush.end - 0.5);
        ctx.save();
        ctx.fillStyle = this.theme.brush;
        ctx.fillRect(from, chartArea.top, to - from, chartArea.height);
        ctx.strokeStyle = this.theme.caret;
        ctx.strokeRect(from, chartArea.top, to - from, chartArea.height);
        ctx.restore();
      },
      afterDatasetsDraw: (chart) => {
        if (!this.data) return;
        this.verticalLine(chart, this.data.selection, this.theme.caret, []);
        this.verticalLine(chart, this.overlay.hovered, this.theme.secondaryText, [2, 2]);
        this.thresholdLine(chart, this.data.threshold);
      },
    };
  }

  private verticalLine(
    { ctx, chartArea, scales }: Chart,
    row: number | undefined,
    color: string,
    dash: number[],
  ): void {
    const x = scales['x'];
    if (row === undefined || !x || row < x.min || row > x.max) return;
    const pixel = Math.round(x.getPixelForValue(row)) + 0.5;
    ctx.save();
    ctx.strokeStyle = color;
    ctx.setLineDash(dash);
    ctx.beginPath();
    ctx.moveTo(pixel, chartArea.top);
    ctx.lineTo(pixel, chartArea.bottom);
    ctx.stroke();
    ctx.restore();
  }

  private thresholdLine({ ctx, chartArea, scales }: Chart, threshold: number | undefined): void {
    const y = scales['y'];
    if (threshold === undefined || !y || threshold > y.max) return;
    const pixel = Math.round(y.getPixelForValue(threshold)) + 0.5;
    ctx.save();
    ctx.strokeStyle = this.theme.secondaryText;
    ctx.setLineDash([6, 4]);
    ctx.beginPath();
    ctx.moveTo(chartArea.left, pixel);
    ctx.lineTo(chartArea.right, pixel);
    ctx.stroke();
    ctx.fillStyle = this.theme.secondaryText;
    ctx.font = `${this.theme.fontSize}px ${this.theme.fontFamily}`;
    // Beside the plot and not in it, where the label would cover bars and marks.
    ctx.translate(chartArea.right + 2, pixel);
    ctx.rotate(Math.PI / 2);
    ctx.textAlign = pixel - chartArea.top < chartArea.height / 2 ? 'left' : 'right';
    ctx.textBaseline = 'bottom';
    ctx.fillText('threshold', 0, 0);
    ctx.restore();
  }
}

/** Rows whose numbers are round, as many as have room; steps of 1, 2 or 5 times a power of ten. */
function tickRows({ first, end }: RowRange, firstNumber: number, width: number): number[] {
  const most = Math.max(2, Math.floor(width / 56));
  const rough = Math.max(1, (end - first) / most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const rows: number[] = [];
  const from = Math.ceil((first + firstNumber) / step) * step;
  for (let number = from; number < end + firstNumber; number += step) {
    if (Number.isInteger(number)) rows.push(number - firstNumber);
  }
  return rows;
}
