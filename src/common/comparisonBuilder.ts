import type { Comparison } from './comparison';
import { allocateStatistics, copyStatistics, type StatisticsColumns } from './statisticsColumns';
import type { CompareProgress, ComparisonHead } from './protocol/model';

/** Assembles the events of one run into a comparison that grows as rows arrive. */
export class ComparisonBuilder {
  private head: ComparisonHead | undefined;
  private statistics: StatisticsColumns | undefined;
  private scoredCount = 0;
  private droppedMass = 0;
  private readonly pieces = new Map<number, Uint8Array>();

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
        this.head = progress;
        this.statistics = allocateStatistics(progress.rowCount, progress.settings.topK);
        break;
      case 'rows':
        if (this.head === undefined || this.statistics === undefined) {
          throw new Error('Rows came before the start of the run.');
        }
        if (progress.firstRow !== this.scoredCount) {
          throw new Error(`Row ${progress.firstRow} came when ${this.scoredCount} was next.`);
        }
        copyStatistics(
          this.statistics,
          progress.statistics,
          progress.firstRow,
          this.head.settings.topK,
        );
        this.scoredCount = progress.firstRow + progress.rowCount;
        this.droppedMass = Math.max(this.droppedMass, progress.droppedMass);
        for (const [id, bytes] of progress.pieces) this.pieces.set(id, bytes);
        break;
    }
    return this.comparison;
  }

  /** The comparison as it stands; undefined until the run has started to score. */
  get comparison(): Comparison | undefined {
    if (this.head === undefined || this.statistics === undefined) return undefined;
    const { pair, settings, utf16Length, tokenCount, firstToken, rowCount, tokens } = this.head;
    return {
      pair: { ...pair, droppedMass: this.droppedMass },
      settings,
      utf16Length,
      tokenCount,
      firstToken,
      rowCount,
      tokens,
      scoredCount: this.scoredCount,
      ...this.statistics,
      pieces: this.pieces,
    };
  }
}
