import { describe, expect, it } from 'vitest';
import { alongPlot } from '../../../../src/common/panel/alongPlot';
import type { MetricId } from '../../../../src/common/metrics';
import { Tokens } from '../../../../src/common/panel/tokens';
import { makeResult } from '../../support/panelResults';

const bit = Math.LN2;
const tokensBy = (metric: MetricId): Tokens =>
  new Tokens(
    makeResult(
      [0.25, 0.5, 0.02, 0.375].map((js, row) => ({
        piece: 'a',
        js: js * bit,
        baseSurprisal: row === 1 ? 2 : 1,
        tunedSurprisal: row === 1 ? 1 : 2,
      })),
      { metric, threshold: 0.3 },
    ),
  );

const plotOf = (metric: MetricId, range = { first: 0, end: 4 }) =>
  alongPlot({ tokens: tokensBy(metric), metric, unit: 'bits', range, width: 400 }).plot;

describe('the chart along the document', () => {
  it('has a stem for each token, in the display unit, from 0', () => {
    const [stems] = plotOf('js').layers;
    expect(stems).toMatchObject({ kind: 'stems', role: 'token', from: 0, width: 14 });
    expect(stems?.kind === 'stems' && Array.from(stems.y)).toEqual(
      [0.25, 0.5, 0.02, 0.375].map((value): unknown => expect.closeTo(value, 6)),
    );
    expect(plotOf('js').y).toMatchObject({ title: 'divergence, bits', min: 0 });
  });

  it('marks divergent tokens by shape, and the threshold of the divergence alone', () => {
    const layers = plotOf('js').layers;
    const marks = layers.filter((layer) => layer.kind === 'points');
    expect(marks).toMatchObject([
      { role: 'avoids', shape: 'diamond', hollow: true, x: Float64Array.of(3) },
      { role: 'favours', shape: 'circle', hollow: false, x: Float64Array.of(1) },
    ]);
    expect(layers.filter((layer) => layer.kind === 'rule')).toMatchObject([{ label: 'threshold' }]);
    const other = plotOf('logRatio');
    expect(other.layers.filter((layer) => layer.kind === 'rule')).toEqual([]);
    expect(other.y.min).toBeLessThan(0);
  });

  it('has a dashed line of the base with a prefix, where it has rows and the metric is of the base', () => {
    const dashed = (metric: MetricId) => {
      const { result } = tokensBy(metric);
      const column = Float32Array.of(bit, bit);
      const conditioned = {
        prefix: 'Mood: happy.',
        topK: 1,
        surprisal: column,
        entropy: column,
        rank: Int32Array.of(1, 1),
        klTunedBase: column,
        metric: column,
        topIds: Int32Array.of(1, 1),
        topProbabilities: column,
      };
      const tokens = new Tokens({ ...result, conditioned });
      const range = { first: 0, end: 4 };
      const { layers } = alongPlot({ tokens, metric, unit: 'bits', range, width: 400 }).plot;
      return layers.filter((layer) => layer.kind === 'line' && layer.dashed === true);
    };
    const one: unknown = expect.closeTo(1, 6);
    expect(dashed('js')).toMatchObject([{ role: 'base', x: [0, 1], y: [one, one] }]);
    expect(dashed('entropyTuned')).toEqual([]);
    expect(plotOf('js').layers.filter((layer) => layer.kind === 'line')).toHaveLength(1);
  });

  it('shows the tokens of the zoom only, with their numbers in the text', () => {
    const { x, layers } = plotOf('js', { first: 1, end: 3 });
    expect([x.min, x.max]).toEqual([0.5, 2.5]);
    expect(x.ticks).toEqual([
      { at: 1, label: '2' },
      { at: 2, label: '3' },
    ]);
    expect(layers[0]).toMatchObject({ x: Float64Array.of(1, 2) });
  });
});
