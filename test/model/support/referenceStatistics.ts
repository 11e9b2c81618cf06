/**
 * The formulas of docs/numerics.md as plain loops in float64, one token at a time. Written from the
 * formulas and not from the graph: it shares neither order of operations nor rearrangements with it.
 */
export interface ReferenceRow {
  readonly base: ReferenceModel;
  readonly tuned: ReferenceModel;
  readonly klTunedBase: number;
  readonly klBaseTuned: number;
  readonly js: number;
  readonly tv: number;
  readonly logRatioVarianceTuned: number;
  readonly logRatioVarianceBase: number;
}

interface ReferenceModel {
  readonly surprisal: number;
  readonly entropy: number;
  readonly varentropy: number;
  readonly rank: number;
  readonly topIds: readonly number[];
  readonly topProbabilities: readonly number[];
  /** Mass on ids from the width on. */
  readonly dropped: number;
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
  return {
    base: referenceModel(base, logB, target, topK, width),
    tuned: referenceModel(tuned, logU, target, topK, width),
    klTunedBase: Math.max(
      0,
      mean(logU, (v) => difference(logU, logB, v)),
    ),
    klBaseTuned: Math.max(
      0,
      mean(logB, (v) => difference(logB, logU, v)),
    ),
    js: jensenShannon(logB, logU),
    tv: totalVariation(logB, logU),
    logRatioVarianceTuned: variance(logU, (v) => difference(logU, logB, v)),
    logRatioVarianceBase: variance(logB, (v) => difference(logU, logB, v)),
  };
}

function referenceModel(
  logits: ArrayLike<number>,
  log: Float64Array,
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
  return {
    surprisal: -(log[target] ?? NaN),
    entropy: mean(log, (v) => -(log[v] ?? NaN)),
    varentropy: variance(log, (v) => log[v] ?? NaN),
    rank,
    topIds,
    topProbabilities: topIds.map((v) => Math.exp(log[v] ?? NaN)),
    dropped,
  };
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
  let sum = 0;
  for (let v = 0; v < log.length; v++) {
    const p = Math.exp(log[v] ?? NaN);
    if (p > 0) sum += p * f(v);
  }
  return sum;
}

function variance(log: Float64Array, f: (v: number) => number): number {
  const centre = mean(log, f);
  return Number.isFinite(centre) ? mean(log, (v) => (f(v) - centre) ** 2) : Infinity;
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
