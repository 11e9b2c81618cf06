import type { Comparison } from '../../src/common/comparison';
import { columnOf, numbersPerRow, statisticsColumns } from '../../src/common/statisticsColumns';

/** Means of the columns of real numbers, as RunResult has them; ids and counts are left out. */
export function columnMeans(comparison: Comparison): Record<string, number> {
  const { rowCount, settings } = comparison;
  const means: Record<string, number> = {};
  for (const column of statisticsColumns) {
    if (column.kind === 'int32') continue;
    const values = columnOf(comparison, column);
    const places = numbersPerRow(column, settings.topK);
    for (let place = 0; place < places; place++) {
      let sum = 0;
      for (let row = 0; row < rowCount; row++) sum += values[row * places + place] ?? NaN;
      const name = `${column.group}.${column.name}`;
      means[places === 1 ? name : `${name}.${place}`] = sum / rowCount;
    }
  }
  return means;
}
