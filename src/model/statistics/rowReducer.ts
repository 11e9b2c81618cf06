import { UserFacingError } from '../../common/errors';
import type { StatisticsColumns, StatisticsWithoutGrids } from '../../common/statisticsColumns';
import type { ModelName, RowBounds, StatisticsKernel } from './statisticsKernel';
import { takeGrids, takeSums, type TokenSums } from './vocabularySums';
import { WildSums } from './wildSums';

/** Largest spread of a token's logits, in nats, at which no sum of the kernel overflows float32. */
const tameSpread = 100;

/** Logits beyond this have no digits left behind the point. */
const tameSize = 1e6;

const models = ['base', 'tuned'] as const;

/** What is wanted of each token. */
export interface RowRequest {
  /** Alternatives. */
  readonly topK: number;
  /** Ids over which both distributions are normalised. */
  readonly width: number;
}

/** Reduces the logits of one token. */
export class RowReducer {
  private ids = new Int32Array(0);
  private logits = new Float32Array(0);
  private wild: WildSums | undefined;

  constructor(private readonly kernel: StatisticsKernel) {}

  /**
   * Writes the statistics of a token into a row of the columns.
   *
   * @param base logits that predict the token, as `tuned`; those from `width` on are dropped
   * @param target id of the token that is there
   * @throws {UserFacingError} if a model's logits are no numbers
   */
  reduce(
    base: Float32Array,
    tuned: Float32Array,
    target: number,
    request: RowRequest,
    statistics: StatisticsColumns,
    row: number,
  ): void {
    takeGrids(statistics, row, this.take(base, tuned, target, request, statistics, row, true));
  }

  /** As `reduce`, in little more than half the time. */
  reduceWithoutGrids(
    base: Float32Array,
    tuned: Float32Array,
    target: number,
    request: RowRequest,
    statistics: StatisticsWithoutGrids,
    row: number,
  ): void {
    this.take(base, tuned, target, request, statistics, row, false);
  }

  /** Writes all that does not come of grids, and gives the sums it comes of. */
  private take(
    base: Float32Array,
    tuned: Float32Array,
    target: number,
    { topK, width }: RowRequest,
    statistics: StatisticsWithoutGrids,
    row: number,
    withGrids: boolean,
  ): TokenSums {
    const { kernel } = this;
    const logits = { base, tuned };
    const common = { base: base.subarray(0, width), tuned: tuned.subarray(0, width) };
    kernel.put(common.base, common.tuned);
    const bounds = {
      base: this.boundsOf('base', base[target] ?? NaN),
      tuned: this.boundsOf('tuned', tuned[target] ?? NaN),
    };
    const tame = isTame(bounds.base) && isTame(bounds.tuned);
    const sums = tame
      ? kernel.tameSums(bounds.base.largest, bounds.tuned.largest, withGrids)
      : this.wildSums(width).of(common.base, common.tuned);
    const token = { ...sums, tame, width };
    takeSums(statistics, row, token);

    const logSums = { base: sums.logSumBase, tuned: sums.logSumTuned };
    const surprisal = (model: ModelName, logit: number): number =>
      logSums[model] - (logit - bounds[model].largest);
    for (const model of models) {
      const columns = statistics[model];
      columns.surprisal[row] = surprisal(model, logits[model][target] ?? NaN);
      columns.rank[row] = 1 + bounds[model].larger;
      this.largest(model, topK);
      columns.topIds.set(this.ids, row * topK);
      for (const [place, logit] of this.logits.entries()) {
        columns.topProbabilities[row * topK + place] = Math.exp(-surprisal(model, logit));
      }
      const other = model === 'base' ? 'tuned' : 'base';
      const favourite = logits[other][this.ids[0] ?? -1] ?? NaN;
      columns.topOtherSurprisal[row] = surprisal(other, favourite);
    }
    const dropped = models.map((model) =>
      numberOf(
        model,
        droppedMass(logits[model].subarray(width), bounds[model].largest, logSums[model]),
      ),
    );
    statistics.vocabulary.droppedMass[row] = Math.max(...dropped);
    return token;
  }

  private boundsOf(model: ModelName, target: number): RowBounds {
    const bounds = this.kernel.bounds(model, target);
    numberOf(model, bounds.largest);
    return bounds;
  }

  private wildSums(width: number): WildSums {
    if (this.wild?.width !== width) this.wild = new WildSums(width);
    return this.wild;
  }

  private largest(model: ModelName, topK: number): void {
    if (this.ids.length !== topK) {
      this.ids = new Int32Array(topK);
      this.logits = new Float32Array(topK);
    }
    this.kernel.largest(model, this.ids, this.logits);
  }
}

/** The number that came of a model's logits, unless it shows that they are none. */
function numberOf(model: ModelName, number: number): number {
  if (Number.isFinite(number)) return number;
  throw new UserFacingError(
    'incomparable',
    `The ${model} model gave logits that are not numbers, so nothing can be computed from them. Its files may be damaged, or its dtype too narrow for it: try fp32.`,
    ['choosePair'],
  );
}

function isTame({ largest, smallest }: RowBounds): boolean {
  return largest - smallest < tameSpread && Math.abs(largest) < tameSize;
}

/**
 * Mass on ids outside the common vocabulary, before renormalising.
 *
 * @param largest logit inside, and `logSum` ln Σ exp(logit − largest) over those inside
 */
function droppedMass(outside: Float32Array, largest: number, logSum: number): number {
  if (outside.length === 0) return 0;
  // Relative to the largest logit of all, so that nothing overflows.
  const top = outside.reduce((most, logit) => Math.max(most, logit), largest);
  let mass = 0;
  for (const logit of outside) mass += Math.exp(logit - top);
  return mass / (mass + Math.exp(largest - top + logSum));
}
