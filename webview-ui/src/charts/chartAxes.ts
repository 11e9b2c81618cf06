import type { ChartOptions } from 'chart.js';
import type { Plot, PlotAxis } from '../../../src/common/plot/plot';
import type { CanvasChartType } from './chartDatasets';
import type { ChartColors } from './chartColors';

type Scales = NonNullable<ChartOptions<CanvasChartType>['scales']>;

/** The axes of a plot for chart.js, with the plot's own ticks; those without room are left out. */
export function chartAxes({ x, y }: Plot, colors: ChartColors, fontSize: number): Scales {
  const secondary = colors.of('secondary');
  const line = colors.of('grid');
  const font = { family: colors.fontFamily, size: fontSize };
  const common = (axis: PlotAxis): Scales[string] & object => ({
    type: 'linear',
    min: axis.min,
    max: axis.max,
    title: { display: axis.title !== '', text: axis.title, color: secondary, font },
    ticks: {
      color: secondary,
      font,
      maxRotation: 0,
      callback: (value) => axis.ticks.find(({ at }) => at === value)?.label ?? '',
    },
    afterBuildTicks: (scale) => {
      scale.ticks = axis.ticks.map(({ at }) => ({ value: at }));
    },
  });
  return {
    // Bar charts widen the axis by half a step of its ticks unless told not to.
    x: { ...common(x), offset: false, grid: { display: false }, border: { color: line } },
    y: { ...common(y), grid: { color: line, lineWidth: 0.5 }, border: { display: false } },
  };
}
