import type { Comparison } from '../../src/common/comparison';
import { columnOf, statisticsColumns } from '../../src/common/statisticsColumns';

/** Mean of every column of real numbers, by `group.name`; ids and ranks say nothing as a mean. */
export function columnMeans(comparison: Comparison): Record<string, number> {
  const means: Record<string, number> = {};
  for (const column of statisticsColumns) {
    if (column.kind === 'int32') continue;
    const values = columnOf(comparison, column);
    let sum = 0;
    for (const value of values) sum += value;
    means[`${column.group}.${column.name}`] = sum / values.length;
  }
  return means;
}
