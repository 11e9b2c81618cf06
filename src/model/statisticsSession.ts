import { InferenceSession, Tensor } from 'onnxruntime-node';
import { UserFacingError } from '../common/errors';
import { allocateStatistics, type StatisticsColumns } from '../common/statisticsColumns';
import type { Logits } from './causalLm';
import { checkpoint } from './eventLoop';
import { threadOptions } from './sessionOptions';
import { RunOutputs } from './statisticsRun';

/**
 * Logits of one model that one run of the graph sees: a row of a large vocabulary, so that what the
 * graph computes with stays in the processor's cache.
 */
const logitsPerRun = 49_152;

/** Runs the statistics graph: both models' logits in, a few numbers a token out. */
export class StatisticsSession {
  /** @param session of the graph; freed with this */
  constructor(private readonly session: Pick<InferenceSession, 'run' | 'release'>) {}

  /**
   * Runs in one thread: the operators of a row are so short that waking another takes longer than what
   * it would save.
   *
   * @param model path or bytes of `statistics.onnx`
   */
  static async create(model: string | Uint8Array): Promise<StatisticsSession> {
    const options: InferenceSession.SessionOptions = {
      executionProviders: ['cpu'],
      ...threadOptions(1),
    };
    return new StatisticsSession(
      typeof model === 'string'
        ? await InferenceSession.create(model, options)
        : await InferenceSession.create(model, options),
    );
  }

  /**
   * Row i of both logits predicts `targetIds[i]` and gives row i of the result. Both distributions
   * are over the ids below `width`.
   *
   * @param topK alternatives a token, 1 to `width`
   * @param signal is looked at between any two runs of the graph
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
    const rows = targetIds.length;
    for (const { data, dims } of [base, tuned]) {
      const [, tokens, ids] = dims;
      if (data.length !== tokens * ids || tokens !== rows) {
        throw new RangeError(
          `${data.length} logits of shape [${dims.join(', ')}], ${rows} targets`,
        );
      }
      if (width < 1 || width > ids) throw new RangeError(`Width ${width} of ${ids} logits`);
    }
    if (topK < 1 || topK > width) throw new RangeError(`Top ${topK} of ${width} ids`);
    const stranger = targetIds.find((id) => id < 0 || id >= width);
    if (stranger !== undefined) throw new RangeError(`Target ${stranger} of ${width} ids`);

    const statistics = allocateStatistics(rows, topK);
    const k = new Tensor('int64', [BigInt(topK)], [1]);
    const step = Math.max(1, Math.floor(logitsPerRun / width));
    for (let first = 0; first < rows; first += step) {
      if (signal !== undefined) await checkpoint(signal);
      const end = Math.min(first + step, rows);
      const targets = targetIds.subarray(first, end);
      const outputs = await this.session.run({
        base: commonLogits(base, first, end, width),
        tuned: commonLogits(tuned, first, end, width),
        targets: new Tensor('int64', BigInt64Array.from(targets, BigInt)),
        k,
      });
      const run = new RunOutputs(outputs, topK, width);
      for (let row = first; row < end; row++) {
        run.takeRow(row - first, statistics, row, targetIds[row] ?? 0, base, tuned);
        statistics.vocabulary.droppedMass[row] = run.dropped(row - first, row, base, tuned);
      }
    }
    checkNumbers(statistics);
    return statistics;
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

/** Logits of the ids below `width`: copied only where there are others. */
function commonLogits(
  { data, dims: [, , ids] }: Logits,
  first: number,
  end: number,
  width: number,
): Tensor {
  const all = data.subarray(first * ids, end * ids);
  if (width === ids) return new Tensor('float32', all, [end - first, ids]);
  const common = new Float32Array((end - first) * width);
  for (let row = 0; row < end - first; row++) {
    common.set(all.subarray(row * ids, row * ids + width), row * width);
  }
  return new Tensor('float32', common, [end - first, width]);
}

function checkNumbers(statistics: StatisticsColumns): void {
  for (const model of ['base', 'tuned'] as const) {
    if (!statistics[model].entropy.some(Number.isNaN)) continue;
    throw new UserFacingError(
      'incomparable',
      `The ${model} model gave logits that are not numbers, so nothing can be computed from them. Its files may be damaged, or its dtype too narrow for it: try fp32.`,
      ['choosePair'],
    );
  }
}
