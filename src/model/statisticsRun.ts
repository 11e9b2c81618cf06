import type { InferenceSession } from 'onnxruntime-node';
import type { StatisticsColumns } from '../common/statisticsColumns';
import type { Logits } from './causalLm';
import { sumsCount } from './sumsLayout';
import { takeSums } from './vocabularySums';

const models = ['base', 'tuned'] as const;

type ModelName = (typeof models)[number];

/** What the statistics graph gives for one model, row-major. */
interface ModelOutputs {
  /** rows × topK, largest first. */
  readonly topLogits: Float32Array;
  readonly topIds: Int32Array;
  /** Logits strictly larger than the target's, by row. */
  readonly larger: Int32Array;
}

/** The outputs of one run of the statistics graph, as its source names them. */
export class RunOutputs {
  private readonly tame: boolean;
  private readonly sums: Float64Array;
  private readonly logSums: Float64Array;
  private readonly outputs: Readonly<Record<ModelName, ModelOutputs>>;

  /** @param width ids of the vocabulary */
  constructor(
    outputs: InferenceSession.ReturnType,
    private readonly topK: number,
    private readonly width: number,
  ) {
    this.tame = dataOf(outputs, 'tame', Uint8Array)[0] === 1;
    this.sums = dataOf(outputs, 'sums', Float64Array);
    this.logSums = dataOf(outputs, 'logSums', Float64Array);
    const of = (name: ModelName): ModelOutputs => ({
      topLogits: dataOf(outputs, `${name}TopLogits`, Float32Array),
      topIds: dataOf(outputs, `${name}TopIds`, Int32Array),
      larger: dataOf(outputs, `${name}Larger`, Int32Array),
    });
    this.outputs = { base: of('base'), tuned: of('tuned') };
  }

  /**
   * Writes the statistics of the run's row `from` into row `to` of the columns.
   *
   * @param target id of the token that is there
   * @param base of which row `to` was the run's row `from`, as of `tuned`
   */
  takeRow(
    from: number,
    statistics: StatisticsColumns,
    to: number,
    target: number,
    base: Logits,
    tuned: Logits,
  ): void {
    const { topK } = this;
    takeSums(statistics, to, {
      sums: this.sums.subarray(from * sumsCount, (from + 1) * sumsCount),
      tame: this.tame,
      logSumBase: this.logSum('base', from),
      logSumTuned: this.logSum('tuned', from),
      width: this.width,
    });
    const logits = { base, tuned };
    for (const name of models) {
      const { topLogits, topIds, larger } = this.outputs[name];
      const columns = statistics[name];
      columns.surprisal[to] = this.surprisal(name, from, logitOf(logits[name], to, target));
      columns.rank[to] = 1 + (larger[from] ?? NaN);
      for (let place = 0; place < topK; place++) {
        const at = from * topK + place;
        columns.topIds[to * topK + place] = topIds[at] ?? -1;
        columns.topProbabilities[to * topK + place] = Math.exp(
          -this.surprisal(name, from, topLogits[at] ?? NaN),
        );
      }
      const other = name === 'base' ? 'tuned' : 'base';
      const favourite = logitOf(logits[other], to, topIds[from * topK] ?? -1);
      columns.topOtherSurprisal[to] = this.surprisal(other, from, favourite);
    }
  }

  /** Largest mass that either model put on ids from the width on, before renormalising. */
  dropped(from: number, to: number, base: Logits, tuned: Logits): number {
    return Math.max(
      this.droppedBy('base', from, to, base),
      this.droppedBy('tuned', from, to, tuned),
    );
  }

  private droppedBy(name: ModelName, from: number, to: number, logits: Logits): number {
    const ids = logits.dims[2];
    const rest = logits.data.subarray(to * ids + this.width, (to + 1) * ids);
    if (rest.length === 0) return 0;
    const largest = this.largest(name, from);
    // Relative to the larger of the two largest logits, so that nothing overflows.
    const top = rest.reduce((most, logit) => Math.max(most, logit), largest);
    let mass = 0;
    for (const logit of rest) mass += Math.exp(logit - top);
    return mass / (mass + Math.exp(largest - top + this.logSum(name, from)));
  }

  /** −ln p of an id with this logit. */
  private surprisal(name: ModelName, from: number, logit: number): number {
    return this.logSum(name, from) - (logit - this.largest(name, from));
  }

  private largest(name: ModelName, from: number): number {
    return this.outputs[name].topLogits[from * this.topK] ?? NaN;
  }

  private logSum(name: ModelName, from: number): number {
    return this.logSums[from * models.length + models.indexOf(name)] ?? NaN;
  }
}

function logitOf({ data, dims }: Logits, row: number, id: number): number {
  return data[row * dims[2] + id] ?? NaN;
}

function dataOf<T>(
  outputs: InferenceSession.ReturnType,
  name: string,
  type: abstract new (...args: never[]) => T,
): T {
  const data: unknown = outputs[name]?.data;
  if (data instanceof type) return data;
  throw new TypeError(`The statistics graph gave no ${type.name} ${name}`);
}
