import type { LineLayer, Plot, PointsLayer, RuleLayer, StemsLayer } from './plot';

/** What can be drawn on a canvas, where there are as many marks as a document has tokens. */
export type CanvasLayer = StemsLayer | LineLayer | PointsLayer | RuleLayer;

export interface CanvasPlot extends Plot {
  readonly layers: readonly CanvasLayer[];
}
