import { placeOn } from '../../../src/common/plot/axes';
import type {
  LineLayer,
  Plot,
  PointsLayer,
  RuleLayer,
  StemsLayer,
} from '../../../src/common/plot/plot';

/** What {@link CanvasChart} can draw. */
export type CanvasLayer = StemsLayer | LineLayer | PointsLayer | RuleLayer;

export interface CanvasPlot extends Plot {
  readonly layers: readonly CanvasLayer[];
}

/** The pixel of a value of x, where the plot is so many CSS pixels wide. */
export function pixelOf({ x }: Plot, width: number): (value: number) => number {
  return (value) => placeOn(x, value) * width;
}
