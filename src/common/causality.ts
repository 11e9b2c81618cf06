import type { ScoredPair } from './comparison';
import { formatNats, type DisplayUnit } from './format';

/** What was measured about a pair when it was loaded. */
type Measured = Pick<ScoredPair, 'noiseFloor' | 'causality'>;

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
