import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fixedAxis,
  linearAxis,
  placeOn,
  probabilityAxis,
  rootAxis,
  valueAt,
} from '../../../../src/common/plot/axes';
import { layOut } from '../../../../src/common/plot/layOut';
import type { Plot, PlotLayer } from '../../../../src/common/plot/plot';
import type { TextShape } from '../../../../src/common/plot/scene';
import { svgElement, svgFile, type PlotPalette } from '../../../../src/common/plot/svg';
import { thinned } from '../../../../src/common/plot/thinning';

const size = { width: 400, height: 200, fontSize: 11 };

const palette: PlotPalette = {
  base: '#111111',
  tuned: '#222222',
  text: '#333333',
  secondary: '#444444',
  grid: '#555555',
  token: '#666666',
  stale: '#777777',
  favours: '#888888',
  avoids: '#999999',
  surface: '#ffffff',
};

function plotOf(...layers: PlotLayer[]): Plot {
  return {
    description: 'A <chart> & more.',
    x: fixedAxis('token', 0, 100, 5),
    y: linearAxis('bits', [-1, 3], 4),
    layers,
  };
}

describe('axes', () => {
  it('have round ends and ticks', () => {
    const axis = linearAxis('bits', [-107, 148, Infinity, NaN], 6);
    expect(axis.ticks.map(({ label }) => label)).toEqual([
      '−150',
      '−100',
      '−50',
      '0',
      '50',
      '100',
      '150',
    ]);
    expect([axis.min, axis.max]).toEqual([-150, 150]);
  });

  it('show decimals where steps have them', () => {
    expect(linearAxis('', [0, 0.04], 4).ticks.map(({ label }) => label)).toEqual([
      '0.00',
      '0.01',
      '0.02',
      '0.03',
      '0.04',
    ]);
  });

  it('exist for one value, and for none', () => {
    expect(linearAxis('', [2, 2], 2)).toMatchObject({ min: 1.5, max: 2.5 });
    expect(linearAxis('', [NaN], 2)).toMatchObject({ min: 0, max: 1 });
  });

  it('have ticks at powers of ten and near 1 for probabilities', () => {
    const axis = probabilityAxis('predicted', 1e-4, 0.999);
    expect(axis.ticks.map(({ label }) => label)).toEqual([
      '10⁻⁴',
      '0.001',
      '0.01',
      '0.1',
      '0.5',
      '0.9',
      '0.99',
      '0.999',
    ]);
    expect(placeOn(axis, 0.5)).toBeGreaterThan(0.5);
  });

  it('begin at 0 and spread what is near it on a square-root scale', () => {
    const axis = rootAxis('bits', [0.02, 11.5, Infinity]);
    expect(axis.ticks.map(({ label }) => label)).toEqual(['0', '0.2', '1', '2', '5', '10']);
    expect([axis.min, axis.max]).toEqual([0, 12]);
    expect(placeOn(axis, 3)).toBeCloseTo(0.5, 12);
    const narrow = rootAxis('bits', [0.004, 0.03]);
    expect(narrow.ticks.map(({ label }) => label)).toEqual(['0', '0.002', '0.01', '0.02']);
    expect(rootAxis('bits', []).max).toBeGreaterThan(0);
  });

  it('find the value at the place of a value', () => {
    for (const axis of [
      fixedAxis('', -3, 5, 4),
      probabilityAxis('', 1e-6, 0.9999),
      rootAxis('', [7]),
    ]) {
      const middle = (axis.min + axis.max) / 2;
      expect(valueAt(axis, placeOn(axis, middle))).toBeCloseTo(middle, 9);
    }
  });
});

describe('thinning', () => {
  it('keeps the extremes and the ends of every pixel', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { minLength: 1, maxLength: 300 }),
        (y) => {
          const x = y.map((_, index) => index);
          const kept = thinned(x, y, (value) => value / 10);
          expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
          for (let pixel = 0; pixel * 10 < y.length; pixel++) {
            const all = y.slice(pixel * 10, pixel * 10 + 10);
            const left = kept.filter((index) => Math.floor(index / 10) === pixel);
            expect(left.length).toBeLessThanOrEqual(4);
            const values = left.map((index) => y[index] ?? NaN);
            expect(Math.min(...values)).toBe(Math.min(...all));
            expect(Math.max(...values)).toBe(Math.max(...all));
            expect([values[0], values.at(-1)]).toEqual([all[0], all.at(-1)]);
          }
        },
      ),
    );
  });

  it('is not led astray by what is no number', () => {
    const kept = thinned([0, 1, 2, 3, 4], [NaN, 2, NaN, 7, 3], (value) => value / 10);
    expect(kept).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('a laid out plot', () => {
  const line: PlotLayer = {
    kind: 'line',
    role: 'text',
    x: [0, 50, 100],
    y: [0, 3, -1],
    label: 'this text',
  };

  it('puts values between the edges of its area', () => {
    const scene = layOut(plotOf(line), size);
    const { left, right, top, bottom } = scene.area;
    const path = scene.shapes.find((shape) => shape.kind === 'path' && shape.role === 'text');
    const middle = (left + right) / 2;
    expect(path).toMatchObject({
      d: `M${left} ${bottom - (bottom - top) / 4}L${middle} ${top}L${right} ${bottom}`,
    });
  });

  it('breaks lines where there is no number, and leaves out marks without one', () => {
    const scene = layOut(
      plotOf(
        { kind: 'line', role: 'base', x: [0, 20, 40, 60], y: [1, 1, Infinity, 1] },
        { kind: 'points', role: 'tuned', shape: 'circle', x: [10, NaN], y: [NaN, 1] },
        { kind: 'bars', role: 'favours', left: [0], right: [1], from: [0], to: [Infinity] },
        { kind: 'rule', role: 'avoids', axis: 'x', at: NaN, label: 'nowhere' },
      ),
      size,
    );
    const paths = scene.shapes.filter((shape) => shape.kind === 'path');
    const base = paths.find(({ role }) => role === 'base');
    expect(base?.d.match(/M/g)).toHaveLength(2);
    expect(paths.filter(({ role }) => ['tuned', 'favours', 'avoids'].includes(role))).toEqual([]);
  });

  it('keeps labels at the right end apart and beside the plot', () => {
    const scene = layOut(
      plotOf(
        line,
        { ...line, role: 'base', label: 'base' },
        { kind: 'band', role: 'tuned', x: [0, 100], low: [-1, -1], high: [0, -1], label: 'tuned' },
      ),
      size,
    );
    const labels = scene.shapes
      .filter((shape): shape is TextShape => shape.kind === 'text' && shape.x > scene.area.right)
      .sort((a, b) => a.y - b.y);
    expect(labels.map(({ text }) => text).sort()).toEqual(['base', 'this text', 'tuned']);
    labels.slice(1).forEach(({ y }, index) => {
      expect(y - (labels[index]?.y ?? 0)).toBeGreaterThanOrEqual(size.fontSize);
    });
    expect(labels.at(-1)?.y).toBeLessThanOrEqual(scene.area.bottom + size.fontSize);
  });

  it('pushes labels of vertical rules apart, so that none covers another or is lost', () => {
    const rule = (at: number, label: string): PlotLayer => ({
      kind: 'rule',
      role: 'secondary',
      axis: 'x',
      at,
      label,
    });
    const { shapes, area } = layOut(
      plotOf(rule(50, 'first'), rule(51, 'second'), rule(90, 'third'), rule(100, 'last of all')),
      size,
    );
    const above = shapes.filter((shape) => shape.kind === 'text' && shape.y < area.top);
    expect(above).toMatchObject([
      { text: 'first' },
      { text: 'second' },
      { text: 'third' },
      { text: 'last of all' },
    ]);
    const width = size.fontSize * 0.6;
    const edges = above.flatMap((shape) => {
      const half = shape.kind === 'text' ? (shape.text.length * width) / 2 : 0;
      return shape.kind === 'text' ? [[shape.x - half, shape.x + half] as const] : [];
    });
    edges.slice(1).forEach(([from], index) => {
      expect(from).toBeGreaterThan((edges[index]?.[1] ?? NaN) + 1);
    });
    expect(edges.at(-1)?.[1]).toBeLessThanOrEqual(size.width);
    // Both give way by the same, so that the two lie around their rules.
    const [first, second] = above;
    const middle =
      ((first?.kind === 'text' ? first.x : 0) + (second?.kind === 'text' ? second.x : 0)) / 2;
    const place = (at: number): number => area.left + (at / 100) * (area.right - area.left);
    expect(Math.abs(middle - place(50.5))).toBeLessThan(20);
  });
});

describe('labels of triangles', () => {
  const labelled = (shape: 'up' | 'down', x: number[], labels: string[]) => {
    const y = x.map(() => (shape === 'down' ? -1 : 3));
    const { area, shapes } = layOut(
      plotOf({ kind: 'points', role: 'base', shape, x, y, labels }),
      size,
    );
    const written = shapes.flatMap((each) =>
      each.kind === 'text' && each.role === 'base' ? [each] : [],
    );
    return { area, written };
  };

  it('stand on the inner side of the edge', () => {
    const { area, written } = labelled('down', [50], ['0']);
    expect(written.map(({ text }) => text)).toEqual(['0']);
    expect(written[0]?.y).toBeLessThan(area.bottom - 4);
    expect(labelled('up', [50], ['1']).written[0]?.y).toBeGreaterThan(area.top + 4);
  });

  it('are written once for neighbours that say the same, and apart where they do not', () => {
    expect(labelled('down', [50, 51, 80], ['0', '0', '0']).written).toHaveLength(2);
    const [first, second] = labelled('down', [50, 51], ['0', '< 10⁻⁶']).written;
    expect((first?.y ?? 0) - (second?.y ?? 0)).toBeGreaterThanOrEqual(size.fontSize);
  });
});

describe('SVG', () => {
  const scene = layOut(
    plotOf({ kind: 'band', role: 'base', x: [0, 100], low: [0, 0], high: [1, 2], hollow: true }),
    size,
  );

  it('stands alone in a file, with its own colours', () => {
    const file = svgFile(scene, 'A <chart> & more.', palette, '"A & B", serif');
    expect(file).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(file).toContain('<title>A &lt;chart&gt; &amp; more.</title>');
    expect(file).toContain('font-family="&quot;A &amp; B&quot;, serif"');
    expect(file).toContain('stroke="#111111"');
    expect(file).toContain('stroke-dasharray="5 3"');
    expect(file).not.toMatch(/url\(|href|style=/);
  });

  it('has no name space in a page', () => {
    expect(svgElement(scene, 'A chart.', palette)).not.toContain('http');
  });
});
