/** A mean with the bounds of Student's interval, at 95 % unless another quantile is asked for. */
export interface MeanInterval {
  readonly mean: number;
  /** Undefined where there are fewer than two values. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly count: number;
}

/** Quantiles of Student's t at 0.975 for 1 to 30 degrees of freedom. */
const t975 = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788,
  2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639,
  2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
] as const;

/** Quantiles of Student's t at 0.995 for 1 to 30 degrees of freedom. */
const t995 = [
  63.6567, 9.9248, 5.8409, 4.6041, 4.0321, 3.7074, 3.4995, 3.3554, 3.2498, 3.1693, 3.1058, 3.0545,
  3.0123, 2.9768, 2.9467, 2.9208, 2.8982, 2.8784, 2.8609, 2.8453, 2.8314, 2.8188, 2.8073, 2.7969,
  2.7874, 2.7787, 2.7707, 2.7633, 2.7564, 2.75,
] as const;

/** Student's t at 0.975; beyond 30 degrees of freedom by the first terms of its expansion. */
export function studentQuantile(degrees: number): number {
  return t975[degrees - 1] ?? expansion(1.959963984540054, degrees);
}

/** Student's t at 0.995, the bound of an interval at 99 %. */
export function studentQuantile995(degrees: number): number {
  return t995[degrees - 1] ?? expansion(2.5758293035489004, degrees);
}

function expansion(z: number, degrees: number): number {
  return (
    z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2)
  );
}

/** The mean of independent values with its interval; NaN of nothing. */
export function meanInterval(
  values: readonly number[],
  quantile: (degrees: number) => number = studentQuantile,
): MeanInterval {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2 || !Number.isFinite(mean)) return { mean, low: undefined, high: undefined, count };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const margin = quantile(count - 1) * Math.sqrt(squares / (count - 1) / count);
  return { mean, low: mean - margin, high: mean + margin, count };
}
