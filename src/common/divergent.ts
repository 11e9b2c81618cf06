import { trustedFrom } from './causality';
import type { Comparison } from './comparison';
import { rangeAt } from './rowRanges';
import { finish, rowByRow, type Steps } from './steps';

/**
 * Tokens of context below which a row's numbers say more about the missing context than about the
 * pair. Published practice skips the first one to eight tokens; a larger limit would mark most of a
 * short text, since every text begins without context.
 */
export const littleContext = 8;

/**
 * Whether a row's token is divergent: its Jensen-Shannon divergence, in nats, reaches the threshold
 * and lies above what arithmetic alone produces. Rows not scored yet are not divergent.
 */
export function isDivergent(comparison: Comparison, row: number, thresholdNats: number): boolean {
  if (rangeAt(comparison.scored, row) === undefined) return false;
  const js = comparison.divergence.js[row] ?? 0;
  return js >= thresholdNats && js > trustedFrom(comparison.pair);
}

/** The scored rows whose token is divergent, in document order. */
export function divergentRows(comparison: Comparison, thresholdNats: number): Int32Array {
  return finish(divergentInSteps(comparison, thresholdNats));
}

/** {@link divergentRows} in steps. */
export function* divergentInSteps(
  comparison: Comparison,
  thresholdNats: number,
): Steps<Int32Array> {
  const rows: number[] = [];
  for (const { first, end } of comparison.scored) {
    yield* rowByRow(first, end, (from, to) => {
      for (let row = from; row < to; row++) {
        if (isDivergent(comparison, row, thresholdNats)) rows.push(row);
      }
    });
  }
  return Int32Array.from(rows);
}

/** The scored row with the largest divergence, the first of several; 0 without any. */
export function* mostDivergentRow({ divergence, scoredCount }: Comparison): Steps<number> {
  let most = 0;
  yield* rowByRow(0, scoredCount, (from, to) => {
    for (let row = from; row < to; row++) {
      if ((divergence.js[row] ?? 0) > (divergence.js[most] ?? 0)) most = row;
    }
  });
  return most;
}

/** Whether the models saw fewer than {@link littleContext} tokens before a row's token. */
export function hasLittleContext(comparison: Comparison, row: number): boolean {
  return (comparison.tokens.contextLength[row] ?? 0) < littleContext;
}
