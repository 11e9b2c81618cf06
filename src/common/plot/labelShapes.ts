import { besideLabel, type Frame } from './frame';
import type { Plot, PlotLayer, PlotRole } from './plot';
import type { Shape } from './scene';
import { text } from './shapes';

/** Labels of lines, bands and rules, beside what they name. */
export function labelShapes(plot: Plot, frame: Frame): Shape[] {
  return [
    ...labelsBeside(plot, frame),
    ...labelsAbove(plot, frame),
    ...plot.layers.flatMap((layer) => turnedLabel(layer, frame)),
  ];
}

/** Right of the plot, pushed apart where they would touch. */
function labelsBeside({ layers }: Plot, frame: Frame): Shape[] {
  const { right, top, bottom } = frame.area;
  const { fontSize } = frame.size;
  const height = fontSize * 1.25;
  const wanted = layers
    .flatMap((layer) => {
      const y = endOf(layer, frame);
      return y === undefined
        ? []
        : besideLabel(layer).map((label) => ({ label, role: layer.role, y }));
    })
    .sort((a, b) => a.y - b.y);
  let free = top;
  const placed = wanted.map((label) => {
    const y = Math.max(free, label.y);
    free = y + height;
    return { ...label, y };
  });
  // Back up from the bottom, so that the last ones stay beside the plot.
  let most = bottom;
  for (const label of placed.toReversed()) {
    label.y = Math.min(label.y, most);
    most = label.y - height;
  }
  return placed.map(({ label, y, role }) =>
    text(label, right + 5, y + fontSize * 0.35, role, 'start'),
  );
}

/** Where a layer meets the right edge, in pixels inside of the plot. */
function endOf(layer: PlotLayer, frame: Frame): number | undefined {
  const { top, bottom } = frame.area;
  const ends = endValues(layer).map((value) => Math.min(bottom, Math.max(top, frame.y(value))));
  return ends.length === 0 ? undefined : ends.reduce((sum, end) => sum + end, 0) / ends.length;
}

function endValues(layer: PlotLayer): number[] {
  const last = (values: ArrayLike<number>): number[] => {
    const value = Array.from(values).findLast((candidate) => Number.isFinite(candidate));
    return value === undefined ? [] : [value];
  };
  switch (layer.kind) {
    case 'line':
      return last(layer.y);
    case 'band':
      return [...last(layer.low), ...last(layer.high)];
    case 'bars':
      return [...last(layer.from), ...last(layer.to)];
    case 'rule':
      return [layer.at];
    case 'points':
    case 'stems':
    case 'interval':
      return [];
  }
}

/** Above vertical rules; one that would cover another is left out. */
function labelsAbove({ layers }: Plot, frame: Frame): Shape[] {
  const { size, area } = frame;
  const wanted: { label: string; x: number; role: PlotRole }[] = [];
  for (const layer of layers) {
    if (layer.kind !== 'rule' || layer.axis !== 'x' || layer.label === undefined) continue;
    const x = frame.x(layer.at);
    if (Number.isFinite(x)) wanted.push({ label: layer.label, x, role: layer.role });
  }
  let free = -Infinity;
  return wanted
    .sort((a, b) => a.x - b.x)
    .flatMap(({ label, x, role }) => {
      const half = frame.widthOf(label) / 2;
      const middle = Math.min(Math.max(x, half + 2), size.width - half - 2);
      if (middle - half < free) return [];
      free = middle + half + size.fontSize * 0.5;
      return [text(label, middle, area.top - size.fontSize * 0.5, role, 'middle')];
    });
}

/** Written upwards along the right edge, beside a horizontal rule. */
function turnedLabel(layer: PlotLayer, frame: Frame): Shape[] {
  if (layer.kind !== 'rule' || layer.turned !== true || layer.label === undefined) return [];
  const { right, top, bottom } = frame.area;
  const y = frame.y(layer.at);
  if (!(y >= top && y <= bottom)) return [];
  // The end that is nearer to the middle of the plot is where the rule is.
  const anchor = y < (top + bottom) / 2 ? 'end' : 'start';
  const label = text(layer.label, right + frame.size.fontSize, y, layer.role, anchor);
  return [{ ...label, turned: true }];
}
