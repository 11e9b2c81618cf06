import type { Calibration, ModelCalibration } from '../analysis/calibration';
import { probabilityAxis } from '../plot/axes';
import type { Plot, PlotLayer, PointShape } from '../plot/plot';

/** Standard deviations of a calibrated model's bins to either side of the diagonal. */
const bandWidth = 2;

/** Least probability of the axes, as far as any text of a moderate length tells. */
const leastOfAll = 1e-6;

/** Where the axes may end. */
const ends = [0.5, 0.9, 0.99, 0.999, 0.9999];

interface BinPoint {
  readonly predicted: number;
  readonly observed: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The reliability diagram of all tokens and all ids: for each bin, how often its events happen over
 * their mean probability, both on a logit axis. Around the diagonal the band in which a calibrated
 * model's bins would be.
 */
export function reliabilityPlot(calibration: Calibration): Plot {
  const points = { base: pointsOf(calibration.base), tuned: pointsOf(calibration.tuned) };
  const { least, most } = limitsOf([...points.base, ...points.tuned]);
  const clamp = (p: number): number => Math.min(most, Math.max(least, p));
  const diagonal = [least, most];
  const model = (role: 'base' | 'tuned'): PlotLayer[] => {
    const x = points[role].map(({ predicted }) => clamp(predicted));
    const y = points[role].map(({ observed }) => clamp(observed));
    const marks = points[role].map((point) => shapeOf(point, least, most));
    return [
      { kind: 'line', role, x, y, dashed: role === 'base', label: role },
      ...(['circle', 'down', 'up', 'left', 'right'] as const).flatMap((shape): PlotLayer[] => {
        const chosen = x.map((_, index) => index).filter((index) => marks[index] === shape);
        if (chosen.length === 0) return [];
        const at = (values: readonly number[]) => chosen.map((index) => values[index] ?? NaN);
        return [{ kind: 'points', role, shape, hollow: role === 'base', x: at(x), y: at(y) }];
      }),
    ];
  };
  const band = (role: 'base' | 'tuned'): PlotLayer => ({
    kind: 'band',
    role,
    x: points[role].map(({ predicted }) => clamp(predicted)),
    low: points[role].map(({ low }) => clamp(low)),
    high: points[role].map(({ high }) => clamp(high)),
    hollow: role === 'base',
  });
  return {
    description:
      'How often the next token was one to which each model gave a probability of about that, over the probability; on the diagonal where the probabilities are true. The areas are where the bins of a calibrated model would be, two standard deviations to either side. Bins beyond the ends of the axes are triangles at the edge.',
    x: probabilityAxis('predicted probability', least, most),
    y: probabilityAxis('observed', least, most),
    layers: [
      band('tuned'),
      band('base'),
      ...model('base'),
      ...model('tuned'),
      {
        kind: 'line',
        role: 'secondary',
        x: diagonal,
        y: diagonal,
        dashed: true,
        label: 'calibrated',
      },
    ],
  };
}

/** The ends of both axes, round numbers around what was predicted and observed. */
function limitsOf(points: readonly BinPoint[]): { readonly least: number; readonly most: number } {
  const all = points.flatMap(({ predicted, observed }) =>
    observed > 0 ? [predicted, observed] : [predicted],
  );
  return {
    least: Math.max(leastOfAll, 10 ** Math.floor(Math.log10(Math.min(0.1, ...all)))),
    most: ends.find((end) => end > Math.max(...all)) ?? 0.9999,
  };
}

/** A circle, or the triangle that points to where the bin is beyond the edge. */
function shapeOf({ predicted, observed }: BinPoint, least: number, most: number): PointShape {
  if (observed < least) return 'down';
  if (observed > most) return 'up';
  if (predicted < least) return 'left';
  return predicted > most ? 'right' : 'circle';
}

/** How many bins lie beyond the chart's axes, in a sentence; none where all are inside. */
export function beyondSentence({ base, tuned }: Calibration): string[] {
  const points = { base: pointsOf(base), tuned: pointsOf(tuned) };
  const { least, most } = limitsOf([...points.base, ...points.tuned]);
  const counts = (['base', 'tuned'] as const).flatMap((name) => {
    const count = points[name].filter((point) => shapeOf(point, least, most) !== 'circle').length;
    return count === 0 ? [] : [`${count} of ${name}`];
  });
  if (counts.length === 0) return [];
  return [
    `Triangles at the edge of the chart point to bins beyond its axes (${counts.join(', ')}), such as those in which nothing happened; the table has their numbers.`,
  ];
}

function pointsOf({ bins }: ModelCalibration): BinPoint[] {
  return bins
    .filter(({ events, expected }) => events > 0 && expected > 0)
    .map(({ events, expected, deviation, hits }) => ({
      predicted: expected / events,
      observed: hits / events,
      low: (expected - bandWidth * deviation) / events,
      high: (expected + bandWidth * deviation) / events,
    }));
}
