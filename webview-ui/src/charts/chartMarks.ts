import type { Chart, Plugin } from 'chart.js';
import type { RuleLayer } from '../../../src/common/plot/plot';
import type { RowRange } from '../../../src/common/rowRanges';
import type { CanvasChartType } from './chartDatasets';
import type { ChartColors } from './chartColors';

/** What is marked over a chart without a new layout; places on the x axis. */
export interface ChartMarks {
  /** Where the caret is. */
  readonly caret?: number | undefined;
  /** What is under the pointer. */
  readonly hovered?: number | undefined;
  /** What is being marked, whole rows. */
  readonly brush?: RowRange | undefined;
}

/** What the marks are drawn from. */
export interface ChartMarksSource {
  readonly marks: ChartMarks;
  readonly rules: readonly RuleLayer[];
  readonly colors: ChartColors;
  /** CSS pixels. */
  readonly fontSize: number;
}

/** Draws the brush under the data; the caret, the pointer and the rules over it. */
export function chartMarks(source: () => ChartMarksSource): Plugin<CanvasChartType> {
  return {
    id: 'steerscopeMarks',
    beforeDatasetsDraw: (chart) => {
      const { marks, colors } = source();
      if (marks.brush) drawBrush(chart, marks.brush, colors);
    },
    afterDatasetsDraw: (chart) => {
      const { marks, rules, colors, fontSize } = source();
      drawVertical(chart, marks.caret, colors.caret, []);
      drawVertical(chart, marks.hovered, colors.of('secondary'), [2, 2]);
      for (const rule of rules) drawRule(chart, rule, colors, fontSize);
    },
  };
}

function drawBrush({ ctx, chartArea, scales }: Chart, brush: RowRange, colors: ChartColors): void {
  const x = scales['x'];
  if (!x) return;
  const from = x.getPixelForValue(brush.first - 0.5);
  const to = x.getPixelForValue(brush.end - 0.5);
  ctx.save();
  ctx.fillStyle = colors.brush;
  ctx.fillRect(from, chartArea.top, to - from, chartArea.height);
  ctx.strokeStyle = colors.caret;
  ctx.strokeRect(from, chartArea.top, to - from, chartArea.height);
  ctx.restore();
}

function drawVertical(
  { ctx, chartArea, scales }: Chart,
  value: number | undefined,
  color: string,
  dash: number[],
): void {
  const x = scales['x'];
  if (value === undefined || !x || value < x.min || value > x.max) return;
  const pixel = Math.round(x.getPixelForValue(value)) + 0.5;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(pixel, chartArea.top);
  ctx.lineTo(pixel, chartArea.bottom);
  ctx.stroke();
  ctx.restore();
}

/** A horizontal rule; its label is written along the edge, beside the plot, where it covers no marks. */
function drawRule(
  { ctx, chartArea, scales }: Chart,
  { at, role, dashed = false, label }: RuleLayer,
  colors: ChartColors,
  fontSize: number,
): void {
  const y = scales['y'];
  if (!y || at < y.min || at > y.max) return;
  const pixel = Math.round(y.getPixelForValue(at)) + 0.5;
  ctx.save();
  ctx.strokeStyle = colors.of(role);
  ctx.setLineDash(dashed ? [6, 4] : []);
  ctx.beginPath();
  ctx.moveTo(chartArea.left, pixel);
  ctx.lineTo(chartArea.right, pixel);
  ctx.stroke();
  if (label !== undefined) {
    ctx.fillStyle = colors.of(role);
    ctx.font = `${fontSize}px ${colors.fontFamily}`;
    ctx.translate(chartArea.right + 2, pixel);
    ctx.rotate(Math.PI / 2);
    // Written away from the nearer end of the plot.
    ctx.textAlign = pixel - chartArea.top < chartArea.height / 2 ? 'left' : 'right';
    ctx.textBaseline = 'bottom';
    ctx.fillText(label, 0, 0);
  }
  ctx.restore();
}
