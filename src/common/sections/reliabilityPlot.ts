import type { Calibration, ModelCalibration } from '../analysis/calibration';
import { probabilityAxis, probabilityLabel } from '../plot/axes';
import type { Plot, PlotLayer } from '../plot/plot';

/** Standard deviations of a calibrated model's bins to either side of the diagonal. */
const bandWidth = 2;

/** Least probability of the axes, as far as a text of a moderate length tells. */
const leastOfAll = 1e-6;

/** Where the axes may end. */
const ceilings = [0.5, 0.9, 0.99, 0.999, 0.9999];

interface BinPoint {
  readonly predicted: number;
  readonly observed: number;
  readonly low: number;
  readonly high: number;
}

interface Limits {
  readonly least: number;
  readonly most: number;
}

/** An edge of the chart, as the triangle that points to it. */
type Edge = 'down' | 'up' | 'left' | 'right';

/**
 * The reliability diagram of all tokens and all ids: for each bin, how often its events happen over
 * their mean probability, both on a logit axis. Around the diagonal the band in which a calibrated
 * model's bins would be.
 */
export function reliabilityPlot(calibration: Calibration): Plot {
  const points = { base: pointsOf(calibration.base), tuned: pointsOf(calibration.tuned) };
  const ends = limitsOf([...points.base, ...points.tuned]);
  const { least, most } = ends;
  const clamp = (p: number): number => Math.min(most, Math.max(least, p));
  const diagonal = [least, most];
  const model = (role: 'base' | 'tuned'): PlotLayer[] => {
    const x = points[role].map(({ predicted }) => clamp(predicted));
    const y = points[role].map(({ observed }) => clamp(observed));
    const edges = points[role].map((point) => edgeOf(point, ends));
    return [
      { kind: 'line', role, x, y, dashed: role === 'base', label: role },
      ...([undefined, 'down', 'up', 'left', 'right'] as const).flatMap((edge): PlotLayer[] => {
        const chosen = x.map((_, index) => index).filter((index) => edges[index] === edge);
        if (chosen.length === 0) return [];
        const at = (values: readonly number[]) => chosen.map((index) => values[index] ?? NaN);
        const labels =
          edge === undefined
            ? {}
            : { labels: chosen.map((index) => beyondLabel(points[role][index], edge, ends)) };
        const shape = edge ?? (role === 'base' ? 'circle' : 'diamond');
        return [
          { kind: 'points', role, shape, hollow: role === 'base', x: at(x), y: at(y), ...labels },
        ];
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
      'How often the next token was one to which each model gave a probability of about that, over the probability; on the diagonal where the probabilities are true. The areas are where the bins of a calibrated model would be, two standard deviations to either side. Circles are bins of the base, diamonds bins of the tuned model; those beyond the ends of the axes are triangles at the edge. The table has their numbers.',
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
function limitsOf(points: readonly BinPoint[]): Limits {
  const all = points.flatMap(({ predicted, observed }) =>
    observed > 0 ? [predicted, observed] : [predicted],
  );
  return {
    least: Math.max(leastOfAll, 10 ** Math.floor(Math.log10(Math.min(0.1, ...all)))),
    most: ceilings.find((end) => end > Math.max(...all)) ?? 0.9999,
  };
}

/** Where a bin is beyond the edge; undefined inside. */
function edgeOf({ predicted, observed }: BinPoint, { least, most }: Limits): Edge | undefined {
  if (observed < least) return 'down';
  if (observed > most) return 'up';
  if (predicted < least) return 'left';
  return predicted > most ? 'right' : undefined;
}

/** What lies beyond the edge: how often the bin's events happened, or what was predicted. */
function beyondLabel(point: BinPoint | undefined, edge: Edge, { least, most }: Limits): string {
  if (edge === 'down') return point?.observed === 0 ? '0' : `< ${probabilityLabel(least)}`;
  if (edge === 'up') return point?.observed === 1 ? '1' : `> ${probabilityLabel(most)}`;
  return edge === 'left' ? `< ${probabilityLabel(least)}` : `> ${probabilityLabel(most)}`;
}

/** How many bins lie beyond the chart's axes, in a sentence; none where all are inside. */
export function beyondSentence({ base, tuned }: Calibration): string[] {
  const points = { base: pointsOf(base), tuned: pointsOf(tuned) };
  const ends = limitsOf([...points.base, ...points.tuned]);
  const counts = (['base', 'tuned'] as const).flatMap((name) => {
    const count = points[name].filter((point) => edgeOf(point, ends) !== undefined).length;
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
