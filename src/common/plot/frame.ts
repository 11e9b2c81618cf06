import { placeOn } from './axes';
import type { Plot, PlotLayer } from './plot';
import type { PlotArea } from './scene';

export interface SceneSize {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
}

/** Where a plot's data lies, and how values become pixels. */
export interface Frame {
  readonly size: SceneSize;
  readonly area: PlotArea;
  /** Pixels of a value of each axis. */
  x(value: number): number;
  y(value: number): number;
  /** About how many pixels a text takes. */
  widthOf(text: string): number;
}

/** Pixels from the right edge to what is written beside it: marks on the edge stick out. */
export const besideGap = 10;

/** Width of an average character as a share of the font size. */
const characterWidth = 0.6;

/** Leaves as much room around the data as ticks, titles and labels need. */
export function frameOf(plot: Plot, size: SceneSize): Frame {
  const { fontSize } = size;
  const widthOf = (text: string): number => Array.from(text).length * fontSize * characterWidth;
  const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf));
  const beside = longest(plot.layers.flatMap(besideLabel));
  const turned = plot.layers.some((layer) => layer.kind === 'rule' && layer.turned === true);
  const above = plot.layers.some(
    (layer) => layer.kind === 'rule' && layer.axis === 'x' && layer.label !== undefined,
  );
  const ticks = longest(plot.y.ticks.map(({ label }) => label));
  const area: PlotArea = {
    left: Math.round(ticks + (plot.y.title === '' ? 8 : fontSize * 1.6 + 8)),
    top: Math.round(fontSize * (above ? 1.7 : 0.7)),
    right: Math.round(
      size.width - Math.max(beside === 0 ? 0 : beside + besideGap, turned ? fontSize * 1.4 : 0, 12),
    ),
    bottom: Math.round(size.height - fontSize * (plot.x.title === '' ? 1.9 : 3.2)),
  };
  return {
    size,
    area,
    x: (value) => area.left + placeOn(plot.x, value) * (area.right - area.left),
    y: (value) => area.bottom - placeOn(plot.y, value) * (area.bottom - area.top),
    widthOf,
  };
}

/** The label that a layer has right of the plot, upright. */
export function besideLabel(layer: PlotLayer): readonly string[] {
  switch (layer.kind) {
    case 'line':
    case 'band':
    case 'bars':
      return layer.label === undefined ? [] : [layer.label];
    case 'rule':
      return layer.label === undefined || layer.axis === 'x' || layer.turned === true
        ? []
        : [layer.label];
    case 'points':
    case 'stems':
    case 'interval':
      return [];
  }
}
