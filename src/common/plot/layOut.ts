import { placeOn } from './axes';
import type {
  BandLayer,
  BarsLayer,
  LineLayer,
  Plot,
  PlotLayer,
  PlotPoints,
  PlotRole,
  PointsLayer,
  RuleLayer,
} from './plot';
import type { PathShape, PlotArea, Scene, Shape, TextShape } from './scene';
import { thinned } from './thinning';

export interface SceneSize {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
}

/** Width of an average character as a share of the font size. */
const characterWidth = 0.6;

const pointSize = 4;

/** Lays a plot out: axes, marks and labels with their places in CSS pixels. */
export function layOut(plot: Plot, size: SceneSize): Scene {
  return new Layout(plot, size).scene();
}

class Layout {
  private readonly area: PlotArea;

  constructor(
    private readonly plot: Plot,
    private readonly size: SceneSize,
  ) {
    const { fontSize } = size;
    const longest = (texts: readonly string[]): number =>
      Math.max(0, ...texts.map((text) => this.widthOf(text)));
    const endLabels = plot.layers.flatMap((layer) =>
      (layer.kind === 'line' ||
        layer.kind === 'band' ||
        (layer.kind === 'rule' && layer.axis === 'y')) &&
      layer.label !== undefined
        ? [layer.label]
        : [],
    );
    const hasTopLabels = plot.layers.some(
      ({ kind, ...layer }) =>
        kind === 'rule' && 'axis' in layer && layer.axis === 'x' && layer.label !== undefined,
    );
    const yLabels = longest(plot.y.ticks.map(({ label }) => label));
    const right = Math.max(longest(endLabels) + (endLabels.length > 0 ? 6 : 0), 12);
    this.area = {
      left: Math.round(yLabels + (plot.y.title === '' ? 8 : fontSize * 1.6 + 8)),
      top: Math.round(fontSize * (hasTopLabels ? 1.7 : 0.7)),
      right: Math.round(size.width - right),
      bottom: Math.round(size.height - fontSize * (plot.x.title === '' ? 1.9 : 3.2)),
    };
  }

  scene(): Scene {
    const { plot, area, size } = this;
    return {
      ...size,
      area,
      shapes: [
        ...this.axes(),
        ...plot.layers.flatMap((layer) => this.marks(layer)),
        ...this.endLabels(),
        ...this.topLabels(),
      ],
    };
  }

  private x(value: number): number {
    const { left, right } = this.area;
    return left + placeOn(this.plot.x, value) * (right - left);
  }

  private y(value: number): number {
    const { top, bottom } = this.area;
    return bottom - placeOn(this.plot.y, value) * (bottom - top);
  }

  private widthOf(text: string): number {
    return Array.from(text).length * this.size.fontSize * characterWidth;
  }

  private axes(): Shape[] {
    const { plot, area, size } = this;
    const { left, right, top, bottom } = area;
    const { fontSize } = size;
    const shapes: Shape[] = [];
    for (const { at, label } of plot.y.ticks) {
      const y = this.y(at);
      shapes.push(path(`M${n(left)} ${n(y)}L${n(right)} ${n(y)}`, 'grid', 'line', { width: 0.5 }));
      shapes.push(text(label, left - 6, y + fontSize * 0.35, 'secondary', 'end'));
    }
    shapes.push(
      path(`M${n(left)} ${n(bottom)}L${n(right)} ${n(bottom)}`, 'grid', 'line', { clipped: false }),
    );
    let free = -Infinity;
    for (const { at, label } of plot.x.ticks) {
      const x = this.x(at);
      shapes.push(
        path(`M${n(x)} ${n(bottom)}L${n(x)} ${n(bottom + 4)}`, 'grid', 'line', { clipped: false }),
      );
      const half = this.widthOf(label) / 2;
      const middle = Math.min(Math.max(x, half), size.width - half);
      // A label that has no room is left out; its tick stays.
      if (middle - half < free) continue;
      free = middle + half + fontSize * 0.6;
      shapes.push(text(label, middle, bottom + fontSize * 1.4, 'secondary', 'middle'));
    }
    if (plot.x.title !== '') {
      shapes.push(
        text(plot.x.title, (left + right) / 2, size.height - fontSize * 0.4, 'secondary', 'middle'),
      );
    }
    if (plot.y.title !== '') {
      const title = text(plot.y.title, fontSize, (top + bottom) / 2, 'secondary', 'middle');
      shapes.push({ ...title, turned: true });
    }
    return shapes;
  }

  private marks(layer: PlotLayer): Shape[] {
    switch (layer.kind) {
      case 'line':
        return this.line(layer);
      case 'band':
        return this.band(layer);
      case 'points':
        return this.points(layer);
      case 'bars':
        return this.bars(layer);
      case 'rule':
        return this.rule(layer);
    }
  }

  private line({ role, dashed = false, width = 1.5, ...points }: LineLayer): Shape[] {
    const d = this.runs(points)
      .map((run) => polyline(run))
      .join('');
    return d === '' ? [] : [path(d, role, 'line', { width, dashed })];
  }

  private band({ role, x, low, high, hollow = false }: BandLayer): Shape[] {
    const upper = this.runs({ x, y: high });
    const lower = this.runs({ x, y: low });
    const edges = [...upper, ...lower].map((run) => polyline(run)).join('');
    if (edges === '') return [];
    const outline = path(edges, role, 'line', { width: 1, dashed: hollow });
    if (hollow) return [outline];
    const d = upper
      .map((run, index) => `${polyline([...run, ...(lower[index] ?? []).toReversed()])}Z`)
      .join('');
    return [path(d, role, 'area'), { ...outline, width: 0.5 }];
  }

  private points({ role, shape, hollow = false, x, y, low, high }: PointsLayer): Shape[] {
    const shapes: Shape[] = [];
    let bars = '';
    let marks = '';
    for (let index = 0; index < x.length; index++) {
      const place = { x: this.x(x[index] ?? NaN), y: this.y(y[index] ?? NaN) };
      if (!Number.isFinite(place.x) || !Number.isFinite(place.y)) continue;
      const from = this.y(low?.[index] ?? NaN);
      const to = this.y(high?.[index] ?? NaN);
      if (Number.isFinite(from) && Number.isFinite(to)) {
        bars += `M${n(place.x)} ${n(from)}L${n(place.x)} ${n(to)}`;
      }
      marks += outlineOf(shape, place.x, place.y);
    }
    if (bars !== '') shapes.push(path(bars, role, 'line', { width: 1 }));
    if (marks !== '')
      shapes.push(path(marks, role, hollow ? 'hollow' : 'solid', { width: 1.5, clipped: false }));
    return shapes;
  }

  private bars({ role, left, right, from, to, hollow = false }: BarsLayer): Shape[] {
    let d = '';
    for (let index = 0; index < left.length; index++) {
      const [x1, x2] = [this.x(left[index] ?? NaN), this.x(right[index] ?? NaN)];
      const [y1, y2] = [this.y(from[index] ?? NaN), this.y(to[index] ?? NaN)];
      if (![x1, x2, y1, y2].every(Number.isFinite) || y1 === y2) continue;
      d += `M${n(x1)} ${n(y1)}L${n(x2)} ${n(y1)}L${n(x2)} ${n(y2)}L${n(x1)} ${n(y2)}Z`;
    }
    return d === '' ? [] : [path(d, role, hollow ? 'hollow' : 'solid', { width: 1 })];
  }

  private rule({ role, axis, at, dashed = false }: RuleLayer): Shape[] {
    const { left, right, top, bottom } = this.area;
    const place = axis === 'x' ? this.x(at) : this.y(at);
    if (!Number.isFinite(place)) return [];
    const d =
      axis === 'x'
        ? `M${n(place)} ${n(top)}L${n(place)} ${n(bottom)}`
        : `M${n(left)} ${n(place)}L${n(right)} ${n(place)}`;
    return [path(d, role, 'line', { width: 1, dashed })];
  }

  /** Labels right of the plot, beside what they name and pushed apart where they would touch. */
  private endLabels(): Shape[] {
    const { right, top, bottom } = this.area;
    const height = this.size.fontSize * 1.25;
    const wanted = this.plot.layers
      .flatMap((layer) => this.endLabel(layer))
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
      text(label, right + 5, y + this.size.fontSize * 0.35, role, 'start'),
    );
  }

  private endLabel(layer: PlotLayer): { label: string; y: number; role: PlotRole }[] {
    if (layer.kind === 'bars' || layer.kind === 'points' || layer.label === undefined) return [];
    const { label, role } = layer;
    const { top, bottom } = this.area;
    const clamp = (y: number): number => Math.min(bottom, Math.max(top, y));
    if (layer.kind === 'rule') {
      return layer.axis === 'y' ? [{ label, role, y: clamp(this.y(layer.at)) }] : [];
    }
    const last = (values: ArrayLike<number>): number | undefined =>
      Array.from(values).findLast((value) => Number.isFinite(value));
    const ends = (layer.kind === 'line' ? [layer.y] : [layer.low, layer.high])
      .map(last)
      .filter((value) => value !== undefined)
      .map((value) => clamp(this.y(value)));
    if (ends.length === 0) return [];
    return [{ label, role, y: ends.reduce((sum, end) => sum + end, 0) / ends.length }];
  }

  /** Labels above vertical rules; one that would cover another is left out. */
  private topLabels(): Shape[] {
    let free = -Infinity;
    return this.plot.layers
      .flatMap((layer) =>
        layer.kind === 'rule' && layer.axis === 'x' && layer.label !== undefined
          ? [{ label: layer.label, x: this.x(layer.at), role: layer.role }]
          : [],
      )
      .sort((a, b) => a.x - b.x)
      .flatMap(({ label, x, role }) => {
        const half = this.widthOf(label) / 2;
        const middle = Math.min(Math.max(x, half + 2), this.size.width - half - 2);
        if (middle - half < free) return [];
        free = middle + half + this.size.fontSize * 0.5;
        return [text(label, middle, this.area.top - this.size.fontSize * 0.5, role, 'middle')];
      });
  }

  /** Stretches of finite points in pixels, thinned to what can be told apart. */
  private runs({ x, y }: PlotPoints): Pixel[][] {
    const runs: Pixel[][] = [];
    let run: Pixel[] = [];
    for (const index of thinned(x, y, (value) => this.x(value))) {
      const pixel = { x: this.x(x[index] ?? NaN), y: this.y(y[index] ?? NaN) };
      if (Number.isFinite(pixel.x) && Number.isFinite(pixel.y)) run.push(pixel);
      else if (run.length > 0) {
        runs.push(run);
        run = [];
      }
    }
    if (run.length > 0) runs.push(run);
    return runs;
  }
}

interface Pixel {
  readonly x: number;
  readonly y: number;
}

function polyline(points: readonly Pixel[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${n(x)} ${n(y)}`).join('');
}

function outlineOf(shape: PointsLayer['shape'], x: number, y: number): string {
  const r = pointSize;
  return shape === 'circle'
    ? `M${n(x - r)} ${n(y)}A${r} ${r} 0 1 1 ${n(x + r)} ${n(y)}A${r} ${r} 0 1 1 ${n(x - r)} ${n(y)}Z`
    : `M${n(x)} ${n(y - r)}L${n(x + r)} ${n(y)}L${n(x)} ${n(y + r)}L${n(x - r)} ${n(y)}Z`;
}

function path(
  d: string,
  role: PlotRole,
  paint: PathShape['paint'],
  options: { readonly width?: number; readonly dashed?: boolean; readonly clipped?: boolean } = {},
): PathShape {
  const { width = 1, dashed = false, clipped = true } = options;
  return { kind: 'path', d, role, paint, width, dashed, clipped };
}

function text(
  content: string,
  x: number,
  y: number,
  role: PlotRole,
  anchor: TextShape['anchor'],
): TextShape {
  return { kind: 'text', text: content, x, y, role, anchor, turned: false };
}

/** A coordinate to a hundredth of a pixel. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}
