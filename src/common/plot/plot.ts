/** What a mark stands for; each painter gives a role its colour. */
export type PlotRole =
  'base' | 'tuned' | 'text' | 'secondary' | 'grid' | 'token' | 'stale' | 'favours' | 'avoids';

/** One place on an axis that has a label. */
export interface PlotTick {
  readonly at: number;
  readonly label: string;
}

export interface PlotAxis {
  /**
   * `root` is the square root: it spreads what is near 0, which it can show. `logit` is ln(p / (1 − p)): it
   * spreads probabilities near 0 and near 1.
   */
  readonly scale: 'linear' | 'root' | 'logit';
  /** Ends of the axis, min < max, inside of the scale's domain. */
  readonly min: number;
  readonly max: number;
  /** What is measured, with its unit. */
  readonly title: string;
  readonly ticks: readonly PlotTick[];
}

/** Places of marks, in the units of the axes; as many x as y. Marks that are not finite are left out. */
export interface PlotPoints {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** Points joined in the order of x. */
export interface LineLayer extends PlotPoints {
  readonly kind: 'line';
  readonly role: PlotRole;
  readonly dashed?: boolean;
  readonly width?: number;
  /** Stands at the line's right end. */
  readonly label?: string;
}

/** The area between two lines over the same x. */
export interface BandLayer {
  readonly kind: 'band';
  readonly role: PlotRole;
  readonly x: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** An area without a filling, told from a filled one by its dashed edges. */
  readonly hollow?: boolean;
  readonly label?: string;
}

/** Triangles point to what lies beyond an edge of the plot. */
export type PointShape = 'circle' | 'diamond' | 'up' | 'down' | 'left' | 'right';

export interface PointsLayer extends PlotPoints {
  readonly kind: 'points';
  readonly role: PlotRole;
  readonly shape: PointShape;
  readonly hollow?: boolean;
  /** Intervals around the points, one pair of ends each. */
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
  /** Beside triangles, one each: what lies beyond the edge. One serves several that would touch. */
  readonly labels?: readonly string[];
}

/** Vertical strokes from one value of y to those of the points. */
export interface StemsLayer extends PlotPoints {
  readonly kind: 'stems';
  readonly role: PlotRole;
  readonly from: number;
  /** CSS pixels. */
  readonly width: number;
}

/** Bars from one value to another over an interval of x. */
export interface BarsLayer {
  readonly kind: 'bars';
  readonly role: PlotRole;
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  readonly hollow?: boolean;
  /** Stands right of the last bar. */
  readonly label?: string;
}

/** A line across the whole plot at one value of an axis. */
export interface RuleLayer {
  readonly kind: 'rule';
  readonly role: PlotRole;
  readonly axis: 'x' | 'y';
  readonly at: number;
  readonly dashed?: boolean;
  readonly label?: string;
  /** Of a horizontal rule: the label is written upwards along the edge, which takes less room. */
  readonly turned?: boolean;
}

/** The part of the plot between two values of x. */
export interface IntervalLayer {
  readonly kind: 'interval';
  readonly role: PlotRole;
  readonly from: number;
  readonly to: number;
}

export type PlotLayer =
  LineLayer | BandLayer | PointsLayer | StemsLayer | BarsLayer | IntervalLayer | RuleLayer;

/** A chart, without sizes and colours. */
export interface Plot {
  /** What the chart shows, in one sentence, for those who do not see it. */
  readonly description: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  /** Drawn in this order. */
  readonly layers: readonly PlotLayer[];
}
