/**
 * Sets all but the largest weights to 0: keeps as few as have `target` together. Of equal weights the
 * first are kept.
 *
 * @param working memory of the same length
 * @param share what a kept weight adds towards the target: 1 counts, itself sums; not negative
 */
export function keepLargest(
  weights: Float64Array,
  working: Float64Array,
  target: number,
  share: (weight: number) => number,
): void {
  working.set(weights);
  const { least, above } = thresholdOf(working, target, share);
  let sum = above;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] ?? 0;
    if (weight > least) continue;
    if (weight === least && sum < target) sum += share(weight);
    else weights[i] = 0;
  }
}

/**
 * The smallest weight that is kept, and what the larger ones add up to: partitions around a pivot and
 * goes on in the part where the target is reached, so that nothing is sorted.
 */
function thresholdOf(
  values: Float64Array,
  target: number,
  share: (weight: number) => number,
): { readonly least: number; readonly above: number } {
  let [first, end, above] = [0, values.length, 0];
  for (;;) {
    const pivot = middleOf(values[first], values[(first + end) >> 1], values[end - 1]);
    let [larger, equal, next] = [0, 0, first];
    let place = first;
    // Larger values to the front, equal ones behind them.
    for (let i = first; i < end; i++) {
      const value = values[i] ?? 0;
      if (value < pivot) continue;
      values[i] = values[next] ?? 0;
      if (value > pivot) {
        larger += share(value);
        values[next++] = values[place] ?? 0;
        values[place++] = value;
      } else {
        equal += share(value);
        values[next++] = value;
      }
    }
    if (above + larger >= target && place > first) end = place;
    else if (above + larger + equal >= target || next === end) {
      return { least: pivot, above: above + larger };
    } else {
      above += larger + equal;
      first = next;
    }
  }
}

function middleOf(a = 0, b = 0, c = 0): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
