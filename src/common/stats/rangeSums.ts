import type { Steps } from '../steps';

/** Rows of a stretch. */
const stretchRows = 32;

/** Stretches that a step may add up. */
const stretchesPerStep = 128;

/** Adds the numbers of the rows from `first` to before `end` to `target`, from its place `at` on. */
export type AddRows = (target: Float64Array, at: number, first: number, end: number) => void;

/**
 * Sums of several numbers over ranges of rows. Those of each aligned stretch of 32 rows are kept once a
 * range holds it, so that the next range over it takes a thirtieth of the time. Added up and never
 * subtracted, which keeps them as exact as a sum row by row.
 */
export class RangeSums {
  private readonly kept: Float64Array;
  private readonly isKept: Uint8Array;

  /**
   * @param rows whose ranges may be asked for
   * @param width numbers of a row
   */
  constructor(
    rows: number,
    private readonly width: number,
    private readonly addRows: AddRows,
  ) {
    const stretches = Math.floor(rows / stretchRows);
    this.kept = new Float64Array(stretches * width);
    this.isKept = new Uint8Array(stretches);
  }

  /** The sums over the rows from `first` to before `end`. */
  *over(first: number, end: number): Steps<Float64Array> {
    const total = new Float64Array(this.width);
    const from = Math.ceil(first / stretchRows);
    const to = Math.floor(end / stretchRows);
    if (from >= to) {
      this.addRows(total, 0, first, end);
      return total;
    }
    this.addRows(total, 0, first, from * stretchRows);
    for (let stretch = from; stretch < to; stretch++) {
      if (stretch > from && (stretch - from) % stretchesPerStep === 0) yield;
      this.addStretch(total, stretch);
    }
    this.addRows(total, 0, to * stretchRows, end);
    return total;
  }

  private addStretch(total: Float64Array, stretch: number): void {
    const { kept, width } = this;
    const at = stretch * width;
    if (this.isKept[stretch] !== 1) {
      this.addRows(kept, at, stretch * stretchRows, (stretch + 1) * stretchRows);
      this.isKept[stretch] = 1;
    }
    for (let i = 0; i < width; i++) total[i] = (total[i] ?? NaN) + (kept[at + i] ?? NaN);
  }
}
