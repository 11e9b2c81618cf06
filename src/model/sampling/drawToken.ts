import { UserFacingError } from '../../common/errors';
import type { Decoding } from '../../common/sampling/decoding';
import { exponential } from '../exponential';
import { keepLargest } from './keepLargest';

/** Draws tokens from logits; keeps its working memory between draws. */
export class TokenDrawer {
  private readonly weights: Float64Array;
  /** For keepLargest. */
  private readonly working: Float64Array;

  /** @param width ids that can be drawn: those below it */
  constructor(
    private readonly width: number,
    private readonly decoding: Pick<Decoding, 'temperature' | 'topK' | 'topP'>,
  ) {
    this.weights = new Float64Array(width);
    this.working = new Float64Array(width);
  }

  /**
   * The id at a uniform number in [0, 1) by inversion of the cumulative distribution, ids in their own
   * order; sums in float64. At temperature 0 the most probable id, the smaller of two equals.
   *
   * @param logits of one position
   * @throws UserFacingError if the logits are no numbers
   */
  draw(logits: Float32Array, uniform: number): number {
    const { width, weights } = this;
    const { temperature, topK, topP } = this.decoding;
    let best = 0;
    let largest = logits[0] ?? NaN;
    for (let id = 1; id < width; id++) {
      const logit = logits[id] ?? NaN;
      if (logit > largest) {
        largest = logit;
        best = id;
      }
    }
    if (!Number.isFinite(largest)) throw notNumbers();
    if (temperature === 0) return best;
    let total = 0;
    for (let id = 0; id < width; id++) {
      const weight = exponential(((logits[id] ?? 0) - largest) / temperature);
      weights[id] = weight;
      total += weight;
    }
    if (Number.isNaN(total)) throw notNumbers();
    const hasRest = topK > 0 && topK < width;
    if (hasRest) keepLargest(weights, this.working, topK, () => 1);
    if (topP < 1) {
      keepLargest(
        weights,
        this.working,
        topP * (hasRest ? this.total() : total),
        (weight) => weight,
      );
    }
    return this.invert(uniform, hasRest || topP < 1 ? this.total() : total);
  }

  private invert(uniform: number, total: number): number {
    const { width, weights } = this;
    const target = uniform * total;
    let sum = 0;
    let last = 0;
    for (let id = 0; id < width; id++) {
      const weight = weights[id] ?? 0;
      if (weight === 0) continue;
      sum += weight;
      last = id;
      if (sum > target) return id;
    }
    // The product may have been rounded up to the total.
    return last;
  }

  private total(): number {
    let total = 0;
    for (const weight of this.weights) total += weight;
    return total;
  }
}

function notNumbers(): UserFacingError {
  return new UserFacingError(
    'incomparable',
    'The model gave logits that are not numbers, so no token can be drawn from them. Its files may be damaged, or its dtype too narrow for it: try fp32.',
    ['choosePair'],
  );
}
