import { InferenceSession, Tensor } from 'onnxruntime-node';
import {
  allocateStatistics,
  copyStatistics,
  type ModelColumns,
  type StatisticsColumns,
} from '../common/comparison';
import { UserFacingError } from '../common/errors';

/** What is needed of a tensor of logits: a Tensor is one. */
export type LogitsTensor = Pick<Tensor, 'data' | 'dims'>;

/** Statistics of a chunk of tokens, one row each. */
export interface ReducedLogits extends StatisticsColumns {
  /** Largest mass that either model put on ids from `width` on, before renormalising. */
  readonly droppedMass: number;
}

interface LogitsMatrix {
  readonly data: Float32Array;
  readonly tokens: number;
  readonly ids: number;
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
      intraOpNumThreads: threads,
    };
    return new StatisticsSession(
      typeof model === 'string'
        ? await InferenceSession.create(model, options)
        : await InferenceSession.create(model, options),
    );
  }

  /**
   * Row i of both logits, float32 [1, tokens, ids], predicts `targetIds[i]` and gives row i of the
   * result. Both distributions are over the ids below `width`.
   *
   * @param topK alternatives a token, 1 to `width`
   * @throws {RangeError} if shapes, targets, `topK` or `width` do not fit together
   * @throws {UserFacingError} if a model's logits are no numbers
   */
  async reduce(
    base: LogitsTensor,
    tuned: LogitsTensor,
    targetIds: Int32Array,
    topK: number,
    width: number,
  ): Promise<ReducedLogits> {
    const matrices = { base: matrixOf(base), tuned: matrixOf(tuned) };
    const rows = targetIds.length;
    for (const name of ['base', 'tuned'] as const) {
      const { tokens, ids } = matrices[name];
      if (tokens !== rows) {
        throw new RangeError(`${tokens} rows of ${name} logits for ${rows} targets`);
      }
      if (width < 1 || width > ids) throw new RangeError(`Width ${width} of ${ids} logits`);
    }
    if (topK < 1 || topK > width) throw new RangeError(`Top ${topK} of ${width} ids`);
    const stranger = targetIds.find((id) => id < 0 || id >= width);
    if (stranger !== undefined) throw new RangeError(`Target ${stranger} of ${width} ids`);

    const result = allocateStatistics(rows, topK);
    const step = Math.max(
      1,
      Math.floor(logitsPerRun / Math.max(matrices.base.ids, matrices.tuned.ids)),
    );
    let droppedMass = 0;
    for (let first = 0; first < rows; first += step) {
      const end = Math.min(first + step, rows);
      const outputs = await this.session.run({
        base: rowsOf(matrices.base, first, end),
        tuned: rowsOf(matrices.tuned, first, end),
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

function matrixOf({ data, dims }: LogitsTensor): LogitsMatrix {
  const [tokens = 0, ids = 0] = dims.slice(-2);
  if (!(data instanceof Float32Array) || data.length !== tokens * ids) {
    throw new RangeError(`Logits of shape [${dims.join(', ')}] are not one text's in float32`);
  }
  return { data, tokens, ids };
}

function rowsOf({ data, ids }: LogitsMatrix, first: number, end: number): Tensor {
  return new Tensor('float32', data.subarray(first * ids, end * ids), [end - first, ids]);
}

function readColumns(outputs: InferenceSession.ReturnType): ReducedLogits {
  const doubles = (name: string): Float64Array => {
    const data = outputs[name]?.data;
    if (data instanceof Float64Array) return data;
    throw new TypeError(`The statistics graph gave no float64 ${name}`);
  };
  const integers = (name: string): Int32Array => {
    const data = outputs[name]?.data;
    if (data instanceof Int32Array) return data;
    throw new TypeError(`The statistics graph gave no int32 ${name}`);
  };
  const model = (name: 'base' | 'tuned'): ModelColumns => {
    const entropy = doubles(`${name}Entropy`);
    if (entropy.some(Number.isNaN)) {
      throw new UserFacingError(
        'incomparable',
        `The ${name} model gave logits that are not numbers, so nothing can be computed from them. Its files may be damaged, or its dtype too narrow for it: try fp32.`,
        ['choosePair'],
      );
    }
    return {
      surprisal: doubles(`${name}Surprisal`),
      entropy,
      varentropy: doubles(`${name}Varentropy`),
      rank: integers(`${name}Rank`),
      topIds: integers(`${name}TopIds`),
      topProbabilities: doubles(`${name}TopProbabilities`),
    };
  };
  const dropped = [...doubles('baseDropped'), ...doubles('tunedDropped')];
  return {
    base: model('base'),
    tuned: model('tuned'),
    divergence: {
      klTunedBase: doubles('klTunedBase'),
      klBaseTuned: doubles('klBaseTuned'),
      js: doubles('js'),
      tv: doubles('tv'),
      logRatioVarianceTuned: doubles('logRatioVarianceTuned'),
      logRatioVarianceBase: doubles('logRatioVarianceBase'),
    },
    droppedMass: Math.max(...dropped),
  };
}
