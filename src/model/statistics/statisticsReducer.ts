import {
  allocateStatistics,
  type StatisticsColumns,
  type StatisticsWithoutGrids,
} from '../../common/statisticsColumns';
import type { Logits } from '../causalLm';
import { checkpoint } from '../eventLoop';
import type { Reducer } from '../windowScorer';
import { RowReducer, type RowRequest } from './rowReducer';
import { StatisticsKernel } from './statisticsKernel';

/** Logits of one model that are reduced before messages are let in: a row of a large vocabulary. */
const logitsPerTurn = 49_152;

/** For those who cannot cancel. */
const never = new AbortController().signal;

type Rows = readonly Float32Array[];

/** Reduces a token's logits. */
export type TokenReducer = Pick<RowReducer, 'reduce' | 'reduceWithoutGrids'>;

/** Reduces both models' logits to a few numbers a token. */
export class StatisticsReducer implements Reducer {
  private readonly rows: TokenReducer;

  /** @param rows reduces a token's logits, or the bytes of `statistics.wasm`, which then does */
  constructor(rows: Uint8Array | TokenReducer) {
    this.rows = rows instanceof Uint8Array ? new RowReducer(new StatisticsKernel(rows)) : rows;
  }

  /**
   * Row i of both logits predicts `targetIds[i]` and gives row i of the result. Both distributions
   * are over the ids below `width`.
   *
   * @param topK alternatives a token, 1 to `width`
   * @param signal is looked at between any two turns
   * @throws {RangeError} if shapes, targets, `topK` or `width` do not fit together
   * @throws {CancelledError} once the signal has aborted
   * @throws {UserFacingError} if a model's logits are no numbers
   */
  async reduce(
    base: Logits,
    tuned: Logits,
    targetIds: Int32Array,
    topK: number,
    width: number,
    signal?: AbortSignal,
  ): Promise<StatisticsColumns> {
    const rows = [rowsOf(base), rowsOf(tuned)] as const;
    return await this.each('reduce', ...rows, targetIds, { topK, width }, signal);
  }

  reduceWithoutGrids(
    base: Rows,
    tuned: Rows,
    targetIds: Int32Array,
    topK: number,
    width: number,
    signal?: AbortSignal,
  ): Promise<StatisticsWithoutGrids> {
    return this.each('reduceWithoutGrids', base, tuned, targetIds, { topK, width }, signal);
  }

  private async each(
    reduce: keyof TokenReducer,
    base: Rows,
    tuned: Rows,
    targetIds: Int32Array,
    request: RowRequest,
    signal = never,
  ): Promise<StatisticsColumns> {
    check(base, tuned, targetIds, request);
    const statistics = allocateStatistics(targetIds.length, request.topK);
    const step = Math.max(1, Math.floor(logitsPerTurn / request.width));
    for (const [row, target] of targetIds.entries()) {
      if (row % step === 0) await checkpoint(signal);
      const [ofBase, ofTuned] = [base[row], tuned[row]];
      if (ofBase === undefined || ofTuned === undefined) throw new RangeError(`No row ${row}`);
      this.rows[reduce](ofBase, ofTuned, target, request, statistics, row);
    }
    return statistics;
  }
}

function check(base: Rows, tuned: Rows, targetIds: Int32Array, { topK, width }: RowRequest): void {
  for (const rows of [base, tuned]) {
    if (rows.length !== targetIds.length) {
      throw new RangeError(`${rows.length} rows of logits, ${targetIds.length} targets`);
    }
    const short = rows.find(({ length }) => width < 1 || width > length);
    if (short !== undefined) throw new RangeError(`Width ${width} of ${short.length} logits`);
  }
  if (topK < 1 || topK > width) throw new RangeError(`Top ${topK} of ${width} ids`);
  const stranger = targetIds.find((id) => id < 0 || id >= width);
  if (stranger !== undefined) throw new RangeError(`Target ${stranger} of ${width} ids`);
}

/** @throws {RangeError} if there are not as many logits as the shape says */
function rowsOf({ data, dims }: Logits): Rows {
  const [, tokens, ids] = dims;
  if (data.length !== tokens * ids) {
    throw new RangeError(`${data.length} logits of shape [${dims.join(', ')}]`);
  }
  return Array.from({ length: tokens }, (_, row) => data.subarray(row * ids, (row + 1) * ids));
}
