import type { Comparison } from '../../../../src/common/comparison';
import { columnOf, statisticsColumns } from '../../../../src/common/statisticsColumns';
import { makeComparison } from '../../support/comparisons';

/** A comparison of which every number differs, from those of another `start`, too. */
export function numberedComparison(rows = 20, start = 0.1): Comparison {
  const made = makeComparison(
    Array.from({ length: rows }, (_, row) => ({ piece: row % 3 === 0 ? [0xff, row] : `w${row} ` })),
    { firstToken: 2, tokenCount: rows + 5, scoredCount: rows - 3 },
  );
  let value = start;
  for (const column of statisticsColumns) {
    const array = columnOf(made, column);
    for (let index = 0; index < array.length; index++) array[index] = value += 1.25;
  }
  made.base.surprisal[0] = Infinity;
  return made;
}
