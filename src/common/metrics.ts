import { logRatio } from './comparison';
import type { DivergenceColumns, ModelColumns } from './statisticsColumns';

/** Ids of the metrics that decorations and charts can show; also the values of a setting. */
export const metricIds = [
  'js',
  'logRatio',
  'klTunedBase',
  'klBaseTuned',
  'totalVariation',
  'surprisalBase',
  'surprisalTuned',
  'entropyBase',
  'entropyTuned',
  'rankChange',
] as const;

export type MetricId = (typeof metricIds)[number];

/** What a metric measures in: nats convert to bits for display, the others do not. */
export type MetricUnit = 'nats' | 'probability' | 'doublings';

/** What metrics are made of: a comparison has it of a text, a continuation of what was written. */
export interface MetricColumns {
  readonly base: MetricModel;
  readonly tuned: MetricModel;
  readonly divergence: Pick<DivergenceColumns, 'js' | 'klTunedBase' | 'klBaseTuned' | 'tv'>;
}

type MetricModel = Pick<ModelColumns, 'surprisal' | 'entropy' | 'rank'>;

export interface Metric {
  readonly id: MetricId;
  /** The metric's name in the middle of a sentence or beside a number. */
  readonly label: string;
  readonly description: string;
  readonly unit: MetricUnit;
  /** A diverging metric is signed around 0; a sequential one starts at 0. */
  readonly kind: 'sequential' | 'diverging';
  /** Value of a row in the metric's own unit. */
  valueAt(columns: MetricColumns, row: number): number;
}

function at(column: Float64Array | Int32Array, row: number): number {
  return column[row] ?? 0;
}

const metrics: Record<MetricId, Metric> = {
  js: {
    id: 'js',
    label: 'divergence',
    description: 'Jensen-Shannon divergence between the two predictions: 0 alike, 1 bit disjoint',
    unit: 'nats',
    kind: 'sequential',
    valueAt: (c, row) => at(c.divergence.js, row),
  },
  logRatio: {
    id: 'logRatio',
    label: 'log ratio',
    description:
      'log p_tuned − log p_base of the token that is there: positive where tuned favours it',
    unit: 'nats',
    kind: 'diverging',
    valueAt: logRatio,
  },
  klTunedBase: {
    id: 'klTunedBase',
    label: 'KL(tuned ‖ base)',
    description: 'Expected log ratio if the tuned model wrote the next token',
    unit: 'nats',
    kind: 'sequential',
    valueAt: (c, row) => at(c.divergence.klTunedBase, row),
  },
  klBaseTuned: {
    id: 'klBaseTuned',
    label: 'KL(base ‖ tuned)',
    description: 'Expected loss from using tuned if the base wrote the next token',
    unit: 'nats',
    kind: 'sequential',
    valueAt: (c, row) => at(c.divergence.klBaseTuned, row),
  },
  totalVariation: {
    id: 'totalVariation',
    label: 'total variation',
    description: 'Largest difference in probability that the two models give to any event',
    unit: 'probability',
    kind: 'sequential',
    valueAt: (c, row) => at(c.divergence.tv, row),
  },
  surprisalBase: {
    id: 'surprisalBase',
    label: 'surprisal (base)',
    description: '−log p of the token that is there, under the base',
    unit: 'nats',
    kind: 'sequential',
    valueAt: (c, row) => at(c.base.surprisal, row),
  },
  surprisalTuned: {
    id: 'surprisalTuned',
    label: 'surprisal (tuned)',
    description: '−log p of the token that is there, under the tuned model',
    unit: 'nats',
    kind: 'sequential',
    valueAt: (c, row) => at(c.tuned.surprisal, row),
  },
  entropyBase: {
    id: 'entropyBase',
    label: 'entropy (base)',
    description: 'Expected surprisal of the next token under the base',
    unit: 'nats',
    kind: 'sequential',
    valueAt: (c, row) => at(c.base.entropy, row),
  },
  entropyTuned: {
    id: 'entropyTuned',
    label: 'entropy (tuned)',
    description: 'Expected surprisal of the next token under the tuned model',
    unit: 'nats',
    kind: 'sequential',
    valueAt: (c, row) => at(c.tuned.entropy, row),
  },
  rankChange: {
    id: 'rankChange',
    label: 'rank change',
    description:
      'log₂(rank under base / rank under tuned): positive where tuned ranks the token higher',
    unit: 'doublings',
    kind: 'diverging',
    valueAt: (c, row) => Math.log2(at(c.base.rank, row) / Math.max(1, at(c.tuned.rank, row))),
  },
};

/** The definition of a metric. */
export function metricOf(id: MetricId): Metric {
  return metrics[id];
}

/** Whether a value read from settings or a message names a metric. */
export function isMetricId(value: unknown): value is MetricId {
  return metricIds.some((id) => id === value);
}
