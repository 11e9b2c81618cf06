import type { Comparison } from '../../../src/common/comparison';
import {
  allocateStatistics,
  columnOf,
  numbersPerRow,
  statisticsColumns,
} from '../../../src/common/statisticsColumns';
import { referenceRow } from '../../model/support/referenceStatistics';
import { makeComparison } from './comparisons';

/** Both models' logits over the same ids, and the id that is there. */
export interface PredictedRow {
  readonly base: ArrayLike<number>;
  readonly tuned: ArrayLike<number>;
  readonly target: number;
}

/** A comparison of which every column has what the models' predictions give in float64. */
export function predictedComparison(rows: readonly PredictedRow[], topK = 10): Comparison {
  const width = rows[0]?.base.length ?? 0;
  const kept = Math.min(topK, width);
  const statistics = allocateStatistics(rows.length, kept);
  rows.forEach(({ base, tuned, target }, row) => {
    const groups: Readonly<Record<string, object>> = {
      ...referenceRow(base, tuned, target, kept, width),
    };
    for (const column of statisticsColumns) {
      const values = new Map<string, unknown>(Object.entries(groups[column.group] ?? {}));
      const numbers = [values.get(column.name)].flat().map(Number);
      columnOf(statistics, column).set(numbers, row * numbersPerRow(column, kept));
    }
  });
  const made = makeComparison(
    rows.map(({ target }) => ({ piece: 'x', id: target })),
    { topK: kept, pair: { vocabularySize: width } },
  );
  return { ...made, ...statistics };
}
