import type { Calibration } from '../analysis/calibration';
import type { FittedTemperature } from '../analysis/fittedTemperature';
import { formatNumber, formatPlusMinus } from '../format';

/** Standard error of the inverse temperature from which on the text says nothing of it. */
const mostError = 0.5;

type Confidence = 'over-confident' | 'under-confident' | 'calibrated' | 'unknown';

/** What the fitted temperatures of both models say. */
export function temperatureSentence({ base, tuned }: Calibration): string {
  const of = { base: confidenceOf(base.temperature), tuned: confidenceOf(tuned.temperature) };
  const shown = {
    base: shownTemperature(base.temperature),
    tuned: shownTemperature(tuned.temperature),
  };
  const both = `the tuned model’s probabilities need a temperature of ${shown.tuned}, the base’s ${shown.base}`;
  if (of.tuned === 'unknown' && of.base === 'unknown') {
    return 'No evidence of over- or under-confidence: no temperature can be told from this text.';
  }
  if (of.tuned === 'unknown' || of.base === 'unknown') {
    const [known, other, name] =
      of.tuned === 'unknown'
        ? (['base', 'tuned model', 'base'] as const)
        : (['tuned', 'base', 'tuned model'] as const);
    const confidence = of[known] === 'calibrated' ? 'neither over- nor under-confident' : of[known];
    return `On this text the ${name} is ${confidence}: its probabilities need a temperature of ${shown[known]}; no temperature of the ${other} can be told.`;
  }
  if (of.tuned === of.base) {
    return of.tuned === 'calibrated'
      ? `On this text neither model is over- or under-confident, as far as it tells: ${both}.`
      : `On this text both models are ${of.tuned}: ${both}.`;
  }
  const needs = (name: 'tuned' | 'base'): string =>
    `its probabilities need a temperature of ${shown[name]}`;
  if (of.tuned === 'over-confident' || of.tuned === 'under-confident') {
    return of.base === 'over-confident' || of.base === 'under-confident'
      ? `On this text the tuned model is ${of.tuned}, ${needs('tuned')}; the base is ${of.base}, it needs ${shown.base}.`
      : `On this text the tuned model is ${of.tuned}: ${needs('tuned')}; the base needs ${shown.base}.`;
  }
  return of.base === 'over-confident' || of.base === 'under-confident'
    ? `On this text the base is ${of.base}: ${needs('base')}; the tuned model needs ${shown.tuned}.`
    : `On this text ${both}.`;
}

/** The calibration errors beside what they would be of calibrated models. */
export function errorSentence({ base, tuned }: Calibration): string {
  const error = ({ error: { ece, null: expected } }: Calibration['base']): string =>
    `${formatNumber(ece, 2)} (${formatNumber(expected, 2)} if calibrated)`;
  return `Calibration error: base ${error(base)}, tuned ${error(tuned)}.`;
}

/** A temperature with its standard error, or the end of the grid that it lies beyond. */
export function shownTemperature(fitted: FittedTemperature | undefined): string {
  if (fitted === undefined || isUnknown(fitted)) return 'no evidence';
  const { temperature, atEnd } = fitted;
  if (atEnd === 'lower') return `${formatNumber(temperature, 1)} or less`;
  if (atEnd === 'upper') return `${formatNumber(temperature, 1)} or more`;
  return formatPlusMinus(temperature, marginOf(fitted), false, 1);
}

/** The error is judged in 1/T, in which the fit is made: T of an over-confident model has a larger one. */
function isUnknown(fitted: FittedTemperature): boolean {
  return marginOf(fitted) / fitted.temperature ** 2 > mostError;
}

/** The larger of the two standard errors. */
function marginOf({ standardError, robustStandardError = 0 }: FittedTemperature): number {
  return Math.max(standardError, robustStandardError);
}

function confidenceOf(fitted: FittedTemperature | undefined): Confidence {
  if (fitted === undefined || isUnknown(fitted)) return 'unknown';
  const { temperature, atEnd } = fitted;
  const margin = atEnd === 'none' ? 2 * marginOf(fitted) : 0;
  if (temperature - margin > 1) return 'over-confident';
  return temperature + margin < 1 ? 'under-confident' : 'calibrated';
}
