import { describe, expect, it } from 'vitest';
import { heatSteps } from '../../../src/common/contributions';
import { metricIds, metricOf } from '../../../src/common/metrics';
import { divergingSteps, heatEdges, heatStep } from '../../../src/common/scale';

const bit = Math.LN2;

describe('heat steps', () => {
  it.each([
    ['js', 0, 0],
    ['js', 0.039 * bit, 0],
    ['js', 0.04 * bit, 1],
    ['js', 0.1499 * bit, 3],
    ['js', 0.15 * bit, 4],
    ['js', bit, 7],
    ['totalVariation', 0.25, 3],
    ['surprisalTuned', 40 * bit, 7],
    ['klTunedBase', -1e-12, 0],
    ['logRatio', 0.4 * bit, 0],
    ['logRatio', -0.6 * bit, -1],
    ['logRatio', 2 * bit, 2],
    ['logRatio', -9 * bit, -3],
    ['rankChange', 4, 3],
    ['rankChange', NaN, 0],
  ] as const)('of %s at %f is %i', (metric, value, step) => {
    expect(heatStep(metric, value)).toBe(step);
  });

  it.each(metricIds)('of %s has ascending edges, one for each colour', (metric) => {
    const edges = heatEdges(metric);
    expect(edges).toHaveLength(metricOf(metric).kind === 'diverging' ? divergingSteps : heatSteps);
    expect([...edges].sort((a, b) => a - b)).toEqual(edges);
    expect(edges[0]).toBeGreaterThan(0);
  });
});
