import type { Arithmetic } from './arithmetic.mjs';
import type { GraphBuilder, Value } from './graphBuilder.mjs';

/** Statistics that need every id, float64 [tokens, 1] each; in nats or nats². */
export const vocabularyColumns = [
  'baseLogSum',
  'baseEntropy',
  'baseVarentropy',
  'tunedLogSum',
  'tunedEntropy',
  'tunedVarentropy',
  'klTunedBase',
  'klBaseTuned',
  'js',
  'tv',
  'logRatioVarianceTuned',
  'logRatioVarianceBase',
] as const;

export type VocabularyColumns = Readonly<Record<(typeof vocabularyColumns)[number], Value>>;

/** A float64 statistic beyond this comes from the stand-in for ln 0. */
const infinite = 1e90;

interface Distribution {
  /** Logits less the row's largest one, [tokens, ids]. */
  readonly centred: Value;
  /** exp(centred), [tokens, ids] */
  readonly weights: Value;
  /** weights / sum, [tokens, ids] */
  readonly probabilities: Value;
  /** Σ weights, float64 [tokens, 1]. */
  readonly sum: Value;
  /** ln Σ weights, float64 [tokens, 1]. */
  readonly logSum: Value;
}

/**
 * Writes the formulas of `docs/numerics.md` in one arithmetic. Rows come centred (largest logit 0)
 * and finite. Sums of products with probabilities use the weights and divide the float64 sum, so
 * that no rounded normaliser enters; squares are of centred values, never differences of squares.
 */
export class StatisticsFormulas {
  constructor(
    private readonly graph: GraphBuilder,
    private readonly arithmetic: Arithmetic,
  ) {}

  columns(baseCentred: Value, tunedCentred: Value): VocabularyColumns {
    const { arithmetic: a, graph } = this;
    const base = this.distribution(baseCentred);
    const tuned = this.distribution(tunedCentred);

    // ln(tuned/base) of every id; the shift's rounding is given back to the means.
    const shift = graph.op('Sub', [base.logSum, tuned.logSum]);
    const roundedShift = a.rounded(shift);
    const lost = graph.op('Sub', [shift, graph.cast(roundedShift, 'float64')]);
    const logRatios = a.add(a.subtract(tuned.centred, base.centred), roundedShift);
    const tunedMean = this.mean(tuned, logRatios);
    const baseMean = this.mean(base, logRatios);
    return {
      baseLogSum: base.logSum,
      tunedLogSum: tuned.logSum,
      ...this.spread('base', base),
      ...this.spread('tuned', tuned),
      klTunedBase: this.notNegative(graph.op('Add', [tunedMean, lost])),
      klBaseTuned: this.notNegative(this.negated(graph.op('Add', [baseMean, lost]))),
      js: this.jensenShannon(base, tuned, logRatios),
      tv: this.totalVariation(base, tuned),
      logRatioVarianceTuned: this.infiniteBeyondReach(this.variance(tuned, logRatios, tunedMean)),
      logRatioVarianceBase: this.infiniteBeyondReach(this.variance(base, logRatios, baseMean)),
    };
  }

  private distribution(centred: Value): Distribution {
    const { arithmetic: a, graph } = this;
    const weights = graph.op('Exp', [centred]);
    const sum = a.sum(weights);
    const probabilities = a.multiply(weights, a.rounded(graph.op('Reciprocal', [sum])));
    return { centred, weights, probabilities, sum, logSum: graph.op('Log', [sum]) };
  }

  /** Σ p·v */
  private mean(of: Distribution, values: Value): Value {
    const { arithmetic: a, graph } = this;
    return graph.op('Div', [a.sum(a.multiply(of.weights, values)), of.sum]);
  }

  /** Σ p·(v − mean)² */
  private variance(of: Distribution, values: Value, mean: Value): Value {
    const { arithmetic: a } = this;
    const deviations = a.subtract(values, a.rounded(mean));
    return this.mean(of, a.square(deviations));
  }

  /** H = ln Σ weights − Σ p·centred, and Σ p·(ℓ + H)², the variance of the centred logits. */
  private spread<Model extends 'base' | 'tuned'>(
    model: Model,
    of: Distribution,
  ): Record<`${Model}Entropy` | `${Model}Varentropy`, Value> {
    const mean = this.mean(of, of.centred);
    return {
      [`${model}Entropy`]: this.graph.op('Sub', [of.logSum, mean]),
      [`${model}Varentropy`]: this.variance(of, of.centred, mean),
    } as Record<`${Model}Entropy` | `${Model}Varentropy`, Value>;
  }

  /**
   * ½ Σ b·ln(2b/(b+u)) + u·ln(2u/(b+u)), as −½ Σ (b+u)·ln((1+z)/2) + min(b,u)·|d| with
   * z = exp(−|d|): one logarithm an id, exactly 0 where the two agree, nothing to cancel.
   */
  private jensenShannon(base: Distribution, tuned: Distribution, logRatios: Value): Value {
    const { arithmetic: a, graph } = this;
    const size = graph.op('Abs', [logRatios]);
    const ratio = graph.op('Exp', [graph.op('Neg', [size])]);
    const half = a.number(0.5);
    const middle = graph.op('Log', [a.add(a.multiply(ratio, half), half)]);
    const both = a.add(base.probabilities, tuned.probabilities);
    const smaller = graph.op('Min', [base.probabilities, tuned.probabilities]);
    const terms = a.add(a.multiply(both, middle), a.multiply(smaller, size));
    const halfSum = graph.op('Mul', [a.sum(terms), graph.number(0.5)]);
    return this.clamped(this.negated(halfSum), Math.LN2);
  }

  /** ½ Σ |b − u| */
  private totalVariation(base: Distribution, tuned: Distribution): Value {
    const { arithmetic: a, graph } = this;
    const gaps = graph.op('Abs', [a.subtract(base.probabilities, tuned.probabilities)]);
    return this.clamped(graph.op('Mul', [a.sum(gaps), graph.number(0.5)]), 1);
  }

  private notNegative(column: Value): Value {
    return this.infiniteBeyondReach(this.graph.op('Max', [column, this.graph.number(0)]));
  }

  /** As a difference, because the negative of 0 is −0. */
  private negated(column: Value): Value {
    return this.graph.op('Sub', [this.graph.number(0), column]);
  }

  private clamped(column: Value, most: number): Value {
    return this.graph.op('Clip', [column, this.graph.number(0), this.graph.number(most)]);
  }

  /** An id that one model rules out and the other does not makes these infinite. */
  private infiniteBeyondReach(column: Value): Value {
    const { graph } = this;
    const beyond = graph.op('Not', [graph.op('Less', [column, graph.number(infinite)])]);
    return graph.op('Where', [beyond, graph.number(Infinity), column]);
  }
}
