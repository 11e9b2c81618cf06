import type { Logits } from '../../../src/model/causalLm';
import type { StatisticsReducer } from '../../../src/model/statistics/statisticsReducer';
import type { StatisticsColumns } from '../../../src/common/statisticsColumns';
import { expectRow } from './compareRows';
import { referenceRow } from './referenceStatistics';

/** Rows of logits of equal length as a model gives them. */
export function logits(...rows: readonly ArrayLike<number>[]): Logits {
  const ids = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * ids);
  rows.forEach((row, i) => {
    data.set(row, i * ids);
  });
  return { data, dims: [1, rows.length, ids] };
}

/** Runs the kernel and plain float64 loops on the same rows, and compares every field of every row. */
export async function checkStatistics(
  session: StatisticsReducer,
  label: string,
  base: readonly ArrayLike<number>[],
  tuned: readonly ArrayLike<number>[],
  {
    targets = base.map((_, i) => i % 2),
    topK = 2,
    width = Math.min(base[0]?.length ?? 0, tuned[0]?.length ?? 0),
    nats = 1e-6,
    cancelled = 1e-6,
  } = {},
): Promise<StatisticsColumns> {
  const actual = await session.reduce(
    logits(...base),
    logits(...tuned),
    Int32Array.from(targets),
    topK,
    width,
  );
  base.forEach((row, i) => {
    const expected = referenceRow(row, tuned[i] ?? [], targets[i] ?? 0, topK, width);
    expectRow(actual, i, topK, expected, nats, label, cancelled);
  });
  return actual;
}
