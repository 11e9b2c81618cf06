import type { StatisticsWithoutGrids } from '../../common/statisticsColumns';
import type {
  ContinuationModel,
  ContinuationStatistics,
  ModelName,
} from '../../common/sampling/continuation';

/** Consecutive rows of statistics that were computed together with others. */
export interface StatisticsRows {
  readonly statistics: StatisticsWithoutGrids;
  readonly first: number;
  readonly count: number;
}

/**
 * Joins the statistics of a continuation's tokens, which are computed a few at a time.
 *
 * @param topK alternatives of a row
 */
export function joinStatistics(
  parts: readonly StatisticsRows[],
  writer: ModelName,
  topK: number,
): ContinuationStatistics {
  const doubles = (
    column: (of: StatisticsWithoutGrids) => Float64Array,
    perRow = 1,
  ): Float64Array =>
    Float64Array.from(
      parts.flatMap(({ statistics, first, count }) => [
        ...column(statistics).subarray(first * perRow, (first + count) * perRow),
      ]),
    );
  const integers = (column: (of: StatisticsWithoutGrids) => Int32Array, perRow = 1): Int32Array =>
    Int32Array.from(
      parts.flatMap(({ statistics, first, count }) => [
        ...column(statistics).subarray(first * perRow, (first + count) * perRow),
      ]),
    );
  const model = (name: ModelName): ContinuationModel => ({
    surprisal: doubles((of) => of[name].surprisal),
    entropy: doubles((of) => of[name].entropy),
    rank: integers((of) => of[name].rank),
  });
  return {
    base: model('base'),
    tuned: model('tuned'),
    klTunedBase: doubles(({ divergence }) => divergence.klTunedBase),
    klBaseTuned: doubles(({ divergence }) => divergence.klBaseTuned),
    js: doubles(({ divergence }) => divergence.js),
    tv: doubles(({ divergence }) => divergence.tv),
    logRatioVarianceTuned: doubles(({ divergence }) => divergence.logRatioVarianceTuned),
    logRatioVarianceBase: doubles(({ divergence }) => divergence.logRatioVarianceBase),
    topIds: integers((of) => of[writer].topIds, topK),
    topProbabilities: doubles((of) => of[writer].topProbabilities, topK),
  };
}
