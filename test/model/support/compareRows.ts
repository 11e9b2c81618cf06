import { expect } from 'vitest';
import {
  columnOf,
  numbersPerRow,
  statisticsColumns,
  type StatisticsColumns,
} from '../../../src/common/statisticsColumns';
import type { ReferenceRow } from './referenceStatistics';

/**
 * Expects a row of the engine to equal the reference within `nats`: absolutely for what is at most
 * some tens of nats, relatively beyond 1. Integers must be equal. A covariance beside an infinite
 * divergence means nothing and is not compared.
 *
 * @param cancelled what float32 sums may lose where terms cancel, relative to what they were before
 */
export function expectRow(
  actual: StatisticsColumns,
  row: number,
  topK: number,
  expected: ReferenceRow,
  nats: number,
  label: string,
  cancelled = 1e-6,
): void {
  const { klTunedBase, klBaseTuned } = expected.divergence;
  const groups: Readonly<Record<string, object>> = { ...expected };
  for (const column of statisticsColumns) {
    const { group, name, kind } = column;
    if (name === 'logRatioCovariance' && !Number.isFinite(klTunedBase + klBaseTuned)) continue;
    const wanted = [new Map<string, unknown>(Object.entries(groups[group] ?? {})).get(name)].flat();
    const count = numbersPerRow(column, topK);
    if (wanted.length !== count) expect.fail(`${wanted.length} numbers for ${group}.${name}`);
    const values = columnOf(actual, column).subarray(row * count, (row + 1) * count);
    wanted.forEach((number, i) => {
      const value = values[i] ?? NaN;
      const target = kind === 'float32' ? Math.fround(Number(number)) : Number(number);
      const rounding = kind === 'float32' ? 1.2e-7 * Math.abs(target) : 0;
      const lost = cancelled * beforeCancelling(expected, group, name, i);
      const tolerance =
        kind === 'int32' ? 0 : nats * Math.max(1, Math.abs(target)) + rounding + lost;
      const ok = value === target || Math.abs(value - target) <= tolerance;
      // Thousands of assertions that hold would take longer than the engine.
      if (ok) return;
      expect.fail(`${label}, row ${row}, ${group}.${name} ${i}: ${value} instead of ${target}`);
    });
  }
}

/**
 * What was added up before most of it cancelled: of a variance the square of its mean; of the mean of log
 * ratios of both signs, as where the models share nothing, their root mean square.
 */
function beforeCancelling(expected: ReferenceRow, group: string, name: string, i: number): number {
  const { divergence, mixture } = expected;
  switch (name) {
    case 'means':
      return Math.sqrt((mixture.variances[i] ?? 0) + (mixture.means[i] ?? 0) ** 2);
    case 'variances':
      return (mixture.means[i] ?? 0) ** 2;
    case 'logRatioVarianceTuned':
      return divergence.klTunedBase ** 2;
    case 'logRatioVarianceBase':
      return divergence.klBaseTuned ** 2;
  }
  const model = group === 'base' ? expected.base : expected.tuned;
  // Logits are added up less the largest one.
  const largest = Math.log(model.topProbabilities[0] ?? NaN);
  const mean = -model.entropy - largest;
  switch (name) {
    case 'varentropy':
      return mean ** 2;
    case 'temperatureVariances':
      return ((model.temperatureMeans[i] ?? 0) - largest) ** 2;
    case 'logRatioCovariance':
      return Math.abs(mean) * Math.max(divergence.klBaseTuned, divergence.klTunedBase);
    default:
      return 0;
  }
}
