import type { PlotRole } from './plot';

/** A mark with its place in CSS pixels; painters draw it in the colour of its role. */
export type Shape = PathShape | TextShape;

export interface PathShape {
  readonly kind: 'path';
  /** As in an SVG path; only M, L, A and Z, absolute. */
  readonly d: string;
  readonly role: PlotRole;
  /**
   * `line` is stroked, `area` filled faintly, `solid` filled, `hollow` stroked and filled with the
   * colour of the surface.
   */
  readonly paint: 'line' | 'area' | 'solid' | 'hollow';
  readonly width: number;
  readonly dashed: boolean;
  /** Cut off at the edges of the plot. */
  readonly clipped: boolean;
}

export interface TextShape {
  readonly kind: 'text';
  readonly text: string;
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly role: PlotRole;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Written upwards. */
  readonly turned: boolean;
}

/** A rectangle in CSS pixels. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A plot laid out in CSS pixels. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** Where the data is; axes and labels are around it. */
  readonly area: PlotArea;
  readonly shapes: readonly Shape[];
}
