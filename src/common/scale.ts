import { heatSteps } from './contributions';
import type { MetricId } from './metrics';

const bits = (...edges: readonly number[]): readonly number[] =>
  edges.map((edge) => edge * Math.LN2);

/**
 * Lower edge of each step, in the metric's own unit. They are fixed, so that a colour means the same
 * in every document and for every pair; steps widen like the metrics' distributions, which have
 * heavy tails.
 *
 * - divergence: 0.04 to 0.5 bits; the default threshold of 0.3 bits lies in step 5
 * - KL: about four times the divergence where it is small (both are multiples of χ²), unbounded above
 * - log ratio: the probability changed by a factor of 1.4, 2.8 or 8
 * - rank change: two, four or sixteen times nearer to the top
 */
const edges: Readonly<Record<MetricId, readonly number[]>> = {
  js: bits(0.04, 0.08, 0.12, 0.15, 0.22, 0.35, 0.5),
  logRatio: bits(0.5, 1.5, 3),
  klTunedBase: bits(0.05, 0.1, 0.2, 0.5, 1, 2, 4),
  klBaseTuned: bits(0.05, 0.1, 0.2, 0.5, 1, 2, 4),
  totalVariation: [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8],
  surprisalBase: bits(1, 2, 4, 6, 8, 11, 14),
  surprisalTuned: bits(1, 2, 4, 6, 8, 11, 14),
  entropyBase: bits(1, 2, 3, 4.5, 6, 8, 10),
  entropyTuned: bits(1, 2, 3, 4.5, 6, 8, 10),
  rankChange: [1, 2, 4],
};

/** Steps to either side of 0 of a diverging metric. */
export const divergingSteps = 3;

/** Lower edges of a metric's steps in its own unit, smallest first. */
export function heatEdges(metric: MetricId): readonly number[] {
  return edges[metric];
}

/**
 * The step of the heat for a value in the metric's own unit: 0 (nothing is painted) to
 * {@link heatSteps} for sequential metrics, −{@link divergingSteps} to {@link divergingSteps} for
 * diverging ones.
 */
export function heatStep(metric: MetricId, value: number): number {
  const size = Math.abs(value);
  const step = edges[metric].filter((edge) => size >= edge).length;
  if (edges[metric].length === heatSteps) return value > 0 ? step : 0;
  return value < 0 && step > 0 ? -step : step;
}
