import type { ChartDataset, Point } from 'chart.js';
import type { LineLayer, PlotPoints, PointsLayer, StemsLayer } from '../../../src/common/plot/plot';
import { thinned } from '../../../src/common/plot/thinning';
import type { CanvasPlot } from '../../../src/common/plot/canvasPlot';
import { pixelOf } from './pixelOf';
import type { ChartColors } from './chartColors';

export type CanvasChartType = 'bar' | 'line' | 'scatter';
export type CanvasDataset = ChartDataset<CanvasChartType, Point[]>;

/**
 * The layers of a plot as data of chart.js, thinned to what can be told apart. Rules are none of them.
 *
 * @param width CSS pixels of the plot without its axes
 */
export function chartDatasets(
  plot: CanvasPlot,
  colors: ChartColors,
  width: number,
): CanvasDataset[] {
  const pixel = pixelOf(plot, width);
  return plot.layers.flatMap((layer, index): CanvasDataset[] => {
    // chart.js draws what has the lowest order last.
    const order = plot.layers.length - index;
    switch (layer.kind) {
      case 'stems':
        return [{ ...stems(layer, colors, pixel), order }];
      case 'line':
        return [{ ...line(layer, colors, pixel), order }];
      case 'points':
        return [{ ...points(layer, colors), order }];
      case 'rule':
        return [];
    }
  });
}

function stems(
  { role, from, width, x, y }: StemsLayer,
  colors: ChartColors,
  pixel: (value: number) => number,
): CanvasDataset {
  return {
    type: 'bar',
    data: thinned(x, y, pixel).map((index) => pointAt({ x, y }, index)),
    base: from,
    backgroundColor: colors.of(role),
    barThickness: width,
    grouped: false,
  };
}

function line(
  { role, width = 1.5, dashed = false, x, y }: LineLayer,
  colors: ChartColors,
  pixel: (value: number) => number,
): CanvasDataset {
  return {
    type: 'line',
    data: thinned(x, y, pixel).map((index) => pointAt({ x, y }, index)),
    borderColor: colors.of(role),
    borderWidth: width,
    borderDash: dashed ? [5, 3] : [],
    pointRadius: 0,
    pointHitRadius: 0,
  };
}

/** CSS pixels from the middle of a mark to its edge, so that both shapes cover the same area. */
const radii: Readonly<Record<PointsLayer['shape'], number>> = {
  circle: 4,
  diamond: 4.5,
  up: 5,
  down: 5,
  left: 5,
  right: 5,
};

/** The shapes as chart.js names them, with degrees by which they are turned. */
const styles: Readonly<Record<PointsLayer['shape'], readonly [style: string, turn: number]>> = {
  circle: ['circle', 0],
  diamond: ['rectRot', 0],
  up: ['triangle', 0],
  right: ['triangle', 90],
  down: ['triangle', 180],
  left: ['triangle', 270],
};

function points(
  { role, shape, hollow = false, x, y }: PointsLayer,
  colors: ChartColors,
): CanvasDataset {
  const color = colors.of(role);
  const [style, turn] = styles[shape];
  return {
    type: 'scatter',
    data: Array.from(x, (_, index) => pointAt({ x, y }, index)),
    showLine: false,
    // Marks at the edge are drawn whole.
    clip: radii[shape],
    pointRadius: radii[shape],
    pointHitRadius: 0,
    pointStyle: style,
    pointRotation: turn,
    pointBackgroundColor: hollow ? colors.surface : color,
    pointBorderColor: hollow ? color : colors.surface,
    pointBorderWidth: hollow ? 2 : 1,
  };
}

function pointAt({ x, y }: PlotPoints, index: number): Point {
  return { x: x[index] ?? NaN, y: y[index] ?? NaN };
}
