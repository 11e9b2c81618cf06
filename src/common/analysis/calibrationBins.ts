import { calibrationEdges } from '../grids';
import type { CalibrationSums } from '../stats/calibrationSums';

/** Events "the next token is v" whose probabilities lie between two edges. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly events: number;
  /** Σ p: how many of them should happen. */
  readonly expected: number;
  /** √(Σ p(1 − p)): standard deviation of that number. */
  readonly deviation: number;
  /** How many happened. */
  readonly hits: number;
}

/** Fewest expected events of a bin; bins with fewer are joined with the next one. */
const fewestExpected = 5;

/**
 * The bins of a model, from the least to the most probable, joined until at least 5 events are expected
 * in each. Which bins are joined depends on the predictions alone, never on what happened.
 */
export function calibrationBins(
  sums: Pick<CalibrationSums, 'mass' | 'variance' | 'count' | 'hits'>,
): CalibrationBin[] {
  const bins: CalibrationBin[] = [];
  for (const [index, expected] of sums.mass.entries()) {
    const bin: CalibrationBin = {
      from: calibrationEdges[index] ?? 0,
      to: calibrationEdges[index + 1] ?? 1,
      events: sums.count[index] ?? 0,
      expected,
      deviation: Math.sqrt(sums.variance[index] ?? 0),
      hits: sums.hits[index] ?? 0,
    };
    const last = bins.at(-1);
    if (last !== undefined && last.expected < fewestExpected) bins.splice(-1, 1, joined(last, bin));
    else bins.push(bin);
  }
  // What is left at the upper end may have too few of its own.
  const last = bins.at(-1);
  const before = bins.at(-2);
  if (last !== undefined && before !== undefined && last.expected < fewestExpected) {
    bins.splice(-2, 2, joined(before, last));
  }
  return bins;
}

function joined(a: CalibrationBin, b: CalibrationBin): CalibrationBin {
  return {
    from: a.from,
    to: b.to,
    events: a.events + b.events,
    expected: a.expected + b.expected,
    deviation: Math.hypot(a.deviation, b.deviation),
    hits: a.hits + b.hits,
  };
}

/** How far a model's predictions are from what happened, over all tokens and ids. */
export interface CalibrationError {
  /** Σ over bins of |hits − expected| / tokens, 0 to 2 (Full-ECE of Liu et al. 2024). */
  readonly ece: number;
  /** What a calibrated model with the same predictions has on average: √(2/π)·Σ deviation / tokens. */
  readonly null: number;
}

/** The expected calibration error over bins, beside its value for a calibrated model. */
export function calibrationError(
  bins: readonly CalibrationBin[],
  tokens: number,
): CalibrationError {
  let gaps = 0;
  let deviations = 0;
  for (const { hits, expected, deviation } of bins) {
    gaps += Math.abs(hits - expected);
    deviations += deviation;
  }
  return {
    ece: gaps / tokens,
    null: (Math.sqrt(2 / Math.PI) * deviations) / tokens,
  };
}

/** The `ece` of {@link calibrationError} over the {@link calibrationBins}, without making them. */
export function jointCalibrationError(
  { mass, hits }: Pick<CalibrationSums, 'mass' | 'hits'>,
  tokens: number,
): number {
  /** Of the bins that nothing joins any more, Σ |hits − expected|. */
  let settled = 0;
  let [before, beforeExpected] = [0, 0];
  let [last, lastExpected] = [0, 0];
  for (let bin = 0; bin < mass.length; bin++) {
    const [happened, expected] = [hits[bin] ?? 0, mass[bin] ?? 0];
    if (lastExpected < fewestExpected) {
      last += happened;
      lastExpected += expected;
    } else {
      settled += Math.abs(before - beforeExpected);
      [before, beforeExpected] = [last, lastExpected];
      [last, lastExpected] = [happened, expected];
    }
  }
  const gaps =
    lastExpected < fewestExpected
      ? Math.abs(before + last - (beforeExpected + lastExpected))
      : Math.abs(before - beforeExpected) + Math.abs(last - lastExpected);
  return (settled + gaps) / tokens;
}
