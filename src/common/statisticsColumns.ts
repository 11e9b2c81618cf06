import { storedBins, storedMixture, storedTemperatures } from './grids';

/** How the numbers of a column are held. */
const arrays = { float64: Float64Array, float32: Float32Array, int32: Int32Array } as const;

/** A kind of number by the typed array that holds it. */
export type ColumnKind = keyof typeof arrays;

interface ArrayOf {
  readonly float64: Float64Array;
  readonly float32: Float32Array;
  readonly int32: Int32Array;
}

/** A column of statistics: row-major, rows × numbers a row. */
interface ColumnSpec {
  readonly kind: ColumnKind;
  /** Numbers a row; as many as alternatives are kept where it is `topK`. */
  readonly perRow: number | 'topK';
}

function one<K extends ColumnKind>(kind: K): { readonly kind: K; readonly perRow: 1 } {
  return { kind, perRow: 1 };
}

function several<K extends ColumnKind>(
  kind: K,
  perRow: number,
): { readonly kind: K; readonly perRow: number } {
  return { kind, perRow };
}

function perAlternative<K extends ColumnKind>(
  kind: K,
): { readonly kind: K; readonly perRow: 'topK' } {
  return { kind, perRow: 'topK' };
}

/** One model's statistics; in nats where they are logarithms. */
const modelColumns = {
  /** −ln p(x) of the token that is there. */
  surprisal: one('float64'),
  entropy: one('float64'),
  /** Variance of the surprisal under the model's own distribution, in nats². */
  varentropy: one('float64'),
  /** 1 + the number of ids with a strictly larger logit. */
  rank: one('int32'),
  /** Most probable first. */
  topIds: perAlternative('int32'),
  topProbabilities: perAlternative('float64'),
  /** Surprisal of the most probable id under the other model. */
  topOtherSurprisal: one('float64'),
  /** Covariance of ln p and ln(tuned/base) under the model's own distribution, in nats². */
  logRatioCovariance: one('float64'),
  /** ln Σ p^a at the inverse temperatures of `storedTemperatures`. */
  temperatureLogSums: several('float32', storedTemperatures.length),
  /** Mean of ln p under p^a, normalised. */
  temperatureMeans: several('float32', storedTemperatures.length),
  /** Variance of ln p under p^a, normalised; in nats². */
  temperatureVariances: several('float32', storedTemperatures.length),
  /** Σ p over the ids of each bin of `calibrationEdges`; the last is of all bins from there on. */
  binMasses: several('float32', storedBins),
  /** How many ids each of these bins has. */
  binCounts: several('int32', storedBins),
} as const satisfies Record<string, ColumnSpec>;

/** Divergences between the two predicted distributions over the full vocabulary, in nats. */
const divergenceColumns = {
  /** KL(tuned ‖ base) */
  klTunedBase: one('float64'),
  /** KL(base ‖ tuned) */
  klBaseTuned: one('float64'),
  /** Jensen-Shannon, at most ln 2. */
  js: one('float64'),
  /** Total variation, 0 to 1. */
  tv: one('float64'),
  /** Variance of ln(tuned/base) under tuned, in nats². */
  logRatioVarianceTuned: one('float64'),
  /** Variance of ln(tuned/base) under base, in nats². */
  logRatioVarianceBase: one('float64'),
} as const satisfies Record<string, ColumnSpec>;

/**
 * p_λ ∝ base^(1−λ) · tuned^λ at the points of `storedMixture`, in nats. Beyond 0 and 1 the sum is
 * infinite where one model rules out an id that the other allows; within, −∞ where no id is common.
 * The mean and the variance that belong to an infinite sum are 0 and mean nothing.
 */
const mixtureColumns = {
  /** ln Σ base^(1−λ) · tuned^λ */
  logSums: several('float32', storedMixture.length),
  /** Mean of ln(tuned/base) under p_λ. */
  means: several('float32', storedMixture.length),
  /** Variance of ln(tuned/base) under p_λ, in nats². */
  variances: several('float32', storedMixture.length),
} as const satisfies Record<string, ColumnSpec>;

/** What both distributions were restricted to. */
const vocabularyColumns = {
  /** Larger of both models' probabilities of ids outside the common vocabulary, before renormalising. */
  droppedMass: one('float32'),
} as const satisfies Record<string, ColumnSpec>;

/**
 * Every statistic of a token, by group. Types, allocation, transport and files follow from this
 * table; every number in it belongs to one row, so that rows can be taken over one by one.
 */
export const columnGroups = {
  base: modelColumns,
  tuned: modelColumns,
  divergence: divergenceColumns,
  mixture: mixtureColumns,
  vocabulary: vocabularyColumns,
} as const satisfies Record<string, Record<string, ColumnSpec>>;

type ColumnsOf<Specs extends Record<string, ColumnSpec>> = {
  readonly [Name in keyof Specs]: ArrayOf[Specs[Name]['kind']];
};

/** One model's statistics of consecutive rows. */
export type ModelColumns = ColumnsOf<typeof modelColumns>;

/** Divergences of consecutive rows. */
export type DivergenceColumns = ColumnsOf<typeof divergenceColumns>;

/** The statistics of consecutive rows: a whole comparison's, or one chunk's on its way. */
export type StatisticsColumns = {
  readonly [Group in keyof typeof columnGroups]: ColumnsOf<(typeof columnGroups)[Group]>;
};

type ColumnsWithoutGrids<Specs extends Record<string, ColumnSpec>> = {
  readonly [
    Name in keyof Specs as Specs[Name]['perRow'] extends 1 | 'topK' ? Name : never
  ]: ArrayOf[Specs[Name]['kind']];
};

/** The statistics of consecutive rows without columns that have points or bins of a grid in each row. */
export type StatisticsWithoutGrids = {
  readonly [Group in keyof typeof columnGroups]: ColumnsWithoutGrids<(typeof columnGroups)[Group]>;
};

export const divergenceNames = Object.keys(
  divergenceColumns,
) as readonly (keyof DivergenceColumns)[];

/** The numbers of one column. */
export type ColumnArray = ArrayOf[ColumnKind];

/** Whether an array is one that a column of this kind has. */
export function isColumnArray(array: unknown, kind: ColumnKind): array is ColumnArray {
  return array instanceof arrays[kind];
}

/** A column of the table with its place in it. */
export interface NamedColumn extends ColumnSpec {
  readonly group: string;
  readonly name: string;
}

/** All columns in a fixed order. */
export const statisticsColumns: readonly NamedColumn[] = Object.entries(columnGroups).flatMap(
  ([group, specs]) =>
    Object.entries<ColumnSpec>(specs).map(([name, spec]) => ({ group, name, ...spec })),
);

/** Numbers a row of a column where `topK` alternatives are kept. */
export function numbersPerRow({ perRow }: ColumnSpec, topK: number): number {
  return perRow === 'topK' ? topK : perRow;
}

/** The array of a column. */
export function columnOf(statistics: StatisticsColumns, column: NamedColumn): ColumnArray {
  const groups: Readonly<Record<string, Readonly<Record<string, ColumnArray>>>> = statistics;
  const array = groups[column.group]?.[column.name];
  if (array === undefined) throw new TypeError(`There is no column ${column.group}.${column.name}`);
  return array;
}

/** Statistics of which each column is what `make` gives. */
export function makeStatistics(make: (column: NamedColumn) => ColumnArray): StatisticsColumns {
  const groups: Record<string, Record<string, ColumnArray>> = {};
  for (const column of statisticsColumns) {
    (groups[column.group] ??= {})[column.name] = make(column);
  }
  // The table has exactly these groups and columns, and `make` is asked for each.
  return groups as StatisticsColumns;
}

/** All columns for `rows` rows, zero-filled. */
export function allocateStatistics(rows: number, topK: number): StatisticsColumns {
  return makeStatistics((column) => new arrays[column.kind](rows * numbersPerRow(column, topK)));
}

/** Some rows of the columns, which share their memory. */
export function sliceStatistics(
  statistics: StatisticsColumns,
  first: number,
  end: number,
  topK: number,
): StatisticsColumns {
  return makeStatistics((column) => {
    const perRow = numbersPerRow(column, topK);
    return columnOf(statistics, column).subarray(first * perRow, end * perRow);
  });
}

/** Copies a chunk's rows into the columns of the whole from row `firstRow` on. */
export function copyStatistics(
  target: StatisticsColumns,
  chunk: StatisticsColumns,
  firstRow: number,
  topK: number,
): void {
  for (const column of statisticsColumns) {
    columnOf(target, column).set(columnOf(chunk, column), firstRow * numbersPerRow(column, topK));
  }
}
