import { storedMixture } from '../../common/grids';
import { bytesPerFloat, kernelMemory, laneBytes, lanes, weightsTotal } from './kernelMemory';
import { fillUp, insert } from './largestLogits';
import { rootOfMixture, scaledMixture, sumsCount } from './sumsLayout';
import type { TokenSums } from './vocabularySums';

/** What the kernel exports, see `scripts/kernel/statisticsKernel.mts`. */
interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  extremes(row: number, length: number, target: number): void;
  next(row: number, from: number, length: number, threshold: number): number;
  weights(row: number, roots: number, length: number, largest: number): void;
  exponents(base: number, tuned: number, length: number, ...largest: readonly number[]): void;
  sumsWithoutGrids(...operands: readonly number[]): void;
  sums(...operands: readonly number[]): void;
}

/** Of the global that Node's types leave to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

const pageBytes = 65_536;

/** Far below every logit, in nats: no weight is left of it. */
const weightless = 1e6;

/** What bounds a row of logits. */
export interface RowBounds {
  /** NaN if any is. */
  readonly largest: number;
  readonly smallest: number;
  /** How many are strictly larger than the target's. */
  readonly larger: number;
}

/** The two rows of logits that predict one token, in the memory of the statistics kernel. */
export class StatisticsKernel {
  private readonly exports: KernelExports;
  private floats = new Float32Array(0);
  private doubles = new Float64Array(0);
  private readonly sums = new Float64Array(sumsCount);
  private readonly mixtureScales = new Float64Array(storedMixture.length);
  private width = 0;

  /** @param bytes of `statistics.wasm` */
  constructor(bytes: Uint8Array) {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    // The generator of these bytes writes exactly these functions.
    this.exports = instance.exports as KernelExports;
  }

  /**
   * Takes the rows that the other methods are about.
   *
   * @param base logits, as many as `tuned`
   */
  put(base: Float32Array, tuned: Float32Array): void {
    this.width = base.length;
    this.reserve();
    this.floats.set(base, this.placeOf('base'));
    this.floats.set(tuned, this.placeOf('tuned'));
  }

  /** @param target logit of the token that is there */
  bounds(model: ModelName, target: number): RowBounds {
    // Neither larger than the target's nor outside the row.
    this.lengthen(model, target);
    this.exports.extremes(this.addressOf(model), this.length, target);
    const at = (vector: number, lane: number): number =>
      this.floats[kernelMemory.extremes / bytesPerFloat + vector * lanes + lane] ?? NaN;
    const counts = new Int32Array(this.exports.memory.buffer, kernelMemory.extremes, 4 * lanes);
    const bounds = { largest: -Infinity, smallest: Infinity, larger: 0 };
    for (let lane = 0; lane < lanes; lane++) {
      // The last vector has all bits of a lane set where every logit equals itself.
      const isNumber = counts[3 * lanes + lane] === -1;
      bounds.largest = isNumber ? Math.max(bounds.largest, at(0, lane)) : NaN;
      bounds.smallest = Math.min(bounds.smallest, at(1, lane));
      bounds.larger += counts[2 * lanes + lane] ?? NaN;
    }
    return bounds;
  }

  /**
   * Writes the largest logits and their ids, largest first, smaller ids first among equals.
   *
   * @param logits as many as are wanted, at most as many as there are
   */
  largest(model: ModelName, ids: Int32Array, logits: Float32Array): void {
    const { exports, floats, length } = this;
    const row = this.addressOf(model);
    const wanted = ids.length;
    let count = 0;
    this.lengthen(model, -Infinity);
    for (let from = 0; ; from += laneBytes) {
      const threshold = count < wanted ? -Infinity : (logits[wanted - 1] ?? NaN);
      from = exports.next(row, from, length, threshold);
      if (from >= length) break;
      const first = from / bytesPerFloat;
      for (let id = first; id < first + lanes; id++) {
        count = insert(ids, logits, count, id, floats[row / bytesPerFloat + id] ?? NaN);
      }
    }
    if (count < wanted) fillUp(ids, logits, count);
  }

  /**
   * Sums over the vocabulary for logits that spread little enough for float32; they are overwritten by
   * those of the next row.
   *
   * @param base largest logit, as `tuned`
   * @param withGrids whether sums are wanted that `takeGrids` reads; without, they mean nothing
   */
  tameSums(base: number, tuned: number, withGrids: boolean): Omit<TokenSums, 'tame' | 'width'> {
    const { sums, mixtureScales } = this;
    const sumBase = this.sumOfWeights('base', base);
    const sumTuned = this.sumOfWeights('tuned', tuned);
    const [logSumBase, logSumTuned] = [Math.log(sumBase), Math.log(sumTuned)];
    const shift = logSumBase - logSumTuned;
    const operands = [
      ...rowNames.map((row) => this.addressOf(row)),
      this.length,
      base,
      tuned,
      shift,
      1 / sumBase,
      1 / sumTuned,
    ];
    const powers = withGrids ? this.mixturePowers(base, tuned, shift) : [];
    this.clearTotals();
    if (withGrids) this.exports.sums(...operands, ...powers.map((power) => 2 ** -power));
    else this.exports.sumsWithoutGrids(...operands);
    for (let place = 0; place < sumsCount; place++) sums[place] = this.total(place);
    scaledMixture.forEach((lambda, i) => {
      const scale = (powers[i] ?? NaN) * rootOfMixture(lambda) * Math.LN2;
      mixtureScales[storedMixture.indexOf(lambda)] = scale;
    });
    return { sums, logSumBase, logSumTuned, mixtureScales };
  }

  private mixturePowers(base: number, tuned: number, shift: number): number[] {
    const [baseRow, tunedRow] = [this.addressOf('base'), this.addressOf('tuned')];
    this.exports.exponents(baseRow, tunedRow, this.length, base, tuned);
    return scaledMixture.map((lambda, i) => this.powerOf(lambda, i, shift));
  }

  /**
   * The power of two that the root of the weights of a scaled p_λ is divided by, so that the largest is about
   * 1. A power of two scales without rounding.
   */
  private powerOf(lambda: number, place: number, shift: number): number {
    const first = (kernelMemory.exponents + place * laneBytes) / bytesPerFloat;
    const unshifted = Math.max(...this.floats.subarray(first, first + lanes));
    const largest = unshifted + (lambda < 0 ? lambda : lambda - 1) * shift;
    return Math.ceil(largest / rootOfMixture(lambda) / Math.LN2);
  }

  private sumOfWeights(model: ModelName, largest: number): number {
    this.lengthen(model, largest - weightless);
    this.clearTotals();
    const roots = this.addressOf(`${model}Roots`);
    this.exports.weights(this.addressOf(model), roots, this.length, largest);
    return this.total(weightsTotal);
  }

  private clearTotals(): void {
    const first = kernelMemory.totals / Float64Array.BYTES_PER_ELEMENT;
    this.doubles.fill(0, first, first + 2 * (sumsCount + 1));
  }

  private total(place: number): number {
    const first = kernelMemory.totals / Float64Array.BYTES_PER_ELEMENT + 2 * place;
    return (this.doubles[first] ?? NaN) + (this.doubles[first + 1] ?? NaN);
  }

  /** Bytes of a row, lengthened to whole vectors. */
  private get length(): number {
    return Math.ceil(this.width / lanes) * laneBytes;
  }

  /** Fills a row up to whole vectors. */
  private lengthen(model: ModelName, logit: number): void {
    const start = this.placeOf(model);
    this.floats.fill(logit, start + this.width, start + this.length / bytesPerFloat);
  }

  private addressOf(row: RowName): number {
    return kernelMemory.rows + rowNames.indexOf(row) * this.length;
  }

  /** The first number of a row in the memory. */
  private placeOf(row: RowName): number {
    return this.addressOf(row) / bytesPerFloat;
  }

  private reserve(): void {
    const { memory } = this.exports;
    const missing = kernelMemory.rows + rowNames.length * this.length - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    if (this.floats.buffer === memory.buffer) return;
    this.floats = new Float32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
  }
}

const rowNames = ['base', 'tuned', 'baseRoots', 'tunedRoots'] as const;

type RowName = (typeof rowNames)[number];

export type ModelName = 'base' | 'tuned';
