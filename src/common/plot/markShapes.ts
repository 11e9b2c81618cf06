import type { Frame } from './frame';
import type {
  BandLayer,
  BarsLayer,
  IntervalLayer,
  LineLayer,
  PlotLayer,
  PlotPoints,
  PointsLayer,
  RuleLayer,
  StemsLayer,
} from './plot';
import type { Shape } from './scene';
import { coordinate as n, path } from './shapes';
import { thinned } from './thinning';

/** Half the width of a mark, in pixels. */
const markSize = 4;

interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** The marks of a layer. */
export function markShapes(layer: PlotLayer, frame: Frame): Shape[] {
  switch (layer.kind) {
    case 'line':
      return lineShapes(layer, frame);
    case 'band':
      return bandShapes(layer, frame);
    case 'points':
      return pointShapes(layer, frame);
    case 'stems':
      return stemShapes(layer, frame);
    case 'bars':
      return barShapes(layer, frame);
    case 'interval':
      return intervalShapes(layer, frame);
    case 'rule':
      return ruleShapes(layer, frame);
  }
}

function lineShapes(
  { role, dashed = false, width = 1.5, ...points }: LineLayer,
  frame: Frame,
): Shape[] {
  const d = runsOf(points, frame).map(polyline).join('');
  return d === '' ? [] : [path(d, role, 'line', { width, dashed })];
}

function bandShapes({ role, x, low, high, hollow = false }: BandLayer, frame: Frame): Shape[] {
  const upper = runsOf({ x, y: high }, frame);
  const lower = runsOf({ x, y: low }, frame);
  const edges = [...upper, ...lower].map(polyline).join('');
  if (edges === '') return [];
  if (hollow) return [path(edges, role, 'line', { width: 1.5, dashed: true })];
  const area = upper
    .map((run, index) => `${polyline([...run, ...(lower[index] ?? []).toReversed()])}Z`)
    .join('');
  return [path(area, role, 'area'), path(edges, role, 'line', { width: 1 })];
}

function pointShapes(
  { role, shape, hollow = false, x, y, low, high }: PointsLayer,
  frame: Frame,
): Shape[] {
  const shapes: Shape[] = [];
  let intervals = '';
  let marks = '';
  for (let index = 0; index < x.length; index++) {
    const place = pixelAt({ x, y }, index, frame);
    if (!isFinitePixel(place)) continue;
    const from = frame.y(low?.[index] ?? NaN);
    const to = frame.y(high?.[index] ?? NaN);
    if (Number.isFinite(from) && Number.isFinite(to)) {
      intervals += `M${n(place.x)} ${n(from)}L${n(place.x)} ${n(to)}`;
    }
    marks += outlineOf(shape, place);
  }
  if (intervals !== '') shapes.push(path(intervals, role, 'line'));
  if (marks !== '') {
    const paint = hollow ? 'hollow' : 'solid';
    shapes.push(path(marks, role, paint, { width: 1.5, clipped: false }));
  }
  return shapes;
}

function stemShapes({ role, from, width, x, y }: StemsLayer, frame: Frame): Shape[] {
  const foot = n(frame.y(from));
  const d = thinned(x, y, (value) => frame.x(value))
    .map((index) => pixelAt({ x, y }, index, frame))
    .filter(isFinitePixel)
    .map((place) => `M${n(place.x)} ${foot}L${n(place.x)} ${n(place.y)}`)
    .join('');
  return d === '' ? [] : [path(d, role, 'line', { width })];
}

function barShapes(
  { role, left, right, from, to, hollow = false }: BarsLayer,
  frame: Frame,
): Shape[] {
  let d = '';
  for (let index = 0; index < left.length; index++) {
    const [x1, x2] = [frame.x(left[index] ?? NaN), frame.x(right[index] ?? NaN)];
    const [y1, y2] = [frame.y(from[index] ?? NaN), frame.y(to[index] ?? NaN)];
    if (![x1, x2, y1, y2].every(Number.isFinite) || y1 === y2) continue;
    d += `M${n(x1)} ${n(y1)}L${n(x2)} ${n(y1)}L${n(x2)} ${n(y2)}L${n(x1)} ${n(y2)}Z`;
  }
  return d === '' ? [] : [path(d, role, hollow ? 'hollow' : 'solid')];
}

function intervalShapes({ role, from, to }: IntervalLayer, frame: Frame): Shape[] {
  const { top, bottom } = frame.area;
  const [left, right] = [n(frame.x(from)), n(frame.x(to))];
  return [
    path(
      `M${left} ${n(top)}L${right} ${n(top)}L${right} ${n(bottom)}L${left} ${n(bottom)}Z`,
      role,
      'area',
    ),
  ];
}

function ruleShapes({ role, axis, at, dashed = false }: RuleLayer, frame: Frame): Shape[] {
  const { left, right, top, bottom } = frame.area;
  const place = axis === 'x' ? frame.x(at) : frame.y(at);
  if (!Number.isFinite(place)) return [];
  const d =
    axis === 'x'
      ? `M${n(place)} ${n(top)}L${n(place)} ${n(bottom)}`
      : `M${n(left)} ${n(place)}L${n(right)} ${n(place)}`;
  return [path(d, role, 'line', { dashed })];
}

/** Stretches of finite points in pixels, thinned to what can be told apart. */
function runsOf(points: PlotPoints, frame: Frame): Pixel[][] {
  const runs: Pixel[][] = [];
  let run: Pixel[] = [];
  for (const index of thinned(points.x, points.y, (value) => frame.x(value))) {
    const pixel = pixelAt(points, index, frame);
    if (isFinitePixel(pixel)) run.push(pixel);
    else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

function pixelAt({ x, y }: PlotPoints, index: number, frame: Frame): Pixel {
  return { x: frame.x(x[index] ?? NaN), y: frame.y(y[index] ?? NaN) };
}

function isFinitePixel({ x, y }: Pixel): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

function polyline(points: readonly Pixel[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${n(x)} ${n(y)}`).join('');
}

/** Corners around the place of a mark, in halves of its size. */
const cornersOf: Readonly<
  Record<Exclude<PointsLayer['shape'], 'circle'>, readonly (readonly [x: number, y: number])[]>
> = {
  diamond: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
  up: [
    [0, -1.2],
    [1.2, 1],
    [-1.2, 1],
  ],
  down: [
    [0, 1.2],
    [1.2, -1],
    [-1.2, -1],
  ],
  left: [
    [-1.2, 0],
    [1, -1.2],
    [1, 1.2],
  ],
  right: [
    [1.2, 0],
    [-1, -1.2],
    [-1, 1.2],
  ],
};

function outlineOf(shape: PointsLayer['shape'], { x, y }: Pixel): string {
  const r = markSize;
  if (shape === 'circle') {
    return `M${n(x - r)} ${n(y)}A${r} ${r} 0 1 1 ${n(x + r)} ${n(y)}A${r} ${r} 0 1 1 ${n(x - r)} ${n(y)}Z`;
  }
  const corners = cornersOf[shape].map(([dx, dy]) => `${n(x + dx * r)} ${n(y + dy * r)}`);
  return `M${corners.join('L')}Z`;
}
