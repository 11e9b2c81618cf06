import { InferenceSession, Tensor } from 'onnxruntime-node';
import {
  allocateStatistics,
  copyStatistics,
  isColumnArray,
  makeStatistics,
  type ColumnArray,
  type ColumnKind,
  type StatisticsColumns,
} from '../common/statisticsColumns';
import { UserFacingError } from '../common/errors';
import type { Logits } from './causalLm';
import { threadOptions } from './sessionOptions';

/** Statistics of a chunk of tokens, one row each. */
export interface ReducedLogits extends StatisticsColumns {
  /** Largest mass that either model put on ids from `width` on, before renormalising. */
  readonly droppedMass: number;
}

/** Logits of one model that one run of the graph sees: few enough to stay in the processor's cache. */
const logitsPerRun = 8 * 49_152;

/** Runs the statistics graph: both models' logits in, a few numbers a token out. */
export class StatisticsSession {
  private constructor(private readonly session: InferenceSession) {}

  /**
   * @param model path or bytes of `statistics.onnx`
   * @param threads threads of the session; 0 lets the runtime choose
   */
  static async create(model: string | Uint8Array, threads: number): Promise<StatisticsSession> {
    const options: InferenceSession.SessionOptions = {
      executionProviders: ['cpu'],
      ...threadOptions(threads),
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
   * @throws {RangeError} if shapes, targets, `topK` or `width` do not fit together
   * @throws {UserFacingError} if a model's logits are no numbers
   */
  async reduce(
    base: Logits,
    tuned: Logits,
    targetIds: Int32Array,
    topK: number,
    width: number,
  ): Promise<ReducedLogits> {
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

    const result = allocateStatistics(rows, topK);
    const step = Math.max(1, Math.floor(logitsPerRun / Math.max(base.dims[2], tuned.dims[2])));
    let droppedMass = 0;
    for (let first = 0; first < rows; first += step) {
      const end = Math.min(first + step, rows);
      const outputs = await this.session.run({
        base: rowsOf(base, first, end),
        tuned: rowsOf(tuned, first, end),
        targets: new Tensor('int64', BigInt64Array.from(targetIds.subarray(first, end), BigInt)),
        k: new Tensor('int64', [BigInt(topK)], [1]),
        width: new Tensor('int64', [BigInt(width)], [1]),
      });
      const chunk = readColumns(outputs);
      copyStatistics(result, chunk, first, topK);
      droppedMass = Math.max(droppedMass, chunk.droppedMass);
    }
    return { ...result, droppedMass };
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

function rowsOf({ data, dims }: Logits, first: number, end: number): Tensor {
  const ids = dims[2];
  return new Tensor('float32', data.subarray(first * ids, end * ids), [end - first, ids]);
}

function readColumns(outputs: InferenceSession.ReturnType): ReducedLogits {
  const statistics = makeStatistics(({ group, name, kind }) => {
    // A model's columns carry its name in the graph; a divergence's name says all.
    const output =
      group === 'divergence' ? name : `${group}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    return dataOf(outputs, output, kind);
  });
  for (const model of ['base', 'tuned'] as const) {
    if (!statistics[model].entropy.some(Number.isNaN)) continue;
    throw new UserFacingError(
      'incomparable',
      `The ${model} model gave logits that are not numbers, so nothing can be computed from them. Its files may be damaged, or its dtype too narrow for it: try fp32.`,
      ['choosePair'],
    );
  }
  const dropped = ['baseDropped', 'tunedDropped'].flatMap((name) => [
    ...dataOf(outputs, name, 'float64'),
  ]);
  return { ...statistics, droppedMass: Math.max(...dropped) };
}

function dataOf(outputs: InferenceSession.ReturnType, name: string, kind: ColumnKind): ColumnArray {
  const data = outputs[name]?.data;
  if (isColumnArray(data, kind)) return data;
  throw new TypeError(`The statistics graph gave no ${kind} ${name}`);
}
