import type { GridSums } from '../stats/gridSums';
import { fitFamily, type FamilyPeak } from './familyFit';
import { robustError } from './robustError';

/** The temperature T at which p^(1/T) makes a text most likely; above 1 for an over-confident model. */
export interface FittedTemperature {
  readonly temperature: number;
  /** That holds if the family does. */
  readonly standardError: number;
  /** From the spread between blocks of tokens; undefined below four blocks. */
  readonly robustStandardError: number | undefined;
  /** 95 % likelihood interval, cut off at the ends of the grid. */
  readonly interval: { readonly from: number; readonly to: number };
  /** The best temperature lies at an end of the grid or beyond it. */
  readonly atEnd: 'none' | 'lower' | 'upper';
}

/**
 * The temperature of a fitted inverse temperature, less its bias: 1/x is curved, so that it is too large
 * on average by the variance over x³.
 */
export function temperatureOf({ estimate, standardError, atEnd }: FamilyPeak): number {
  return atEnd === 'none' ? 1 / estimate - standardError ** 2 / estimate ** 3 : 1 / estimate;
}

/**
 * Fits the inverse temperature, in which the likelihood is concave, and turns it over; standard errors
 * by the delta method. Undefined where the model is certain of everything.
 *
 * @param blocks the sums over blocks of tokens, for the robust standard error
 */
export function fittedTemperature(
  sums: GridSums,
  blocks: readonly GridSums[],
): FittedTemperature | undefined {
  const fit = fitFamily(sums);
  if (fit === undefined) return undefined;
  const { estimate, peak, standardError, interval, atEnd } = fit;
  const robust = robustError(blocks, peak);
  const turned = { none: 'none', lower: 'upper', upper: 'lower' } as const;
  return {
    temperature: temperatureOf(fit),
    standardError: standardError / estimate ** 2,
    robustStandardError: robust === undefined ? undefined : robust / estimate ** 2,
    interval: { from: 1 / interval.to, to: 1 / interval.from },
    atEnd: turned[atEnd],
  };
}
