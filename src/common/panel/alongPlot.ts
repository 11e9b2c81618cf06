import { displayValue, fromNats, unitLabel, type DisplayUnit } from '../format';
import { metricOf, type MetricId } from '../metrics';
import { linearAxis } from '../plot/axes';
import { rowAxis } from '../plot/rowAxis';
import type { PanelResult } from '../protocol/panel';
import type { RowRange } from '../rowRanges';
import type { CanvasLayer, CanvasPlot } from '../plot/canvasPlot';
import { meanWidth, movingMean, strongestRows } from './downsample';
import type { Tokens } from './tokens';

export interface AlongPlotInput {
  readonly tokens: Tokens;
  readonly metric: MetricId;
  readonly unit: DisplayUnit;
  /** Rows that are shown. */
  readonly range: RowRange;
  /** CSS pixels of the plot, about. */
  readonly width: number;
}

export interface AlongPlot {
  readonly plot: CanvasPlot;
  /** Height in lines of text. */
  readonly lines: number;
}

/** CSS pixels that a mark of a divergent token takes along the axis. */
const markWidth = 7;

/** Widest stem, in CSS pixels. */
const widestStem = 14;

/** Lines of text that the chart is high; both directions of a diverging metric share the height. */
const heights = { sequential: 16, diverging: 22 };

/** The metric along the document: a stem for each token, a moving mean, marks of divergent tokens. */
export function alongPlot(input: AlongPlotInput): AlongPlot {
  const { tokens, metric: id, unit, range, width } = input;
  const { result } = tokens;
  const metric = metricOf(id);
  const values = result.columns.metric;
  const shown = (value: number): number => displayValue(value, metric.unit, unit);
  const rows = Array.from({ length: range.end - range.first }, (_, index) => range.first + index);
  const points = (of: readonly number[]): { x: Float64Array; y: Float64Array } => ({
    x: Float64Array.from(of),
    y: Float64Array.from(of, (row) => shown(values[row] ?? 0)),
  });
  const stems = (role: 'token' | 'stale', of: readonly number[]): CanvasLayer => ({
    kind: 'stems',
    role,
    from: 0,
    width: Math.max(1, Math.min(widestStem, (width / rows.length) * 0.7)),
    ...points(of),
  });
  const marks = (favoured: boolean): CanvasLayer => {
    const marked = Array.from(result.divergent.row).filter(
      (row) => row >= range.first && row < range.end && tokens.isFavoured(row) === favoured,
    );
    return {
      kind: 'points',
      role: favoured ? 'favours' : 'avoids',
      shape: favoured ? 'circle' : 'diamond',
      hollow: !favoured,
      ...points(strongestRows(marked, values, range, width / markWidth)),
    };
  };
  const mean = movingMean(values, meanWidth(range));
  const conditioned = shownCondition(result, id);
  const conditionedMean = conditioned && movingMean(conditioned, meanWidth(range));
  const conditionedRows = rows.filter((row) => row < (conditioned?.length ?? 0));
  const threshold = id === 'js' ? fromNats(result.threshold, unit) : undefined;
  const title =
    metric.unit === 'probability'
      ? metric.label
      : `${metric.label}, ${unitLabel(metric.unit, unit)}`;
  const plot: CanvasPlot = {
    description: `${metric.label} of each token along the document, its moving mean, ${conditioned === undefined ? '' : 'the moving mean with the prefix before the text for the base, '}and the divergent tokens.`,
    x: rowAxis(range, result.firstToken),
    y: linearAxis(title, [0, ...rows.map((row) => shown(values[row] ?? 0))], 5),
    layers: [
      stems(
        'token',
        rows.filter((row) => !tokens.isStale(row)),
      ),
      stems(
        'stale',
        rows.filter((row) => tokens.isStale(row)),
      ),
      ...(threshold === undefined
        ? []
        : [
            {
              kind: 'rule',
              role: 'secondary',
              axis: 'y',
              at: threshold,
              dashed: true,
              label: 'threshold',
              turned: true,
            } as const,
          ]),
      {
        kind: 'line',
        role: 'text',
        width: 2,
        x: rows,
        y: rows.map((row) => shown(mean[row] ?? 0)),
      },
      ...(conditionedMean === undefined
        ? []
        : [
            {
              kind: 'line',
              role: 'base',
              width: 2,
              dashed: true,
              x: conditionedRows,
              y: conditionedRows.map((row) => shown(conditionedMean[row] ?? 0)),
            } as const,
          ]),
      marks(false),
      marks(true),
    ],
  };
  return { plot, lines: heights[metric.kind] };
}

/** Metrics of the tuned model alone, which no prefix of the base changes. */
const ofTunedAlone: readonly MetricId[] = ['surprisalTuned', 'entropyTuned'];

/** The metric of the base with a prefix and the tuned model, row by row; undefined where it is not drawn. */
export function shownCondition(
  { conditioned }: PanelResult,
  metric: MetricId,
): Float32Array | undefined {
  return ofTunedAlone.includes(metric) ? undefined : conditioned?.metric;
}
