import { calibrationEdges, storedMixture, storedTemperatures } from '../../src/common/grids';
import { storedEdges, sumsLayout, type SumsName } from '../../src/model/sumsLayout';
import type { GraphBuilder, Value } from './graphBuilder.mjs';

/** Stands for ln 0: its square is finite, and no difference of logits comes near it. */
export const minusInfinity = -1e150;

interface Model {
  /** Logits less the token's largest one. */
  readonly centred: Value;
  /** ln Σ exp(centred), [tokens, 1] */
  readonly logSum: Value;
  readonly logs: Value;
  readonly probabilities: Value;
}

/** A quantity under a distribution, [tokens, 1] each. */
interface Moments {
  readonly logSum: Value;
  readonly mean: Value;
  readonly variance: Value;
}

/**
 * Sums over the vocabulary for any logits, in float64 throughout, rows [tokens, ids]: every
 * distribution from its own exponents less their largest, every variance from centred values.
 */
export class WildFormulas {
  constructor(private readonly graph: GraphBuilder) {}

  /**
   * `sums` as `sumsLayout` says, and `logSums`, float64 [tokens, 2].
   *
   * @param base logits less the token's largest one, float64 [tokens, ids], as `tuned`
   */
  sums(base: Value, tuned: Value): Readonly<Record<'sums' | 'logSums', Value>> {
    const { graph } = this;
    const b = this.model(base);
    const u = this.model(tuned);
    const ratios = this.subtract(u.logs, b.logs);
    const ofBase = this.moments(b.logs, ratios);
    const ofTuned = this.moments(u.logs, ratios);
    const moments = [
      ...this.powers(b),
      ...this.powers(u),
      ...storedMixture.map((lambda) =>
        this.moments(
          graph.op('Add', [this.scaled(b.logs, 1 - lambda), this.scaled(u.logs, lambda)]),
          ratios,
        ),
      ),
      ofBase,
      ofTuned,
    ];
    const gaps = graph.op('Abs', [this.subtract(b.probabilities, u.probabilities)]);
    const lists: Readonly<Record<SumsName, readonly Value[]>> = {
      sums: moments.map(({ logSum }) => logSum),
      first: moments.map(({ mean }) => mean),
      second: moments.map(({ variance }) => variance),
      crossBase: [this.covariance(b, ratios, ofBase.mean)],
      crossTuned: [this.covariance(u, ratios, ofTuned.mean)],
      countsBase: this.above(b).map((row) => this.sum(row)),
      massesBase: this.above(b).map((row) => this.dot(row, b.probabilities)),
      countsTuned: this.above(u).map((row) => this.sum(row)),
      massesTuned: this.above(u).map((row) => this.dot(row, u.probabilities)),
      middle: [this.jensenShannon(b, u, ratios)],
      gaps: [this.sum(gaps)],
    };
    const names = Object.keys(sumsLayout) as SumsName[];
    return {
      sums: graph.join(names.flatMap((name) => lists[name])),
      logSums: graph.join([b.logSum, u.logSum]),
    };
  }

  private model(centred: Value): Model {
    const { graph } = this;
    const logSum = graph.op('Log', [this.sum(graph.op('Exp', [centred]))]);
    const logs = this.subtract(centred, logSum);
    return { centred, logSum, logs, probabilities: graph.op('Exp', [logs]) };
  }

  private powers({ centred }: Model): Moments[] {
    return [...storedTemperatures, 1].map((a) => this.moments(this.scaled(centred, a), centred));
  }

  /** Of values under the distribution proportional to exp of the exponents. */
  private moments(exponents: Value, values: Value): Moments {
    const { graph } = this;
    const largest = graph.op('ReduceMax', [exponents, graph.integers(-1)]);
    const weights = graph.op('Exp', [this.subtract(exponents, largest)]);
    const sum = this.sum(weights);
    const mean = graph.op('Div', [this.dot(weights, values), sum]);
    const deviations = this.subtract(values, mean);
    const squares = this.dot(weights, this.multiply(deviations, deviations));
    return {
      logSum: graph.op('Add', [largest, graph.op('Log', [sum])]),
      mean,
      variance: graph.op('Div', [squares, sum]),
    };
  }

  private covariance({ logs, probabilities }: Model, ratios: Value, meanRatio: Value): Value {
    const fromMean = this.subtract(logs, this.dot(probabilities, logs));
    return this.dot(probabilities, this.multiply(fromMean, this.subtract(ratios, meanRatio)));
  }

  /** 1 for each id that reaches an inner edge of the stored bins. */
  private above({ probabilities }: Model): Value[] {
    const { graph } = this;
    return calibrationEdges
      .slice(1, 1 + storedEdges)
      .map((edge) =>
        graph.cast(graph.op('GreaterOrEqual', [probabilities, graph.number(edge)]), 'float64'),
      );
  }

  /** −½ Σ (b + u)·ln((1 + z) / 2) + min(b, u)·|d| with z = exp(−|d|), where nothing cancels. */
  private jensenShannon(b: Model, u: Model, ratios: Value): Value {
    const { graph } = this;
    const size = graph.op('Abs', [ratios]);
    const half = graph.number(0.5);
    const ratio = graph.op('Exp', [graph.op('Neg', [size])]);
    const middle = graph.op('Log', [graph.op('Add', [this.multiply(ratio, half), half])]);
    const both = graph.op('Add', [b.probabilities, u.probabilities]);
    const smaller = graph.op('Min', [b.probabilities, u.probabilities]);
    const sum = graph.op('Add', [this.dot(both, middle), this.dot(smaller, size)]);
    // As a difference from 0, because half of −0 is −0.
    return this.subtract(graph.number(0), this.scaled(sum, 0.5));
  }

  private scaled(a: Value, factor: number): Value {
    return this.multiply(a, this.graph.number(factor));
  }

  private multiply(a: Value, b: Value): Value {
    return this.graph.op('Mul', [a, b]);
  }

  private subtract(a: Value, b: Value): Value {
    return this.graph.op('Sub', [a, b]);
  }

  private sum(rows: Value): Value {
    return this.graph.op('ReduceSum', [rows, this.graph.integers(-1)]);
  }

  private dot(a: Value, b: Value): Value {
    return this.sum(this.multiply(a, b));
  }
}
