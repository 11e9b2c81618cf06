import { storedBins, storedMixture, storedTemperatures } from '../../common/grids';
import type {
  ModelColumns,
  StatisticsColumns,
  StatisticsWithoutGrids,
} from '../../common/statisticsColumns';
import { distributionPlaces, storedEdges, sumsPlaces } from './sumsLayout';

/** What is summed up over the vocabulary for one token. */
export interface TokenSums {
  /** As `sumsLayout` says. */
  readonly sums: Float64Array;
  readonly tame: boolean;
  /** ln Σ exp(logit − largest logit) under base and under tuned. */
  readonly logSumBase: number;
  readonly logSumTuned: number;
  /** By λ of `storedMixture`: the logarithm of what its weights were divided by. */
  readonly mixtureScales: Float64Array;
  /** Ids of the vocabulary. */
  readonly width: number;
}

/** A quantity under a distribution; the sum is of its weights before they are normalised. */
interface Moments {
  readonly logSum: number;
  readonly mean: number;
  readonly variance: number;
}

/** A number beyond this comes from the stand-in for ln 0. */
const infinite = 1e90;

/** Writes what a token's sums tell of the distributions, but for what comes of grids, into a row of the columns. */
export function takeSums(statistics: StatisticsWithoutGrids, row: number, token: TokenSums): void {
  const { logSumBase, logSumTuned } = token;
  const { divergence } = statistics;
  const ofBase = momentsOf(token, distributionPlaces.ratioBase);
  const ofTuned = momentsOf(token, distributionPlaces.ratioTuned);
  const lost = lostOfRatio(token);

  takeModel(statistics.base, row, token, 'Base', logSumBase, ofBase);
  takeModel(statistics.tuned, row, token, 'Tuned', logSumTuned, ofTuned);
  divergence.klTunedBase[row] = Math.max(0, reachable(ofTuned.mean + lost));
  divergence.klBaseTuned[row] = Math.max(0, reachable(-ofBase.mean - lost));
  divergence.logRatioVarianceTuned[row] = reachable(ofTuned.variance);
  divergence.logRatioVarianceBase[row] = reachable(ofBase.variance);
  divergence.js[row] = within(-numberOf(token, sumsPlaces.middle) / 2, Math.LN2);
  divergence.tv[row] = within(numberOf(token, sumsPlaces.gaps) / 2, 1);
}

/** Writes what a token's sums tell of the grids into a row of the columns. */
export function takeGrids(statistics: StatisticsColumns, row: number, token: TokenSums): void {
  const { tame, logSumBase, logSumTuned } = token;
  const { mixture } = statistics;
  const lost = lostOfRatio(token);
  takeModelGrids(statistics.base, row, token, 'Base', logSumBase);
  takeModelGrids(statistics.tuned, row, token, 'Tuned', logSumTuned);
  storedMixture.forEach((lambda, i) => {
    const { logSum, mean, variance } = momentsOf(token, distributionPlaces.mixture + i);
    const at = row * storedMixture.length + i;
    const finite = Number.isFinite(Math.fround(logSum));
    mixture.logSums[at] = reachable(tame ? normalised(logSum, lambda, i, token) : logSum);
    mixture.means[at] = finite ? mean + lost : 0;
    mixture.variances[at] = finite ? variance : 0;
  });
}

/** With tame logits the log ratios were shifted by a float32; the means get its rounding back. */
function lostOfRatio({ tame, logSumBase, logSumTuned }: TokenSums): number {
  const shift = logSumBase - logSumTuned;
  return tame ? shift - Math.fround(shift) : 0;
}

function takeModel(
  model: StatisticsWithoutGrids['base'],
  row: number,
  token: TokenSums,
  name: 'Base' | 'Tuned',
  logSum: number,
  ratio: Moments,
): void {
  const first = distributionPlaces[name === 'Base' ? 'base' : 'tuned'];
  const own = momentsOf(token, first + storedTemperatures.length);
  model.entropy[row] = logSum - own.mean;
  model.varentropy[row] = own.variance;
  const cross = numberOf(token, sumsPlaces[`cross${name}`]);
  model.logRatioCovariance[row] = reachable(
    token.tame ? cross / Math.exp(logSum) - own.mean * ratio.mean : cross,
  );
}

function takeModelGrids(
  model: ModelColumns,
  row: number,
  token: TokenSums,
  name: 'Base' | 'Tuned',
  logSum: number,
): void {
  const first = distributionPlaces[name === 'Base' ? 'base' : 'tuned'];
  const points = storedTemperatures.length;
  storedTemperatures.forEach((a, i) => {
    const { logSum: logPower, mean, variance } = momentsOf(token, first + i);
    const at = row * points + i;
    model.temperatureLogSums[at] = logPower - a * logSum;
    model.temperatureMeans[at] = mean - logSum;
    model.temperatureVariances[at] = variance;
  });

  // A bin has what reaches its lower edge less what reaches the next; all ids reach 0.
  const above = (place: number, edge: number, all: number): number => {
    if (edge === 0) return all;
    return edge > storedEdges ? 0 : numberOf(token, place + edge - 1);
  };
  for (let bin = 0; bin < storedBins; bin++) {
    const between = (place: number, all: number) =>
      above(place, bin, all) - above(place, bin + 1, all);
    const count = Math.round(between(sumsPlaces[`counts${name}`], token.width));
    model.binCounts[row * storedBins + bin] = count;
    // What an empty bin has is rounding.
    const mass = count === 0 ? 0 : between(sumsPlaces[`masses${name}`], 1);
    model.binMasses[row * storedBins + bin] = Math.max(0, mass);
  }
}

function momentsOf(token: TokenSums, distribution: number): Moments {
  const sum = numberOf(token, sumsPlaces.sums + distribution);
  const first = numberOf(token, sumsPlaces.first + distribution);
  const second = numberOf(token, sumsPlaces.second + distribution);
  if (!token.tame) return { logSum: sum, mean: first, variance: second };
  const mean = first / sum;
  return { logSum: Math.log(sum), mean, variance: Math.max(0, second / sum - mean * mean) };
}

/** ln Σ of a p_λ of the normalised models. */
function normalised(
  logSum: number,
  lambda: number,
  place: number,
  { logSumBase, logSumTuned, mixtureScales }: TokenSums,
): number {
  const whole = logSum + (mixtureScales[place] ?? NaN);
  if (lambda < 0) return whole - logSumBase;
  return lambda > 1
    ? whole - logSumTuned
    : whole - (1 - lambda) * logSumBase - lambda * logSumTuned;
}

function numberOf({ sums }: TokenSums, place: number): number {
  return sums[place] ?? NaN;
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

/** Infinite where an id that one model rules out and the other does not makes it so. */
function reachable(value: number): number {
  return Math.abs(value) < infinite || Number.isNaN(value) ? value : Math.sign(value) * Infinity;
}
