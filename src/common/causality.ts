import type { ScoredPair } from './comparison';
import { formatAmount, formatNats, fromNats, unitLabel, type DisplayUnit } from './format';
import { metricOf, type MetricId } from './metrics';

/** What was measured about a pair when it was loaded. */
export type Measured = Pick<ScoredPair, 'noiseFloor' | 'causality'>;

/** Divergence, in nats, that a change of later tokens may make by rounding: none with most weights. */
const causalRounding = 1e-5;

/** Noise above this, in nats, cannot come from the order of arithmetic alone. */
const largestNoise = 1e-3;

/**
 * Whether a token's numbers depend on nothing behind it and on no cutting of the text, as far as the
 * probe shows. Some quantised weights scale what they compute over the whole input and fail this.
 */
export function isCausal({ noiseFloor, causality }: Measured): boolean {
  return causality <= causalRounding && noiseFloor <= largestNoise;
}

/** The divergence, in nats, up to which nothing is said of a token: no finding is below it. */
export function trustedFrom({ noiseFloor, causality }: Measured): number {
  return Math.max(noiseFloor, causality);
}

/**
 * The KL divergence, in nats, up to which nothing is said: what {@link trustedFrom} is for Jensen-Shannon.
 * Of two predictions that are nearly alike both are in proportion to χ², KL being a half of it and
 * Jensen-Shannon an eighth, so that noise is four times as large in KL.
 */
export function trustedKlFrom(measured: Measured): number {
  return 4 * trustedFrom(measured);
}

/**
 * The value of a metric, in its own unit, up to which nothing is said: a divergence that arithmetic alone
 * may have produced. Total variation is at most √(2·JS) (Lin 1991). Undefined for what is not a divergence.
 */
export function trustedMetricFrom(measured: Measured, metric: MetricId): number | undefined {
  switch (metric) {
    case 'js':
      return trustedFrom(measured);
    case 'klTunedBase':
    case 'klBaseTuned':
      return trustedKlFrom(measured);
    case 'totalVariation':
      return Math.sqrt(2 * trustedFrom(measured));
    case 'logRatio':
    case 'surprisalBase':
    case 'surprisalTuned':
    case 'entropyBase':
    case 'entropyTuned':
    case 'rankChange':
      return undefined;
  }
}

/** The noise floor beside a metric's values: `noise floor 0.001 bits`; empty where it has none. */
export function noiseFloorText(measured: Measured, metric: MetricId, unit: DisplayUnit): string {
  const floor = trustedMetricFrom(measured, metric);
  return floor === undefined ? '' : floorText(floor, metric, unit);
}

/** The same of a floor in the metric's own unit. */
export function floorText(floor: number, metric: MetricId, unit: DisplayUnit): string {
  const { unit: own } = metricOf(metric);
  return own === 'nats'
    ? `noise floor ${formatAmount(fromNats(floor, unit))} ${unitLabel(own, unit)}`
    : `noise floor ${formatAmount(floor)}`;
}

/** What to say instead of a finding about a pair that is not {@link isCausal}. */
export function notCausalSentence(
  { dtype, noiseFloor, causality }: Measured & Pick<ScoredPair, 'dtype'>,
  unit: DisplayUnit,
): string {
  const [cause, size] =
    causality > causalRounding
      ? ['later tokens change the numbers of earlier ones', causality]
      : ['feeding a text in parts changes the numbers', noiseFloor];
  return `These numbers are not reliable: at dtype ${dtype} ${cause} by up to ${formatNats(size, unit)}. Use another dtype of these models.`;
}

/** How far later tokens reach back, for where the noise floor is explained. */
export function causalitySentence(
  { dtype, noiseFloor, causality }: Measured & Pick<ScoredPair, 'dtype'>,
  unit: DisplayUnit,
): string {
  if (causality === 0) {
    const beyond = noiseFloor > causalRounding ? ' that stands out of the noise' : '';
    return `At dtype ${dtype} later tokens change nothing before them${beyond}.`;
  }
  const cause = causality > causalRounding ? 'the pair is not causal' : 'rounding';
  return `At dtype ${dtype} later tokens change numbers before them by up to ${formatNats(causality, unit, 4)}: ${cause}.`;
}
