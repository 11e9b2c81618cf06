import type { Grids } from '../harness/task.mjs';

type Statistics = Record<string, number | readonly number[]>;

/**
 * The statistics of one token as one writes them first: arrays, `map`, `reduce` and a sort.
 *
 * @returns numbers by the engine's names of the columns
 */
export function plainStatistics(
  baseLogits: number[],
  tunedLogits: number[],
  target: number,
  topK: number,
  grids: Grids,
): Statistics {
  const bLog = logSoftmax(baseLogits);
  const uLog = logSoftmax(tunedLogits);
  const b = bLog.map(Math.exp);
  const u = uLog.map(Math.exp);
  const d = uLog.map((log, i) => log - at(bLog, i));
  const middle = b.map((p, i) => Math.log((p + at(u, i)) / 2));
  const klTunedBase = expectation(u, d);
  const klBaseTuned = -expectation(b, d);
  const fromMiddle = (log: number[]) => log.map((value, i) => value - at(middle, i));
  const mixtures = grids.mixture.map((x) =>
    moments(
      bLog.map((log, i) => (1 - x) * log + x * at(uLog, i)),
      d,
    ),
  );
  return {
    ...named('base', modelStatistics(baseLogits, bLog, uLog, d, target, topK, grids)),
    ...named('tuned', modelStatistics(tunedLogits, uLog, bLog, d, target, topK, grids)),
    ...named('divergence', {
      klTunedBase,
      klBaseTuned,
      js: (expectation(b, fromMiddle(bLog)) + expectation(u, fromMiddle(uLog))) / 2,
      tv: sum(b.map((p, i) => Math.abs(p - at(u, i)))) / 2,
      logRatioVarianceTuned: expectation(
        u,
        d.map((ratio) => (ratio - klTunedBase) ** 2),
      ),
      logRatioVarianceBase: expectation(
        b,
        d.map((ratio) => (ratio + klBaseTuned) ** 2),
      ),
    }),
    ...named('mixture', {
      logSums: mixtures.map(({ logSum }) => logSum),
      means: mixtures.map(({ mean }) => mean),
      variances: mixtures.map(({ variance }) => variance),
    }),
  };
}

function named(group: string, statistics: Statistics): Statistics {
  const entries = Object.entries(statistics);
  return Object.fromEntries(entries.map(([name, value]) => [`${group}.${name}`, value]));
}

function modelStatistics(
  logits: number[],
  log: number[],
  otherLog: number[],
  d: number[],
  target: number,
  topK: number,
  { temperatures, binEdges }: Grids,
): Statistics {
  const p = log.map(Math.exp);
  const entropy = -expectation(p, log);
  const ratio = expectation(p, d);
  const top = p
    .map((probability, id) => ({ id, probability }))
    .sort((one, other) => other.probability - one.probability)
    .slice(0, topK);
  const powers = temperatures.map((a) =>
    moments(
      log.map((value) => a * value),
      log,
    ),
  );
  const bins = [0, ...binEdges].map((from, i) =>
    p.filter((q) => q >= from && q < (binEdges[i] ?? Infinity)),
  );
  return {
    surprisal: -at(log, target),
    entropy,
    varentropy: expectation(
      p,
      log.map((value) => (value + entropy) ** 2),
    ),
    rank: 1 + logits.filter((logit) => logit > at(logits, target)).length,
    topProbabilities: top.map(({ probability }) => probability),
    topOtherSurprisal: -at(otherLog, top[0]?.id ?? 0),
    logRatioCovariance: expectation(
      p,
      log.map((value, i) => (value + entropy) * (at(d, i) - ratio)),
    ),
    temperatureLogSums: powers.map(({ logSum }) => logSum),
    temperatureMeans: powers.map(({ mean }) => mean),
    temperatureVariances: powers.map(({ variance }) => variance),
    binMasses: bins.map(sum),
    binCounts: bins.map(({ length }) => length),
  };
}

/** ln Σ of weights, and mean and variance of values under them. */
function moments(logWeights: number[], values: number[]) {
  const logSum = logSumExp(logWeights);
  const p = logWeights.map((weight) => Math.exp(weight - logSum));
  const mean = expectation(p, values);
  return {
    logSum,
    mean,
    variance: expectation(
      p,
      values.map((value) => (value - mean) ** 2),
    ),
  };
}

function logSoftmax(logits: number[]): number[] {
  const logSum = logSumExp(logits);
  return logits.map((logit) => logit - logSum);
}

function logSumExp(values: number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, value), -Infinity);
  return largest + Math.log(sum(values.map((value) => Math.exp(value - largest))));
}

function expectation(p: number[], values: number[]): number {
  return sum(p.map((q, i) => (q > 0 ? q * at(values, i) : 0)));
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function at(values: number[], i: number): number {
  return values[i] ?? 0;
}
