import { describe, expect, it } from 'vitest';
import { linearAxis } from '../../../src/common/plot/axes';
import type { CanvasLayer, CanvasPlot } from '../../../src/common/plot/canvasPlot';
import type { ChartColors } from '../../../webview-ui/src/charts/chartColors';
import { chartDatasets } from '../../../webview-ui/src/charts/chartDatasets';

const colors: ChartColors = {
  of: (role) => `color of ${role}`,
  surface: 'surface',
  caret: 'caret',
  brush: 'brush',
  fontFamily: 'sans-serif',
};

const plotOf = (...layers: CanvasLayer[]): CanvasPlot => ({
  description: '',
  x: linearAxis('token', [0, 1000], 4),
  y: linearAxis('bits', [0, 1], 4),
  layers,
});

describe('the data of the canvas', () => {
  it('keeps the order of the layers, of which chart.js draws the lowest number last', () => {
    const datasets = chartDatasets(
      plotOf(
        { kind: 'stems', role: 'token', from: 0, width: 2, x: [1], y: [1] },
        { kind: 'rule', role: 'secondary', axis: 'y', at: 0.5 },
        { kind: 'line', role: 'text', x: [1, 2], y: [0, 1] },
        { kind: 'points', role: 'avoids', shape: 'diamond', hollow: true, x: [1], y: [1] },
      ),
      colors,
      300,
    );
    expect(datasets.map(({ type, order }) => [type, order])).toEqual([
      ['bar', 4],
      ['line', 2],
      ['scatter', 1],
    ]);
    expect(datasets[2]).toMatchObject({
      pointStyle: 'rectRot',
      pointBackgroundColor: 'surface',
      pointBorderColor: 'color of avoids',
    });
  });

  it('thins what shares a pixel, and loses no extreme', () => {
    const x = Float64Array.from({ length: 1001 }, (_, row) => row);
    const y = Float64Array.from(x, (row) => (row === 777 ? 9 : row % 7 === 0 ? 0.2 : 0.1));
    const [stems] = chartDatasets(
      plotOf({ kind: 'stems', role: 'token', from: 0, width: 1, x, y }),
      colors,
      50,
    );
    expect(stems?.data.length).toBeLessThanOrEqual(51 * 4);
    expect(stems?.data).toContainEqual({ x: 777, y: 9 });
  });
});
