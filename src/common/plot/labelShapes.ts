import { besideGap, besideLabel, type Frame } from './frame';
import { pointLabels } from './pointLabels';
import type { Plot, PlotLayer, PlotRole } from './plot';
import type { Shape } from './scene';
import { text } from './shapes';

/** Labels of lines, bands, rules and triangles, beside what they name. */
export function labelShapes(plot: Plot, frame: Frame): Shape[] {
  return [
    ...labelsBeside(plot, frame),
    ...labelsAbove(plot, frame),
    ...pointLabels(plot, frame),
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
    text(label, right + besideGap, y + fontSize * 0.35, role, 'start'),
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

/** Above vertical rules, pushed apart where they would touch, each as near to its rule as that leaves. */
function labelsAbove({ layers }: Plot, frame: Frame): Shape[] {
  const { size, area } = frame;
  const wanted: { label: string; x: number; half: number; role: PlotRole }[] = [];
  for (const layer of layers) {
    if (layer.kind !== 'rule' || layer.axis !== 'x' || layer.label === undefined) continue;
    const x = frame.x(layer.at);
    const half = frame.widthOf(layer.label) / 2;
    if (Number.isFinite(x)) wanted.push({ label: layer.label, x, half, role: layer.role });
  }
  wanted.sort((a, b) => a.x - b.x);
  const gap = size.fontSize * 0.5;
  const middles = pushedApart(wanted, gap, { from: 2, to: size.width - 2 });
  return wanted.map(({ label, role }, index) =>
    text(label, middles[index] ?? 0, area.top - size.fontSize * 0.5, role, 'middle'),
  );
}

/**
 * Middles of labels that do not touch, in their order, with the least sum of squared distances from where
 * they want to be; what would stick out of the limits is pushed back.
 */
function pushedApart(
  wanted: readonly { readonly x: number; readonly half: number }[],
  gap: number,
  { from, to }: { readonly from: number; readonly to: number },
): number[] {
  // Without the labels' widths they only have to stay in order: those that do not share their mean.
  let offset = 0;
  const offsets = wanted.map(({ half }, index) => {
    offset += index === 0 ? 0 : (wanted[index - 1]?.half ?? 0) + gap + half;
    return offset;
  });
  const groups: { mean: number; count: number }[] = [];
  wanted.forEach(({ x }, index) => {
    let group = { mean: x - (offsets[index] ?? 0), count: 1 };
    for (
      let last = groups.at(-1);
      last !== undefined && last.mean > group.mean;
      last = groups.at(-1)
    ) {
      groups.pop();
      const count = last.count + group.count;
      group = { mean: (last.mean * last.count + group.mean * group.count) / count, count };
    }
    groups.push(group);
  });
  const first = from + (wanted[0]?.half ?? 0);
  const last = to - (wanted.at(-1)?.half ?? 0) - (offsets.at(-1) ?? 0);
  return groups
    .flatMap(({ mean, count }) => new Array<number>(count).fill(mean))
    .map((mean, index) => Math.max(first, Math.min(mean, last)) + (offsets[index] ?? 0));
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
