import type { PanelResult, SharedCharacter } from '../protocol/panel';

/** Looks up what a result says of its rows. */
export class Tokens {
  private readonly texts: ReadonlyMap<number, string>;
  private readonly divergent: ReadonlySet<number>;
  private readonly littleContext: ReadonlySet<number>;

  constructor(readonly result: PanelResult) {
    this.texts = new Map(
      Array.from(result.tokenIds, (id, index) => [id, result.tokenTexts[index] ?? '']),
    );
    this.divergent = new Set(result.divergentRows);
    this.littleContext = new Set(result.littleContextRows);
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

  /** ln p_tuned − ln p_base of the token that is there, in nats. */
  logRatio(row: number): number {
    const { baseSurprisal, tunedSurprisal } = this.result.columns;
    return (baseSurprisal[row] ?? 0) - (tunedSurprisal[row] ?? 0);
  }

  /** Whether the tuned model gives the token that is there at least the base's probability. */
  isFavoured(row: number): boolean {
    return this.logRatio(row) >= 0;
  }

  isDivergent(row: number): boolean {
    return this.divergent.has(row);
  }

  isStale(row: number): boolean {
    return row >= this.result.firstStaleRow;
  }

  hasLittleContext(row: number): boolean {
    return this.littleContext.has(row);
  }

  /** The character that the row's token is a part of, when several tokens share it. */
  sharedCharacter(row: number): SharedCharacter | undefined {
    return this.result.sharedCharacters.find(
      ({ firstRow, rowCount }) => firstRow <= row && row < firstRow + rowCount,
    );
  }

  /** The nearest divergent row after (1) or before (−1) a row. */
  nextDivergent(row: number, direction: 1 | -1): number | undefined {
    const { divergentRows } = this.result;
    return direction === 1
      ? divergentRows.find((candidate) => candidate > row)
      : divergentRows.findLast((candidate) => candidate < row);
  }

  /** The row with the largest divergence. */
  mostDivergent(): number {
    const { js } = this.result.columns;
    return js.reduce((best, value, row) => (value > (js[best] ?? 0) ? row : best), 0);
  }
}
