import { calibrationEdges, storedMixture, storedTemperatures } from '../../common/grids';
import { exponential } from '../exponential';
import { distributionPlaces, storedEdges, sumsCount, sumsPlaces } from './sumsLayout';
import type { TokenSums } from './vocabularySums';

/** Stands for ln 0: its square is finite, and no difference of logits comes near it. */
const minusInfinity = -1e150;

/** One model's distribution over the ids. */
class Model {
  /** Logits less the largest one. */
  readonly centred: Float64Array;
  /** ln p */
  readonly logs: Float64Array;
  /** Fourth roots of exp(centred logit). */
  readonly roots: Float64Array;
  readonly probabilities: Float64Array;
  /** ln Σ exp(centred logit) */
  logSum = NaN;

  constructor(width: number) {
    this.centred = new Float64Array(width);
    this.logs = new Float64Array(width);
    this.roots = new Float64Array(width);
    this.probabilities = new Float64Array(width);
  }

  take(logits: Float32Array): void {
    const { centred, logs, roots, probabilities } = this;
    const largest = largestOf(logits);
    let sum = 0;
    for (let id = 0; id < logits.length; id++) {
      const value = Math.max(minusInfinity, (logits[id] ?? NaN) - largest);
      const root = exponential(value / 4);
      const half = root * root;
      centred[id] = value;
      roots[id] = root;
      probabilities[id] = half * half;
      sum += half * half;
    }
    this.logSum = Math.log(sum);
    for (let id = 0; id < logits.length; id++) {
      logs[id] = (centred[id] ?? NaN) - this.logSum;
      probabilities[id] = (probabilities[id] ?? NaN) / sum;
    }
  }
}

/** A quantity under a distribution. */
interface Moments {
  readonly logSum: number;
  readonly mean: number;
  readonly variance: number;
}

/** Nothing is scaled here. */
const mixtureScales = new Float64Array(storedMixture.length);

/**
 * Sums over the vocabulary for any logits, −∞ among them, in float64 throughout.
 */
export class WildSums {
  private readonly base: Model;
  private readonly tuned: Model;
  private readonly ratios: Float64Array;
  private readonly weights: Float64Array;

  /** @param width ids of the vocabulary */
  constructor(readonly width: number) {
    this.base = new Model(width);
    this.tuned = new Model(width);
    this.ratios = new Float64Array(width);
    this.weights = new Float64Array(width);
  }

  /** @param base logits, as many as `tuned` and the width, the largest finite */
  of(base: Float32Array, tuned: Float32Array): Omit<TokenSums, 'tame' | 'width'> {
    const { base: b, tuned: u, ratios } = this;
    b.take(base);
    u.take(tuned);
    for (let id = 0; id < this.width; id++) ratios[id] = (u.logs[id] ?? NaN) - (b.logs[id] ?? NaN);
    const sums = new Float64Array(sumsCount);
    const put = (distribution: number, moments: Moments): void => {
      sums[sumsPlaces.sums + distribution] = moments.logSum;
      sums[sumsPlaces.first + distribution] = moments.mean;
      sums[sumsPlaces.second + distribution] = moments.variance;
    };
    for (const [place, model] of [
      [distributionPlaces.base, b],
      [distributionPlaces.tuned, u],
    ] as const) {
      [...storedTemperatures, 1].forEach((a, i) => {
        put(place + i, this.powerMoments(model, a));
      });
    }
    storedMixture.forEach((lambda, i) => {
      put(distributionPlaces.mixture + i, this.mixtureMoments(lambda));
    });
    const ofBase = isRuledOut(b, u) ? infinite(-1) : momentsOf(b.probabilities, ratios);
    const ofTuned = isRuledOut(u, b) ? infinite(1) : momentsOf(u.probabilities, ratios);
    put(distributionPlaces.ratioBase, ofBase);
    put(distributionPlaces.ratioTuned, ofTuned);
    sums[sumsPlaces.crossBase] = covariance(b, ratios, ofBase.mean);
    sums[sumsPlaces.crossTuned] = covariance(u, ratios, ofTuned.mean);
    putBins(sums, sumsPlaces.countsBase, sumsPlaces.massesBase, b);
    putBins(sums, sumsPlaces.countsTuned, sumsPlaces.massesTuned, u);
    putDivergences(sums, b, u, ratios);
    return { sums, logSumBase: b.logSum, logSumTuned: u.logSum, mixtureScales };
  }

  /** Of p^a: its weights are whole powers of the fourth roots, and the largest is 1. */
  private powerMoments({ roots, centred }: Model, a: number): Moments {
    const { weights, width } = this;
    weights.fill(1);
    for (let factor = 0; factor < 4 * a; factor++) {
      for (let id = 0; id < width; id++) weights[id] = (weights[id] ?? NaN) * (roots[id] ?? NaN);
    }
    return momentsOf(weights, centred);
  }

  /** Of p_λ, from its own exponents less their largest. */
  private mixtureMoments(lambda: number): Moments {
    const { weights, width, ratios } = this;
    const [b, u] = [this.base.logs, this.tuned.logs];
    for (let id = 0; id < width; id++) {
      weights[id] = (1 - lambda) * (b[id] ?? NaN) + lambda * (u[id] ?? NaN);
    }
    const largest = largestOf(weights);
    for (let id = 0; id < width; id++) weights[id] = exponential((weights[id] ?? NaN) - largest);
    const moments = momentsOf(weights, ratios);
    return { ...moments, logSum: largest + moments.logSum };
  }
}

/** Whether a model gives some probability, however small, to an id that the other rules out. */
function isRuledOut({ probabilities }: Model, other: Model): boolean {
  return probabilities.some(
    (probability, id) => probability > 0 && other.centred[id] === minusInfinity,
  );
}

/** Moments of a log ratio that is infinite somewhere, as the stand-in for ln 0 has it. */
function infinite(sign: number): Moments {
  return { logSum: 0, mean: -sign * minusInfinity, variance: minusInfinity ** 2 };
}

/** Of values under the distribution proportional to the weights; variance from centred values. */
function momentsOf(weights: Float64Array, values: Float64Array): Moments {
  let sum = 0;
  let first = 0;
  for (let id = 0; id < weights.length; id++) {
    sum += weights[id] ?? NaN;
    first += (weights[id] ?? NaN) * (values[id] ?? NaN);
  }
  const mean = first / sum;
  let second = 0;
  for (let id = 0; id < weights.length; id++) {
    const deviation = (values[id] ?? NaN) - mean;
    second += (weights[id] ?? NaN) * deviation * deviation;
  }
  return { logSum: Math.log(sum), mean, variance: second / sum };
}

function largestOf(numbers: Float64Array | Float32Array): number {
  let largest = -Infinity;
  for (const number of numbers) if (number > largest) largest = number;
  return largest;
}

/** Of ln p and the log ratio under the model itself. */
function covariance(
  { logs, probabilities }: Model,
  ratios: Float64Array,
  meanRatio: number,
): number {
  let mean = 0;
  for (let id = 0; id < logs.length; id++) mean += (probabilities[id] ?? NaN) * (logs[id] ?? NaN);
  let sum = 0;
  for (let id = 0; id < logs.length; id++) {
    const deviation = (logs[id] ?? NaN) - mean;
    sum += (probabilities[id] ?? NaN) * deviation * ((ratios[id] ?? NaN) - meanRatio);
  }
  return sum;
}

/** Of the ids that reach each inner edge of the stored bins: how many, and their mass. */
function putBins(
  sums: Float64Array,
  counts: number,
  masses: number,
  { probabilities }: Model,
): void {
  calibrationEdges.slice(1, 1 + storedEdges).forEach((edge, i) => {
    let count = 0;
    let mass = 0;
    for (const probability of probabilities) {
      if (probability < edge) continue;
      count++;
      mass += probability;
    }
    sums[counts + i] = count;
    sums[masses + i] = mass;
  });
}

/** `middle` and `gaps`. */
function putDivergences(sums: Float64Array, b: Model, u: Model, ratios: Float64Array): void {
  let sum = 0;
  let gaps = 0;
  for (let id = 0; id < ratios.length; id++) {
    const base = b.probabilities[id] ?? NaN;
    const tuned = u.probabilities[id] ?? NaN;
    const size = Math.abs(ratios[id] ?? NaN);
    const middle = Math.log((1 + exponential(-size)) / 2);
    sum += (base + tuned) * middle + Math.min(base, tuned) * size;
    gaps += Math.abs(base - tuned);
  }
  sums[sumsPlaces.middle] = sum;
  sums[sumsPlaces.gaps] = gaps;
}
