import { logRatio, type Comparison } from '../../common/comparison';
import { isDivergent } from '../../common/divergent';
import { rowsBefore, withoutRanges, type RowRanges } from '../../common/rowRanges';
import { rowByRow, type Steps } from '../../common/steps';

/** A comparison, of which rows from the first stale one on have no marks. */
export interface MarkedComparison {
  readonly comparison: Comparison;
  readonly firstStaleRow: number;
}

/** Heights at which marks are told apart: about as many as an overview ruler has pixels. */
const heights = 1_000;

/** Where there is no mark. */
const none = -1;

/**
 * The rows that the overview ruler marks: at each height the most divergent row that the tuned model
 * favours, and the most divergent one that it avoids. So the marks are of the whole document, and no
 * more than the ruler can show. They grow with a run's rows, each of which is looked at once.
 */
export class RulerMarks {
  private readonly favoured = new Int32Array(heights).fill(none);
  private readonly avoided = new Int32Array(heights).fill(none);
  /** The comparisons of one run have the same pieces. */
  private readonly pieces: Comparison['pieces'];
  private firstStaleRow: number;
  private known: RowRanges = [];

  /**
   * @param heightOf where a row's token lies in the document, 0 at its beginning to 1 at its end
   */
  constructor(
    { comparison, firstStaleRow }: MarkedComparison,
    private readonly thresholdNats: number,
    private readonly heightOf: (row: number) => number,
  ) {
    this.pieces = comparison.pieces;
    this.firstStaleRow = firstStaleRow;
  }

  /** Whether the marks of a comparison are these, with those of further rows. */
  isOf({ comparison, firstStaleRow }: MarkedComparison, thresholdNats: number): boolean {
    return (
      this.pieces === comparison.pieces &&
      this.thresholdNats === thresholdNats &&
      firstStaleRow >= this.firstStaleRow
    );
  }

  /**
   * Looks at the rows that are new. Left in the middle, it may be begun again.
   *
   * @returns whether there are other marks now
   */
  *add({ comparison, firstStaleRow }: MarkedComparison): Steps<boolean> {
    const fresh = rowsBefore(comparison.scored, firstStaleRow);
    let changed = false;
    this.firstStaleRow = firstStaleRow;
    for (const { first, end } of withoutRanges(fresh, this.known)) {
      yield* rowByRow(first, end, (from, to) => {
        for (let row = from; row < to; row++) {
          if (this.addRow(comparison, row)) changed = true;
        }
      });
    }
    this.known = fresh;
    return changed;
  }

  /** The marked rows of each sign, from the top of the ruler down. */
  get rows(): { readonly favoured: readonly number[]; readonly avoided: readonly number[] } {
    const marked = (rows: Int32Array): readonly number[] =>
      Array.from(rows).filter((row) => row !== none);
    return { favoured: marked(this.favoured), avoided: marked(this.avoided) };
  }

  private addRow(comparison: Comparison, row: number): boolean {
    if (!isDivergent(comparison, row, this.thresholdNats)) return false;
    const marks = logRatio(comparison, row) < 0 ? this.avoided : this.favoured;
    const height = Math.min(heights - 1, Math.floor(heights * this.heightOf(row)));
    const marked = marks[height] ?? none;
    const { js } = comparison.divergence;
    if (marked !== none && (js[marked] ?? 0) >= (js[row] ?? 0)) return false;
    marks[height] = row;
    return true;
  }
}
