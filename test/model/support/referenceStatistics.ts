import {
  calibrationEdges,
  storedBins,
  storedMixture,
  storedTemperatures,
} from '../../../src/common/grids';

/**
 * The formulas of docs/numerics.md as plain loops in float64, one token at a time. Written from the
 * formulas and not from the kernel: it shares neither order of operations nor rearrangements with it.
 */
export interface ReferenceRow {
  readonly base: ReferenceModel;
  readonly tuned: ReferenceModel;
  readonly divergence: {
    readonly klTunedBase: number;
    readonly klBaseTuned: number;
    readonly js: number;
    readonly tv: number;
    readonly logRatioVarianceTuned: number;
    readonly logRatioVarianceBase: number;
  };
  readonly mixture: {
    readonly logSums: readonly number[];
    readonly means: readonly number[];
    readonly variances: readonly number[];
  };
  readonly vocabulary: { readonly droppedMass: number };
}

interface ReferenceModel {
  readonly surprisal: number;
  readonly entropy: number;
  readonly varentropy: number;
  readonly rank: number;
  readonly topIds: readonly number[];
  readonly topProbabilities: readonly number[];
  readonly topOtherSurprisal: number;
  readonly logRatioCovariance: number;
  readonly temperatureLogSums: readonly number[];
  readonly temperatureMeans: readonly number[];
  readonly temperatureVariances: readonly number[];
  readonly binMasses: readonly number[];
  readonly binCounts: readonly number[];
  /** Mass on ids from the width on. */
  readonly dropped: number;
}

/** An unnormalised distribution, as ln Σ and the normalised logarithms. */
interface Tilted {
  readonly logSum: number;
  readonly log: Float64Array;
}

export function referenceRow(
  base: ArrayLike<number>,
  tuned: ArrayLike<number>,
  target: number,
  topK: number,
  width: number,
): ReferenceRow {
  const logB = logSoftmax(base, width);
  const logU = logSoftmax(tuned, width);
  const ratio = (v: number) => difference(logU, logB, v);
  const mixture = storedMixture.map((lambda) => {
    const tilted = tilt(
      logB.map((b, v) => {
        const [x, y] = [(1 - lambda) * b, lambda * (logU[v] ?? NaN)];
        // Ruled out by both: no matter with what exponent.
        return b === -Infinity && logU[v] === -Infinity ? -Infinity : x + y;
      }),
    );
    // Held as float32.
    const finite = Number.isFinite(Math.fround(tilted.logSum));
    return {
      logSum: tilted.logSum,
      mean: finite ? mean(tilted.log, ratio) : 0,
      variance: finite ? variance(tilted.log, ratio) : 0,
    };
  });
  const ofBase = referenceModel(base, logB, logU, ratio, target, topK, width);
  const ofTuned = referenceModel(tuned, logU, logB, ratio, target, topK, width);
  return {
    base: ofBase,
    tuned: ofTuned,
    divergence: {
      klTunedBase: Math.max(0, mean(logU, ratio)),
      klBaseTuned: Math.max(
        0,
        mean(logB, (v) => difference(logB, logU, v)),
      ),
      js: jensenShannon(logB, logU),
      tv: totalVariation(logB, logU),
      logRatioVarianceTuned: variance(logU, ratio),
      logRatioVarianceBase: variance(logB, ratio),
    },
    mixture: {
      logSums: mixture.map(({ logSum }) => logSum),
      means: mixture.map((point) => point.mean),
      variances: mixture.map((point) => point.variance),
    },
    vocabulary: { droppedMass: Math.max(ofBase.dropped, ofTuned.dropped) },
  };
}

function referenceModel(
  logits: ArrayLike<number>,
  log: Float64Array,
  other: Float64Array,
  ratio: (v: number) => number,
  target: number,
  topK: number,
  width: number,
): ReferenceModel {
  const logit = logits[target] ?? NaN;
  let rank = 1;
  for (let v = 0; v < width; v++) if ((logits[v] ?? NaN) > logit) rank++;
  const order = Array.from({ length: width }, (_, v) => v);
  order.sort((a, b) => (logits[b] ?? NaN) - (logits[a] ?? NaN) || a - b);
  const topIds = order.slice(0, topK);
  const all = logSoftmax(logits, logits.length);
  let dropped = 0;
  for (let v = width; v < logits.length; v++) dropped += Math.exp(all[v] ?? NaN);
  const powers = storedTemperatures.map((a) => tilt(log.map((value) => a * value)));
  const own = (v: number) => log[v] ?? NaN;
  const binMasses = new Array<number>(storedBins).fill(0);
  const binCounts = new Array<number>(storedBins).fill(0);
  for (const value of log) {
    const p = Math.exp(value);
    let bin = 0;
    while (bin + 1 < storedBins && p >= (calibrationEdges[bin + 1] ?? NaN)) bin++;
    binMasses[bin] = (binMasses[bin] ?? NaN) + p;
    binCounts[bin] = (binCounts[bin] ?? NaN) + 1;
  }
  return {
    surprisal: -(log[target] ?? NaN),
    entropy: mean(log, (v) => -own(v)),
    varentropy: variance(log, own),
    rank,
    topIds,
    topProbabilities: topIds.map((v) => Math.exp(log[v] ?? NaN)),
    topOtherSurprisal: -(other[topIds[0] ?? -1] ?? NaN),
    logRatioCovariance: covariance(log, own, ratio),
    temperatureLogSums: powers.map(({ logSum }) => logSum),
    temperatureMeans: powers.map((power) => mean(power.log, own)),
    temperatureVariances: powers.map((power) => variance(power.log, own)),
    binMasses,
    binCounts,
    dropped,
  };
}

function tilt(exponents: Float64Array): Tilted {
  const largest = exponents.reduce((most, value) => Math.max(most, value), -Infinity);
  if (!Number.isFinite(largest)) return { logSum: largest, log: exponents };
  let sum = 0;
  for (const exponent of exponents) sum += Math.exp(exponent - largest);
  const logSum = largest + Math.log(sum);
  return { logSum, log: exponents.map((exponent) => exponent - logSum) };
}

function logSoftmax(logits: ArrayLike<number>, width: number): Float64Array {
  let largest = -Infinity;
  for (let v = 0; v < width; v++) largest = Math.max(largest, logits[v] ?? NaN);
  let sum = 0;
  for (let v = 0; v < width; v++) sum += Math.exp((logits[v] ?? NaN) - largest);
  const log = new Float64Array(width);
  for (let v = 0; v < width; v++) log[v] = (logits[v] ?? NaN) - largest - Math.log(sum);
  return log;
}

/** a − b, where ids that both rule out do not differ. */
function difference(a: Float64Array, b: Float64Array, v: number): number {
  const [x = NaN, y = NaN] = [a[v], b[v]];
  return x === y ? 0 : x - y;
}

/** Σ p·f with 0·anything = 0. */
function mean(log: Float64Array, f: (v: number) => number): number {
  const probabilities = exponentials(log);
  let sum = 0;
  for (let v = 0; v < log.length; v++) {
    const p = probabilities[v] ?? NaN;
    if (p > 0) sum += p * f(v);
  }
  return sum;
}

/** Probabilities of distributions that several means are taken under. */
const known = new WeakMap<Float64Array, Float64Array>();

function exponentials(log: Float64Array): Float64Array {
  const before = known.get(log);
  if (before !== undefined) return before;
  const probabilities = log.map((value) => Math.exp(value));
  known.set(log, probabilities);
  return probabilities;
}

function variance(log: Float64Array, f: (v: number) => number): number {
  const centre = mean(log, f);
  return Number.isFinite(centre) ? mean(log, (v) => (f(v) - centre) ** 2) : Infinity;
}

function covariance(log: Float64Array, f: (v: number) => number, g: (v: number) => number): number {
  const [fMean, gMean] = [mean(log, f), mean(log, g)];
  return mean(log, (v) => (f(v) - fMean) * (g(v) - gMean));
}

function jensenShannon(logB: Float64Array, logU: Float64Array): number {
  let sum = 0;
  for (let v = 0; v < logB.length; v++) {
    const b = Math.exp(logB[v] ?? NaN);
    const u = Math.exp(logU[v] ?? NaN);
    if (b > 0) sum += (b / 2) * Math.log((2 * b) / (b + u));
    if (u > 0) sum += (u / 2) * Math.log((2 * u) / (b + u));
  }
  return Math.max(0, sum);
}

function totalVariation(logB: Float64Array, logU: Float64Array): number {
  let sum = 0;
  for (let v = 0; v < logB.length; v++) {
    sum += Math.abs(Math.exp(logB[v] ?? NaN) - Math.exp(logU[v] ?? NaN)) / 2;
  }
  return sum;
}
