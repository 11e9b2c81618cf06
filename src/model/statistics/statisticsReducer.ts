import { allocateStatistics, type StatisticsColumns } from '../../common/statisticsColumns';
import type { Logits } from '../causalLm';
import { checkpoint } from '../eventLoop';
import type { Reducer } from '../windowScorer';
import { RowReducer } from './rowReducer';
import { StatisticsKernel } from './statisticsKernel';

/** Logits of one model that are reduced before messages are let in: a row of a large vocabulary. */
const logitsPerTurn = 49_152;

/** For those who cannot cancel. */
const never = new AbortController().signal;

/** Reduces both models' logits to a few numbers a token. */
export class StatisticsReducer implements Reducer {
  private readonly rows: Pick<RowReducer, 'reduce'>;

  /** @param rows reduces a token's logits, or the bytes of `statistics.wasm`, which then does */
  constructor(rows: Uint8Array | Pick<RowReducer, 'reduce'>) {
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
    check(base, tuned, targetIds, topK, width);
    const rows = targetIds.length;
    const statistics = allocateStatistics(rows, topK);
    const step = Math.max(1, Math.floor(logitsPerTurn / width));
    for (let first = 0; first < rows; first += step) {
      await checkpoint(signal ?? never);
      const end = Math.min(first + step, rows);
      for (let row = first; row < end; row++) {
        const target = targetIds[row] ?? 0;
        this.rows.reduce(rowOf(base, row), rowOf(tuned, row), target, topK, width, statistics, row);
      }
    }
    return statistics;
  }
}

function check(
  base: Logits,
  tuned: Logits,
  targetIds: Int32Array,
  topK: number,
  width: number,
): void {
  for (const { data, dims } of [base, tuned]) {
    const [, tokens, ids] = dims;
    if (data.length !== tokens * ids || tokens !== targetIds.length) {
      throw new RangeError(
        `${data.length} logits of shape [${dims.join(', ')}], ${targetIds.length} targets`,
      );
    }
    if (width < 1 || width > ids) throw new RangeError(`Width ${width} of ${ids} logits`);
  }
  if (topK < 1 || topK > width) throw new RangeError(`Top ${topK} of ${width} ids`);
  const stranger = targetIds.find((id) => id < 0 || id >= width);
  if (stranger !== undefined) throw new RangeError(`Target ${stranger} of ${width} ids`);
}

function rowOf({ data, dims: [, , ids] }: Logits, row: number): Float32Array {
  return data.subarray(row * ids, (row + 1) * ids);
}
