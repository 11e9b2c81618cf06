import type { Chart as ChartJs, Point } from 'chart.js';
import type { RuleLayer } from '../../../src/common/plot/plot';
import type { CanvasPlot } from '../../../src/common/plot/canvasPlot';
import { chartAxes } from './chartAxes';
import { onThemeChange, readChartColors } from './chartColors';
import { chartDatasets, type CanvasChartType } from './chartDatasets';
import { chartMarks, type ChartMarks } from './chartMarks';
import { Chart } from './registerChartJs';

/** CSS pixels of a chart's text. */
const fontSize = 11;

/** CSS pixels right of the plot: room for half a tick's label, or for the label of a rule. */
const rightPadding = 14;

/**
 * A chart of as many marks as a document has tokens, as wide as its place in the page. Painted on a
 * canvas, where a move of the pointer costs the same however many there are.
 */
export class CanvasChart {
  /** Belongs into the page once; what is in it is drawn by this class alone. */
  readonly element = document.createElement('div');
  private readonly chart: ChartJs<CanvasChartType, Point[]>;
  private colors = readChartColors();
  private shown: CanvasPlot | undefined;
  private marks: ChartMarks = {};

  /** @param onResize is called when the chart is wider or narrower than it was, to have it shown anew */
  constructor(onResize: () => void) {
    this.element.className = 'canvas-chart';
    const canvas = document.createElement('canvas');
    // What the chart shows is said by the element around it.
    canvas.setAttribute('aria-hidden', 'true');
    this.element.append(canvas);
    this.chart = new Chart<CanvasChartType, Point[]>(canvas, {
      type: 'bar',
      data: { datasets: [] },
      options: {
        responsive: true,
        maintainAspectRatio: false,
        animation: false,
        events: [],
        layout: { padding: { right: rightPadding } },
        onResize,
      },
      plugins: [chartMarks(() => ({ ...this.source(), colors: this.colors, fontSize }))],
    });
    onThemeChange(() => {
      this.colors = readChartColors();
      this.draw();
    });
  }

  /** CSS pixels from edge to edge; 0 while it is not in the page. */
  get width(): number {
    return this.element.clientWidth;
  }

  /** @param lines height in lines of text */
  show(plot: CanvasPlot, lines: number): void {
    if (plot === this.shown) return;
    this.shown = plot;
    this.element.style.height = `${lines * fontSize}px`;
    this.draw();
  }

  /** What is marked over the chart, such as the caret. */
  mark(marks: ChartMarks): void {
    this.marks = marks;
    this.chart.draw();
  }

  /** The value of the x axis at a horizontal place of the page, in CSS pixels. */
  valueAt(clientX: number): number | undefined {
    const { left } = this.chart.canvas.getBoundingClientRect();
    return this.chart.scales['x']?.getValueForPixel(clientX - left);
  }

  private draw(): void {
    if (!this.shown) return;
    this.chart.data.datasets = chartDatasets(this.shown, this.colors, this.width);
    this.chart.options.scales = chartAxes(this.shown, this.colors, fontSize);
    this.chart.update('none');
  }

  private source(): { readonly marks: ChartMarks; readonly rules: readonly RuleLayer[] } {
    const rules = this.shown?.layers.filter((layer) => layer.kind === 'rule') ?? [];
    return { marks: this.marks, rules };
  }
}
