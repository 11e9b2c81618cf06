import { UserFacingError } from '../../common/errors';
import type { Decoding } from '../../common/sampling/decoding';

/** Draws tokens from logits; keeps its working memory between draws. */
export class TokenDrawer {
  private readonly weights: Float64Array;

  /** @param width ids that can be drawn: those below it */
  constructor(
    private readonly width: number,
    private readonly decoding: Pick<Decoding, 'temperature' | 'topK' | 'topP'>,
  ) {
    this.weights = new Float64Array(width);
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
    for (let id = 1; id < width; id++) if ((logits[id] ?? 0) > (logits[best] ?? 0)) best = id;
    const largest = logits[best] ?? NaN;
    if (!Number.isFinite(largest)) throw notNumbers();
    if (temperature === 0) return best;
    for (let id = 0; id < width; id++) {
      weights[id] = Math.exp(((logits[id] ?? 0) - largest) / temperature);
    }
    if (topK > 0 && topK < width) this.keep(this.mostProbable(topK));
    if (topP < 1) this.keepMass(topP);
    return this.invert(uniform);
  }

  private invert(uniform: number): number {
    const { width, weights } = this;
    const target = uniform * this.total();
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
    for (let id = 0; id < this.width; id++) total += this.weights[id] ?? 0;
    if (Number.isNaN(total)) throw notNumbers();
    return total;
  }

  /** Ids with the largest weights, largest first, smaller ids first among equals. */
  private mostProbable(count: number): Int32Array {
    const weight = (id: number): number => this.weights[id] ?? 0;
    const ids = Int32Array.from(this.weights.keys());
    return ids.sort((a, b) => weight(b) - weight(a) || a - b).subarray(0, count);
  }

  /** Keeps the smallest number of ids that have the mass together. */
  private keepMass(share: number): void {
    const target = share * this.total();
    const ids = this.mostProbable(this.width);
    let sum = 0;
    let count = 0;
    while (count < ids.length && sum < target) sum += this.weights[ids[count++] ?? 0] ?? 0;
    this.keep(ids.subarray(0, count));
  }

  private keep(ids: Int32Array): void {
    const kept = Array.from(ids, (id) => [id, this.weights[id] ?? 0] as const);
    this.weights.fill(0);
    for (const [id, weight] of kept) this.weights[id] = weight;
  }
}

function notNumbers(): UserFacingError {
  return new UserFacingError(
    'incomparable',
    'The model gave logits that are not numbers, so no token can be drawn from them. Its files may be damaged, or its dtype too narrow for it: try fp32.',
    ['choosePair'],
  );
}
