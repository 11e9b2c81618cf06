import { expect } from 'vitest';
import { divergenceNames, type StatisticsColumns } from '../../../src/common/statisticsColumns';
import type { ReferenceRow } from './referenceStatistics';

/**
 * Expects a row of the engine to equal the reference within `nats`: absolutely for what is at most
 * some tens of nats, relatively beyond 1.
 */
export function expectRow(
  actual: StatisticsColumns,
  row: number,
  topK: number,
  expected: ReferenceRow,
  nats: number,
  label: string,
): void {
  const close = (name: string, value: number | undefined, wanted: number) => {
    const tolerance = nats * Math.max(1, Math.abs(wanted));
    const ok = value === wanted || Math.abs((value ?? NaN) - wanted) <= tolerance;
    expect(ok, `${label}, row ${row}, ${name}: ${value} instead of ${wanted}`).toBe(true);
  };
  for (const model of ['base', 'tuned'] as const) {
    const columns = actual[model];
    const wanted = expected[model];
    for (const name of ['surprisal', 'entropy', 'varentropy'] as const) {
      close(`${model} ${name}`, columns[name][row], wanted[name]);
    }
    expect(columns.rank[row], `${label}, row ${row}, ${model} rank`).toBe(wanted.rank);
    const top = [row * topK, (row + 1) * topK] as const;
    expect([...columns.topIds.subarray(...top)], `${label}, row ${row}, ${model} top`).toEqual(
      wanted.topIds,
    );
    wanted.topProbabilities.forEach((probability, i) => {
      close(`${model} top ${i}`, columns.topProbabilities[row * topK + i], probability);
    });
  }
  for (const name of divergenceNames) {
    close(name, actual.divergence[name][row], expected[name]);
  }
}
