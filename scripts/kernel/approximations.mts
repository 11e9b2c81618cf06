import type { FunctionBuilder, Value } from './functionBuilder.mjs';

/** Bits of a float32 behind its exponent. */
const mantissaBits = 23;

/** 1.5 · 2²³: a small number added to it is rounded to a whole one, which stands in the lowest bits. */
const rounding = 1.5 * 2 ** mantissaBits;

/** Terms of the series of 2^f, |f| ≤ ½: what is left out is below 6 · 10⁻⁹. */
const exponentialTerms = 8;

/**
 * 2^x, for x from −126 to 127; exactly 1 at 0. x is split into a whole number, which becomes the
 * exponent, and a rest of at most ½, whose power is the sum of its Taylor series (f · ln 2)ⁿ / n!.
 */
export function powerOfTwo(to: FunctionBuilder, x: Value): Value {
  const shifted = to.add(x, to.constant(rounding));
  const whole = to.subtract(shifted, to.constant(rounding));
  const rest = to.subtract(x, whole);
  const coefficients: number[] = [];
  let coefficient = 1;
  for (let n = 0; n < exponentialTerms; n++) {
    coefficients.push(coefficient);
    coefficient *= Math.LN2 / (n + 1);
  }
  const power = sumOfPowers(to, coefficients, rest);
  return to.addBits(power, to.shiftLeft(shifted, mantissaBits));
}

/** a₀ + a₁x + a₂x² + … in pairs, and pairs of pairs, so that few operations wait for each other. */
function sumOfPowers(to: FunctionBuilder, coefficients: readonly number[], x: Value): Value {
  let terms = coefficients.map((number) => to.constant(number));
  for (let power = x; terms.length > 1; power = to.square(power)) {
    const sums: Value[] = [];
    for (let n = 0; n < terms.length; n += 2) {
      const [low, high] = terms.slice(n, n + 2);
      if (low === undefined) continue;
      sums.push(high === undefined ? low : to.add(low, to.multiply(power, high)));
    }
    terms = sums;
  }
  const [sum] = terms;
  if (sum === undefined) throw new Error('A sum without terms');
  return sum;
}

/** 1/(2n + 1) for these n: what is left out of ln m, ½ ≤ m² ≤ 2, is below 10⁻⁹. */
const logarithmTerms = 5;

/** Bits of √½ as a float32, as a float32 whose bits they are. */
const rootOfHalf = Math.fround(Math.SQRT1_2);

/**
 * ln y of a positive, normal float32; exactly 0 at 1. y is m · 2^e with m between √½ and √2, and
 * ln m = 2 · artanh((m − 1) / (m + 1)) as its series of odd powers.
 */
export function logarithm(to: FunctionBuilder, y: Value): Value {
  const above = to.subtractBits(y, to.constant(rootOfHalf));
  const exponent = to.shiftRight(above, mantissaBits);
  const mantissa = to.subtractBits(y, to.shiftLeft(exponent, mantissaBits));
  const one = to.constant(1);
  const ratio = to.divide(to.subtract(mantissa, one), to.add(mantissa, one));
  const square = to.square(ratio);
  const coefficients = Array.from({ length: logarithmTerms }, (_, n) => 1 / (2 * n + 1));
  const series = sumOfPowers(to, coefficients, square);
  const small = to.multiply(to.add(ratio, ratio), series);
  return to.add(small, to.multiply(to.toFloats(exponent), to.constant(Math.LN2)));
}
