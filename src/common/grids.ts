/**
 * Points at which the statistics kernel evaluates families of distributions. What lies at λ = 0, λ = 1
 * and a = 1 follows from other columns and is not stored; `stats/gridSums.ts` puts it in.
 */

/** λ of p_λ ∝ base^(1−λ) · tuned^λ. */
export const mixtureGrid = [-1, -0.5, 0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3] as const;

/** The points of `mixtureGrid` that columns hold. */
export const storedMixture = [-1, -0.5, 0.25, 0.5, 0.75, 1.5, 2, 3] as const;

/** Inverse temperatures a = 1/T of p^a. */
export const temperatureGrid = [0.25, 0.5, 0.75, 1, 1.5, 2] as const;

/** Place of the model as it is, a = 1, in `temperatureGrid`. */
export const plainTemperature = temperatureGrid.indexOf(1);

/** The points of `temperatureGrid` that columns hold. */
export const storedTemperatures = [0.25, 0.5, 0.75, 1.5, 2] as const;

/**
 * Edges of the bins of probability, the last bin closed. Every inner edge lies a hair below its round
 * number, so that a probability of 0.1 that rounding made 0.09999999 is in the bin that begins at 0.1.
 */
export const calibrationEdges: readonly number[] = [
  0,
  ...[1e-5, 1e-4, 1e-3, 1e-2].map(justBelow),
  ...[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99].map(justBelow),
  1,
];

/**
 * Bins whose sums the columns hold: those below 0.01, and one for all that is above. At most ten ids
 * reach a probability of 0.1; the alternatives hold them and split that last one.
 */
export const storedBins = 5;

/** Alternatives that the bins from 0.1 on need. */
export const fewestAlternatives = 10;

function justBelow(edge: number): number {
  return edge * (1 - 1e-5);
}
