import { storedBins, storedMixture, storedTemperatures } from '../../common/grids';

/**
 * Distributions over the vocabulary of which there are sums, in this order: p^a of each model
 * for the stored temperatures and then for a = 1, with its centred logits as the quantity; p_λ, base
 * and tuned with the log ratio as the quantity.
 */
export const distributionCounts = {
  base: storedTemperatures.length + 1,
  tuned: storedTemperatures.length + 1,
  mixture: storedMixture.length,
  ratioBase: 1,
  ratioTuned: 1,
} as const;

const distributions = total(distributionCounts);

/** Inner edges of the stored bins. */
export const storedEdges = storedBins - 1;

/**
 * What is summed up over the vocabulary for one token, in this order: how many numbers. They are of one of
 * two kinds:
 *
 * | | tame logits | wild logits |
 * | --- | --- | --- |
 * | sums | Σ weights | ln Σ weights |
 * | first | Σ weights · quantity | mean |
 * | second | Σ weights · quantity² | variance |
 * | crossBase, crossTuned | Σ weights · centred logit · log ratio | covariance |
 *
 * Weights of p^a are exp(a · centred logit); the logit is centred by the largest. Those of p_λ are
 * exp((1 − λ) · base + λ · tuned), centred logits both, and beyond 0 and 1 base's times e^(λ · log ratio),
 * or tuned's times e^((λ − 1) · log ratio), scaled. With wild logits p_λ is of the normalised models. Bins
 * are cumulative: how many ids reach each inner edge, and their mass.
 */
export const sumsLayout = {
  sums: distributions,
  first: distributions,
  second: distributions,
  crossBase: 1,
  crossTuned: 1,
  countsBase: storedEdges,
  massesBase: storedEdges,
  countsTuned: storedEdges,
  massesTuned: storedEdges,
  /**
   * Σ (base + tuned) · ln((1 + e^−|log ratio|) / 2) + min(base, tuned) · |log ratio|: −2 times the
   * Jensen-Shannon divergence, where nothing cancels.
   */
  middle: 1,
  /** Σ |base − tuned| */
  gaps: 1,
} as const;

/** λ of the stored p_λ whose weights have no bound: their sums are of weights that were scaled. */
export const scaledMixture = storedMixture.filter((lambda) => lambda < 0 || lambda > 1);

/** Which root of the weights of a scaled p_λ is scaled, so that it is a product of whole powers of fourth roots. */
export function rootOfMixture(lambda: number): 2 | 4 {
  return Number.isInteger(lambda) ? 4 : 2;
}

/** Numbers in a row of `sums`. */
export const sumsCount = total(sumsLayout);

/** The first number of each entry of `sumsLayout` in a row. */
export const sumsPlaces = starts(sumsLayout);

/** The first distribution of each entry of `distributionCounts`. */
export const distributionPlaces = starts(distributionCounts);

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function starts<Name extends string>(
  counts: Readonly<Record<Name, number>>,
): Readonly<Record<Name, number>> {
  let next = 0;
  const entries = (Object.entries(counts) as [Name, number][]).map(([name, count]) => {
    const start = next;
    next += count;
    return [name, start] as const;
  });
  return Object.fromEntries(entries) as Record<Name, number>;
}
