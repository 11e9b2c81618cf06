import type { Comparison } from './comparison';
import type { CompareProgress, ComparisonHead } from './protocol/model';
import { withRange, type RowRanges } from './rowRanges';
import {
  allocateStatistics,
  copyStatistics,
  sliceStatistics,
  type StatisticsColumns,
} from './statisticsColumns';

/** Assembles the events of one run into a comparison that grows as rows arrive. */
export class ComparisonBuilder {
  private head: ComparisonHead | undefined;
  private statistics: StatisticsColumns | undefined;
  private scored: RowRanges = [];
  private droppedMass = 0;
  private readonly pieces = new Map<number, Uint8Array>();

  /** @param known the comparison whose rows the run was told of, if any */
  constructor(private known?: Comparison) {}

  /**
   * Takes the next event of the run, in the order of CompareProgress.
   *
   * @returns the comparison as it now stands, a new object that shares its columns with earlier ones;
   * undefined until the run has started to score
   */
  add(progress: CompareProgress): Comparison | undefined {
    switch (progress.kind) {
      case 'loading':
        break;
      case 'started':
        this.start(progress);
        break;
      case 'rows':
        this.addRows(progress);
        break;
    }
    return this.comparison;
  }

  /** The comparison as it stands; undefined until the run has started to score. */
  get comparison(): Comparison | undefined {
    if (this.head === undefined || this.statistics === undefined) return undefined;
    const { pair, settings, utf16Length, tokenCount, firstToken, rowCount, tokens } = this.head;
    const { contextIds, fingerprint, condition } = this.head;
    const beginning = this.scored[0];
    return {
      pair: { ...pair, droppedMass: this.droppedMass },
      settings,
      utf16Length,
      tokenCount,
      firstToken,
      rowCount,
      contextIds,
      fingerprint,
      tokens,
      scored: this.scored,
      scoredCount: beginning?.first === 0 ? beginning.end : 0,
      ...this.statistics,
      pieces: this.pieces,
      ...(condition === undefined ? {} : { condition }),
    };
  }

  private start(head: ComparisonHead): void {
    this.head = head;
    const { topK } = head.settings;
    this.statistics = allocateStatistics(head.rowCount, topK);
    const { known } = this;
    if (head.reused.length === 0 || known === undefined) return;
    const offset = head.firstToken - known.firstToken;
    for (const { first, end } of head.reused) {
      const rows = sliceStatistics(known, first + offset, end + offset, topK);
      copyStatistics(this.statistics, rows, first, topK);
      this.scored = withRange(this.scored, { first, end });
    }
    this.droppedMass = known.pair.droppedMass;
    for (const [id, bytes] of known.pieces) this.pieces.set(id, bytes);
    // Nothing else of it is needed, and it may be large.
    this.known = undefined;
  }

  private addRows(rows: CompareProgress & { kind: 'rows' }): void {
    if (this.head === undefined || this.statistics === undefined) {
      throw new Error('Rows came before the start of the run.');
    }
    const { firstRow: first, rowCount } = rows;
    const end = first + rowCount;
    if (end > this.head.rowCount || overlaps(this.scored, first, end)) {
      throw new Error(`Rows ${first} to ${end - 1} came twice or are none of the run's.`);
    }
    copyStatistics(this.statistics, rows.statistics, first, this.head.settings.topK);
    this.scored = withRange(this.scored, { first, end });
    this.droppedMass = Math.max(this.droppedMass, rows.droppedMass);
    for (const [id, bytes] of rows.pieces) this.pieces.set(id, bytes);
  }
}

function overlaps(ranges: RowRanges, first: number, end: number): boolean {
  return ranges.some((range) => range.first < end && first < range.end);
}
