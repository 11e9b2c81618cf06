/** Bits of the half-precision number (IEEE 754) that is nearest to each value, of two the even one. */
export function halfBits(values: ArrayLike<number>): Uint16Array {
  return Uint16Array.from(values, nearest);
}

function nearest(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  // Half way from the largest number to the next power of two.
  if (size >= 65_520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const units = roundToEven(size / 2 ** (exponent - 10));
  // The leading one of a normal number, and what rounding carries, are added to the exponent.
  return sign | (((exponent + 14) << 10) + units);
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
