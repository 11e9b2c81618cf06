import type { Analyses } from '../analysis/analyses';
import {
  mostErrors,
  type NoTwoParameterFit,
  type TwoParameterFit,
} from '../analysis/twoParameterFit';
import { formatNumber, formatPlusMinus } from '../format';
import { trustedRange } from '../stats/tilted';

/** How far the fit may be from the true maximum in λ and in 1/T, however long the text is. */
const exactness = 0.1;

/** What the fit of λ and a temperature says, or why it is not told where λ* is. */
export function twoParameterSentence({ twoParameters, supportedUpdate }: Analyses): string[] {
  if (typeof twoParameters === 'string') {
    if (twoParameters === 'alike' || supportedUpdate.evidence === 'none') return [];
    return [`λ beside a temperature is not told here: ${reasons[twoParameters]}.`];
  }
  const { lambda, temperature } = shownFit(twoParameters);
  return [
    `Fitted together with a temperature, λ is about ${lambda} and the temperature about ${temperature}.`,
  ];
}

/** Name and value of the figures that the sentence is made from. */
export function twoParameterRows({
  twoParameters,
}: Analyses): readonly (readonly [string, string])[] {
  if (typeof twoParameters === 'string') {
    return [['λ beside a temperature', `not told: ${reasons[twoParameters]}`]];
  }
  const { lambda, temperature } = shownFit(twoParameters);
  return [
    ['λ beside a temperature, about', lambda],
    ['that temperature, about', temperature],
  ];
}

const { flattest, sharpest, least, most } = trustedRange;

const reasons: Readonly<Record<NoTwoParameterFit, string>> = {
  temperature: `the temperature would be outside ${formatNumber(1 / sharpest, 2)} to ${formatNumber(1 / flattest, 2)}, where what is stored tells it`,
  lambda: `it would be outside ${formatNumber(least, 1)} to ${formatNumber(most, 1)}, where what is stored tells it`,
  sharpening: 'the update here does nearly what a temperature does',
  errors: `a standard error is over ${formatNumber(mostErrors.lambda, 1)}`,
  alike: 'the two models predict alike',
};

function shownFit(fit: TwoParameterFit) {
  const shown = (value: number, error: number): string => formatPlusMinus(value, error, false, 1);
  return {
    lambda: shown(fit.lambda, Math.max(exactness, fit.lambdaError)),
    // An error of 1/T is one of T² times as much in T.
    temperature: shown(
      fit.temperature,
      Math.max(exactness, exactness * fit.temperature ** 2, fit.temperatureError),
    ),
  };
}
