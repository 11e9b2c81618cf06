import type { ScoredPair } from './comparison';
import { formatNats, type DisplayUnit } from './format';

/** Noise above this, in nats, cannot come from the order of arithmetic alone. */
const causalNoise = 1e-3;

/**
 * Whether a token's numbers depend on nothing behind it, as far as the noise floor shows. Some
 * quantised weights scale what they compute over the whole input and fail this.
 */
export function isCausal(pair: Pick<ScoredPair, 'noiseFloor'>): boolean {
  return pair.noiseFloor <= causalNoise;
}

/** What to say instead of a finding about a pair that is not {@link isCausal}. */
export function notCausalSentence(
  pair: Pick<ScoredPair, 'noiseFloor' | 'dtype'>,
  unit: DisplayUnit,
): string {
  return (
    `These numbers are not reliable: at dtype ${pair.dtype} later tokens change the numbers of earlier ` +
    `ones by up to ${formatNats(pair.noiseFloor, unit)}. Use another dtype of these models.`
  );
}
