import type { Comparison } from '../../comparison';
import type { RowRange } from '../../rowRanges';

/** Consecutive tokens as files name them. */
export interface SpanRecord {
  /** Places among the tokens of the whole text, from 0, end exclusive. */
  readonly firstToken: number;
  readonly endToken: number;
  /** UTF-16 code units, end exclusive. */
  readonly start: number;
  readonly end: number;
}

export function spanRecord(
  { firstToken, tokens }: Comparison,
  { first, end }: RowRange,
): SpanRecord {
  return {
    firstToken: firstToken + first,
    endToken: firstToken + end,
    start: tokens.start[first] ?? 0,
    end: tokens.end[end - 1] ?? 0,
  };
}
