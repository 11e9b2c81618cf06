import type { PanelResult } from '../protocol/panel';

/** What there is of a divergent row, in nats. */
interface DivergentToken {
  readonly js: number;
  /** ln p_tuned − ln p_base of the token that is there. */
  readonly logRatio: number;
  /** What the tuned model finds most probable. */
  readonly tunedTopId: number;
}

/** Looks up what a result says of its rows. */
export class Tokens {
  private readonly texts: ReadonlyMap<number, string>;

  constructor(readonly result: PanelResult) {
    this.texts = new Map(
      Array.from(result.tokenIds, (id, index) => [id, result.tokenTexts[index] ?? '']),
    );
  }

  /** Scored rows. */
  get count(): number {
    return this.result.columns.id.length;
  }

  /** A token id as it is shown. */
  textOf(id: number): string {
    return this.texts.get(id) ?? `⟨${id}⟩`;
  }

  /** The token of a row as it is shown. */
  text(row: number): string {
    return this.textOf(this.result.columns.id[row] ?? -1);
  }

  /** Number of the row's token in the whole text, from 1. */
  number(row: number): number {
    return this.result.firstToken + row + 1;
  }

  line(row: number): number {
    return this.result.columns.line[row] ?? 1;
  }

  isDivergent(row: number): boolean {
    return this.divergentIndex(row) !== undefined;
  }

  /** Whether the tuned model gives a divergent row's token at least the base's probability. */
  isFavoured(row: number): boolean {
    return this.divergentAt(row).logRatio >= 0;
  }

  /** What there is of a divergent row, in nats; NaN and −1 for any other. */
  divergentAt(row: number): DivergentToken {
    const { js, logRatio, tunedTopId } = this.result.divergent;
    const index = this.divergentIndex(row) ?? -1;
    return {
      js: js[index] ?? NaN,
      logRatio: logRatio[index] ?? NaN,
      tunedTopId: tunedTopId[index] ?? -1,
    };
  }

  isStale(row: number): boolean {
    return row >= this.result.firstStaleRow;
  }

  /** The nearest divergent row after (1) or before (−1) a row. */
  nextDivergent(row: number, direction: 1 | -1): number | undefined {
    const rows = this.result.divergent.row;
    return direction === 1
      ? rows[this.divergentBefore(row + 1)]
      : rows[this.divergentBefore(row) - 1];
  }

  private divergentIndex(row: number): number | undefined {
    const index = this.divergentBefore(row);
    return this.result.divergent.row[index] === row ? index : undefined;
  }

  /** How many divergent rows come before a row. */
  private divergentBefore(row: number): number {
    const rows = this.result.divergent.row;
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
