import type { Frame } from './frame';
import type { Plot, PlotRole, PointShape } from './plot';
import type { TextShape } from './scene';
import { text } from './shapes';

/** Half the width of a mark with some room around it, in pixels. */
const room = 8;

/** Lines that labels may be away from their triangle before they are left out. */
const mostLines = 4;

interface Place {
  readonly label: string;
  readonly role: PlotRole;
  readonly x: number;
  readonly y: number;
  readonly half: number;
  readonly anchor: TextShape['anchor'];
}

/**
 * What stands beside triangles at the edge of a plot, on their inner side; a line further in where it would
 * touch another, and once where neighbours say the same.
 */
export function pointLabels({ layers }: Plot, frame: Frame): TextShape[] {
  const placed: Place[] = [];
  for (const layer of layers) {
    if (layer.kind !== 'points' || layer.labels === undefined) continue;
    layer.labels.forEach((label, index) => {
      const place = wantedPlace(label, layer.role, layer.shape, frame, [
        frame.x(layer.x[index] ?? NaN),
        frame.y(layer.y[index] ?? NaN),
      ]);
      const step = layer.shape === 'up' ? frame.size.fontSize : -frame.size.fontSize;
      for (let line = 0; line < mostLines; line++) {
        const tried = { ...place, y: place.y + line * step };
        const other = placed.find((candidate) => touches(candidate, tried, frame));
        if (other?.label === label) return;
        if (other === undefined && Number.isFinite(tried.x + tried.y)) {
          placed.push(tried);
          return;
        }
      }
    });
  }
  return placed.map(({ label, x, y, role, anchor }) => text(label, x, y, role, anchor));
}

function wantedPlace(
  label: string,
  role: PlotRole,
  shape: PointShape,
  frame: Frame,
  [x, y]: readonly [x: number, y: number],
): Place {
  const { fontSize } = frame.size;
  const half = frame.widthOf(label) / 2;
  const middle = { label, role, half, x, y: y + fontSize * 0.35 };
  switch (shape) {
    case 'left':
      return { ...middle, x: x + room, anchor: 'start' };
    case 'right':
      return { ...middle, x: x - room, anchor: 'end' };
    case 'up':
      return { ...middle, y: y + room + fontSize * 0.7, anchor: 'middle' };
    case 'down':
    case 'circle':
    case 'diamond':
      return { ...middle, y: y - room, anchor: 'middle' };
  }
}

function touches(a: Place, b: Place, { size }: Frame): boolean {
  const middle = ({ x, half, anchor }: Place): number =>
    anchor === 'middle' ? x : anchor === 'start' ? x + half : x - half;
  return (
    Math.abs(a.y - b.y) < size.fontSize * 0.9 &&
    Math.abs(middle(a) - middle(b)) < a.half + b.half + 3
  );
}
