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
): Statistics {
  const b = softmax(baseLogits);
  const u = softmax(tunedLogits);
  const middle = b.map((p, i) => (p + at(u, i)) / 2);
  const klTunedBase = divergence(u, b);
  const klBaseTuned = divergence(b, u);
  return {
    ...named('base', modelStatistics(baseLogits, b, target, topK)),
    ...named('tuned', modelStatistics(tunedLogits, u, target, topK)),
    ...named('divergence', {
      klTunedBase,
      klBaseTuned,
      js: (divergence(b, middle) + divergence(u, middle)) / 2,
      tv: sum(b.map((p, i) => Math.abs(p - at(u, i)))) / 2,
      logRatioVarianceTuned: sum(u.map((p, i) => p * (logRatio(u, b, i) - klTunedBase) ** 2)),
      logRatioVarianceBase: sum(b.map((p, i) => p * (logRatio(u, b, i) + klBaseTuned) ** 2)),
    }),
  };
}

function named(group: string, statistics: Statistics): Statistics {
  const entries = Object.entries(statistics);
  return Object.fromEntries(entries.map(([name, value]) => [`${group}.${name}`, value]));
}

function modelStatistics(logits: number[], p: number[], target: number, topK: number): Statistics {
  const entropy = -sum(p.map((q) => (q > 0 ? q * Math.log(q) : 0)));
  const top = p
    .map((probability, id) => ({ id, probability }))
    .sort((one, other) => other.probability - one.probability)
    .slice(0, topK);
  return {
    surprisal: -Math.log(at(p, target)),
    entropy,
    varentropy: sum(p.map((q) => (q > 0 ? q * (Math.log(q) + entropy) ** 2 : 0))),
    rank: 1 + logits.filter((logit) => logit > at(logits, target)).length,
    topProbabilities: top.map(({ probability }) => probability),
  };
}

function softmax(logits: number[]): number[] {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

function divergence(p: number[], q: number[]): number {
  return sum(p.map((x, i) => (x > 0 ? x * Math.log(x / at(q, i)) : 0)));
}

function logRatio(u: number[], b: number[], i: number): number {
  return Math.log(at(u, i) / at(b, i));
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function at(values: number[], i: number): number {
  return values[i] ?? 0;
}
