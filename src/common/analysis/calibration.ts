import type { Comparison } from '../comparison';
import { plainTemperature } from '../grids';
import type { RowRange } from '../rowRanges';
import type { Steps } from '../steps';
import { calibrationSums, hasAllBins, type CalibrationSums } from '../stats/calibrationSums';
import { temperatureSums, type GridSums } from '../stats/gridSums';
import { calibrationDifferences, type CalibrationDifferences } from './calibrationDifferences';
import {
  calibrationBins,
  calibrationError,
  type CalibrationBin,
  type CalibrationError,
} from './calibrationBins';
import { fittedTemperature, type FittedTemperature } from './fittedTemperature';
import { addUp, fewestBlocks, tokenBlocks } from './tokenBlocks';

/** How well one model's probabilities fit a text. Log quantities in nats, per token. */
export interface ModelCalibration {
  readonly bins: readonly CalibrationBin[];
  readonly error: CalibrationError;
  /**
   * Mean entropy − mean surprisal: below 0 where the model expects less surprise than there is. Undefined
   * where it rules out every token.
   */
  readonly entropyGap: number | undefined;
  /**
   * Standard error of the entropy gap: the larger of that which the model's own varentropies give, and
   * that by the spread between blocks of tokens, from four blocks on. Undefined where the gap is.
   */
  readonly entropyGapError: number | undefined;
  /** Mean of Σ (p − [is there])² over the vocabulary, 0 to 2. */
  readonly brier: number;
  /** What that would be if the model's probabilities were true: mean of 1 − Σ p². */
  readonly expectedBrier: number;
  /** Tokens that the model gives no probability at all; in the entropy gap and the temperature they do not count. */
  readonly ruledOut: number;
  readonly temperature: FittedTemperature | undefined;
}

/** Both models' calibration on the same text. */
export interface Calibration {
  readonly tokens: number;
  readonly base: ModelCalibration;
  readonly tuned: ModelCalibration;
  readonly differences: CalibrationDifferences;
}

/** Fewest tokens of which calibration is stated. */
export const calibrationTokens = 100;

/** What a block of tokens adds to one model's calibration. */
export interface CalibrationBlock {
  readonly sums: CalibrationSums;
  readonly temperatures: GridSums;
  /** Σ entropy − surprisal. */
  readonly gap: number;
  readonly brier: number;
  readonly expectedBrier: number;
}

/**
 * The calibration of both models over the scored rows of a range; undefined below 100 tokens, and where
 * too few alternatives were kept for the bins of high probability.
 *
 * @param withIntervals whether differences get bootstrap intervals, which take the most time
 */
export function* calibration(
  comparison: Comparison,
  rows: RowRange,
  withIntervals: boolean,
): Steps<Calibration | undefined> {
  const tokens = rows.end - rows.first;
  if (tokens < calibrationTokens || !hasAllBins(comparison)) return undefined;
  const base: CalibrationBlock[] = [];
  const tuned: CalibrationBlock[] = [];
  for (const block of tokenBlocks(rows)) {
    if (base.length > 0) yield;
    base.push(yield* calibrationBlock(comparison, 'base', block));
    tuned.push(yield* calibrationBlock(comparison, 'tuned', block));
  }
  const ofBase = modelCalibration(base, tokens);
  yield;
  const ofTuned = modelCalibration(tuned, tokens);
  return {
    tokens,
    base: ofBase,
    tuned: ofTuned,
    differences: withIntervals ? yield* calibrationDifferences(base, tuned) : {},
  };
}

function* calibrationBlock(
  comparison: Comparison,
  model: 'base' | 'tuned',
  { first, end }: RowRange,
): Steps<CalibrationBlock> {
  const sums = calibrationSums(comparison, model, first, end);
  const temperatures = yield* temperatureSums(comparison, model, first, end);
  const { rowCount, squares, hitMass } = sums;
  return {
    sums,
    temperatures,
    // At a = 1 the slope is −Σ entropy; −Σ surprisal is what is observed.
    gap: temperatures.observed - (temperatures.slope[plainTemperature] ?? NaN),
    brier: rowCount - 2 * hitMass + squares,
    expectedBrier: rowCount - squares,
  };
}

function modelCalibration(blocks: readonly CalibrationBlock[], tokens: number): ModelCalibration {
  const bins = calibrationBins({
    mass: addColumns(blocks.map(({ sums }) => sums.mass)),
    variance: addColumns(blocks.map(({ sums }) => sums.variance)),
    count: addColumns(blocks.map(({ sums }) => sums.count)),
    hits: addColumns(blocks.map(({ sums }) => sums.hits)),
  });
  const temperatureBlocks = blocks.map(({ temperatures }) => temperatures);
  const temperatures = addUp(temperatureBlocks);
  const mean = (of: (block: CalibrationBlock) => number, count = tokens): number =>
    blocks.reduce((sum, block) => sum + of(block), 0) / Math.max(1, count);
  const counted = temperatures?.rowCount ?? 0;
  return {
    bins,
    error: calibrationError(bins, tokens),
    entropyGap: counted === 0 ? undefined : mean(({ gap }) => gap, counted),
    entropyGapError: counted === 0 ? undefined : gapError(blocks, counted),
    brier: mean(({ brier }) => brier),
    expectedBrier: mean(({ expectedBrier }) => expectedBrier),
    ruledOut: tokens - counted,
    temperature: temperatures && fittedTemperature(temperatures, temperatureBlocks),
  };
}

function gapError(blocks: readonly CalibrationBlock[], counted: number): number {
  let varentropy = 0;
  let gap = 0;
  for (const block of blocks) {
    varentropy += block.temperatures.curvature[plainTemperature] ?? 0;
    gap += block.gap;
  }
  const byModel = Math.sqrt(varentropy) / counted;
  if (blocks.length < fewestBlocks) return byModel;
  let squares = 0;
  for (const block of blocks) {
    squares += (block.gap - (gap / counted) * block.temperatures.rowCount) ** 2;
  }
  const byBlocks = Math.sqrt((squares * blocks.length) / (blocks.length - 1)) / counted;
  return Math.max(byModel, byBlocks);
}

function addColumns(columns: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(columns[0]?.length ?? 0);
  for (const column of columns) {
    column.forEach((value, index) => {
      total[index] = (total[index] ?? 0) + value;
    });
  }
  return total;
}
