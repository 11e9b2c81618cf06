import type { PlotRole } from './plot';
import type { PathShape, TextShape } from './scene';

/** A path that is cut off at the edges of the plot, 1 pixel wide and unbroken unless told otherwise. */
export function path(
  d: string,
  role: PlotRole,
  paint: PathShape['paint'],
  options: Partial<Pick<PathShape, 'width' | 'dashed' | 'clipped'>> = {},
): PathShape {
  return { kind: 'path', d, role, paint, width: 1, dashed: false, clipped: true, ...options };
}

/** Upright text at a place in pixels. */
export function text(
  content: string,
  x: number,
  y: number,
  role: PlotRole,
  anchor: TextShape['anchor'],
): TextShape {
  return { kind: 'text', text: content, x, y, role, anchor, turned: false };
}

/** A coordinate to a hundredth of a pixel, as paths write it. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}
