import type { Comparison } from '../../../src/common/comparison';
import {
  allocateStatistics,
  columnOf,
  numbersPerRow,
  statisticsColumns,
} from '../../../src/common/statisticsColumns';
import { referenceRow, type ReferenceRow } from '../../model/support/referenceStatistics';
import { makeComparison, type MadeOptions, type MadeRow } from './comparisons';

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
  return referenceComparison(
    rows.map(({ base, tuned, target }) => referenceRow(base, tuned, target, kept, width)),
    rows.map(({ target }) => ({ piece: 'x', id: target })),
    { topK: kept, pair: { vocabularySize: width } },
  );
}

/** A comparison whose columns have what the reference rows have. */
export function referenceComparison(
  references: readonly ReferenceRow[],
  tokens: readonly MadeRow[],
  options: MadeOptions & { readonly topK: number },
): Comparison {
  const { topK } = options;
  const statistics = allocateStatistics(references.length, topK);
  references.forEach((reference, row) => {
    numbersOf(reference).forEach((numbers, index) => {
      const column = statisticsColumns[index];
      if (column === undefined) return;
      columnOf(statistics, column).set(numbers, row * numbersPerRow(column, topK));
    });
  });
  return { ...makeComparison(tokens, options), ...statistics };
}

const packed = new WeakMap<ReferenceRow, readonly (readonly number[])[]>();

/** The numbers of each column, in the order of the table; kept, since many rows are of one reference. */
function numbersOf(reference: ReferenceRow): readonly (readonly number[])[] {
  const known = packed.get(reference);
  if (known !== undefined) return known;
  const groups: Readonly<Record<string, object>> = { ...reference };
  const numbers = statisticsColumns.map(({ group, name }) =>
    [new Map<string, unknown>(Object.entries(groups[group] ?? {})).get(name)].flat().map(Number),
  );
  packed.set(reference, numbers);
  return numbers;
}
