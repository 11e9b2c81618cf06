import type { Frame } from './frame';
import type { Plot } from './plot';
import type { Shape } from './scene';
import { coordinate as n, path, text } from './shapes';

/** Grid, ticks with their labels, and titles. Tick labels of x that have no room are left out. */
export function axisShapes(plot: Plot, frame: Frame): Shape[] {
  const { left, right, top, bottom } = frame.area;
  const { width, height, fontSize } = frame.size;
  const shapes: Shape[] = [];
  for (const { at, label } of plot.y.ticks) {
    const y = frame.y(at);
    shapes.push(path(`M${n(left)} ${n(y)}L${n(right)} ${n(y)}`, 'grid', 'line', { width: 0.5 }));
    shapes.push(text(label, left - 6, y + fontSize * 0.35, 'secondary', 'end'));
  }
  let ticks = `M${n(left)} ${n(bottom)}L${n(right)} ${n(bottom)}`;
  let free = -Infinity;
  for (const { at, label } of plot.x.ticks) {
    const x = frame.x(at);
    ticks += `M${n(x)} ${n(bottom)}L${n(x)} ${n(bottom + 4)}`;
    const half = frame.widthOf(label) / 2;
    const middle = Math.min(Math.max(x, half), width - half);
    if (middle - half < free) continue;
    free = middle + half + fontSize * 0.6;
    shapes.push(text(label, middle, bottom + fontSize * 1.4, 'secondary', 'middle'));
  }
  shapes.push(path(ticks, 'grid', 'line', { clipped: false }));
  if (plot.x.title !== '') {
    const half = frame.widthOf(plot.x.title) / 2;
    const middle = Math.max(half, Math.min((left + right) / 2, width - half));
    shapes.push(text(plot.x.title, middle, height - fontSize * 0.4, 'secondary', 'middle'));
  }
  if (plot.y.title !== '') {
    const title = text(plot.y.title, fontSize, (top + bottom) / 2, 'secondary', 'middle');
    shapes.push({ ...title, turned: true });
  }
  return shapes;
}
