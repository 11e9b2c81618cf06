/**
 * The Kolmogorov-Smirnov test of numbers against the standard normal distribution.
 *
 * @returns the chance that a standard normal sample lies as far off, by the asymptotic series
 */
export function normalityP(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  const distance = Math.max(
    ...sorted.map((z, index) => {
      const p = normalBelow(z);
      return Math.max(p - index / n, (index + 1) / n - p);
    }),
  );
  // Stephens' correction for samples that are not large.
  const scaled = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += 2 * (-1) ** (k - 1) * Math.exp(-2 * (k * scaled) ** 2);
  return sum;
}

/** Share of the standard normal distribution below z, by numerical integration. */
function normalBelow(z: number): number {
  const steps = 400;
  const from = -8;
  if (z <= from) return 0;
  const width = (z - from) / steps;
  let sum = 0;
  for (let step = 0; step <= steps; step++) {
    const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((from + step * width) ** 2) / 2);
  }
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}
