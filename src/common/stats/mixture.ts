/**
 * p_λ ∝ base^(1−λ) · tuned^λ at one place, over the whole vocabulary, in float64. At λ = 0 and λ = 1 it is
 * the model itself; at every other λ, an id that one of the models rules out (logit −∞) has no probability.
 *
 * @param base logits, as are those of `tuned`: constants cancel
 * @param width ids that both models predict: those below it
 * @returns probabilities by id; undefined where no id is left, or logits are no numbers
 */
export function mixtureOf(
  base: Float32Array,
  tuned: Float32Array,
  width: number,
  lambda: number,
): Float64Array | undefined {
  const mixed = new Float64Array(width);
  let largest = -Infinity;
  for (let id = 0; id < width; id++) {
    const logit = mix(base[id] ?? NaN, tuned[id] ?? NaN, lambda);
    mixed[id] = logit;
    if (!(logit <= largest)) largest = logit;
  }
  if (!Number.isFinite(largest)) return undefined;
  let total = 0;
  for (let id = 0; id < width; id++) {
    const weight = Math.exp((mixed[id] ?? 0) - largest);
    mixed[id] = weight;
    total += weight;
  }
  if (Number.isNaN(total)) return undefined;
  for (let id = 0; id < width; id++) mixed[id] = (mixed[id] ?? 0) / total;
  return mixed;
}

function mix(base: number, tuned: number, lambda: number): number {
  if (lambda === 0) return base;
  if (lambda === 1) return tuned;
  if (base === -Infinity || tuned === -Infinity) return -Infinity;
  return (1 - lambda) * base + lambda * tuned;
}

/** The ids of the largest probabilities, largest first; of equals, the smaller id first. */
export function mostProbable(probabilities: Float64Array, count: number): number[] {
  const most: number[] = [];
  const of = (id: number | undefined): number => probabilities[id ?? -1] ?? -Infinity;
  for (let id = 0; id < probabilities.length; id++) {
    if (most.length === count && of(id) <= of(most.at(-1))) continue;
    let place = most.length;
    while (place > 0 && of(most[place - 1]) < of(id)) place--;
    most.splice(place, 0, id);
    if (most.length > count) most.pop();
  }
  return most;
}
