import { tokenColumns, type Comparison, type TokenColumns } from './comparison';
import type { CompareProgress, ComparisonHead, SplitTokens } from './protocol/model';
import { withRange, type RowRanges } from './rowRanges';
import {
  allocateStatistics,
  copyStatistics,
  sliceStatistics,
  type StatisticsColumns,
} from './statisticsColumns';

type Head = Omit<ComparisonHead, keyof SplitTokens>;

/** The rows of a run so far, in arrays that may have room for more. */
interface Rows {
  readonly tokens: TokenColumns;
  readonly statistics: StatisticsColumns;
}

/** Assembles the events of one run into a comparison that grows as rows arrive. */
export class ComparisonBuilder {
  private head: Head | undefined;
  private tokenCount = 0;
  private rowCount = 0;
  private isSplit = false;
  private capacity = 0;
  private whole: Rows = emptyRows(0, 0);
  /** Of `whole`, the rows that there are. */
  private rows: Rows = this.whole;
  private scored: RowRanges = [];
  private droppedMass = 0;
  private pieces = new Map<number, Uint8Array>();

  /** @param known the comparison whose rows the run was told of, if any */
  constructor(private readonly known?: Comparison) {}

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
      case 'tokens':
        this.addTokens(progress);
        break;
      case 'rows':
        this.addRows(progress);
        break;
    }
    return this.comparison;
  }

  /** The comparison as it stands; undefined until the run has started to score. */
  get comparison(): Comparison | undefined {
    if (this.head === undefined) return undefined;
    const { pair, settings, utf16Length, firstToken, contextIds, fingerprint, condition } =
      this.head;
    const { tokenCount, isSplit, rowCount, scored, rows, pieces } = this;
    const beginning = scored[0];
    return {
      pair: { ...pair, droppedMass: this.droppedMass },
      settings,
      utf16Length,
      tokenCount,
      isSplit,
      firstToken,
      rowCount,
      contextIds,
      fingerprint,
      tokens: rows.tokens,
      scored,
      scoredCount: beginning?.first === 0 ? beginning.end : 0,
      ...rows.statistics,
      pieces,
      ...(condition === undefined ? {} : { condition }),
    };
  }

  /** Begins, or begins again with nothing of what came before. */
  private start(head: ComparisonHead): void {
    this.head = head;
    this.rowCount = 0;
    this.capacity = 0;
    this.scored = [];
    this.pieces = new Map();
    this.droppedMass = 0;
    this.addTokens(head);
  }

  private addTokens({ tokenCount, rowCount, isSplit, tokens, reused }: SplitTokens): void {
    const { head, known } = this;
    if (head === undefined) throw new Error('Tokens came before the start of the run.');
    const { topK } = head.settings;
    const before = this.rowCount;
    this.tokenCount = tokenCount;
    this.isSplit = isSplit;
    this.reserve(rowCount, expectedRows(head, rowCount, isSplit, tokens), topK);
    for (const name of tokenColumns) this.whole.tokens[name].set(tokens[name], before);
    if (rowCount > before || before === 0) this.rows = firstRows(this.whole, rowCount, topK);
    this.rowCount = rowCount;
    if (reused.length === 0 || known === undefined) return;
    const offset = head.firstToken - known.firstToken;
    for (const { first, end } of reused) {
      const rows = sliceStatistics(known, first + offset, end + offset, topK);
      this.copy(rows, first, topK);
      this.scored = withRange(this.scored, { first, end });
    }
    for (const [id, bytes] of known.pieces) this.pieces.set(id, bytes);
  }

  /** Makes room. What is not written yet takes addresses, but no memory. */
  private reserve(rowCount: number, expected: number, topK: number): void {
    if (rowCount <= this.capacity && this.capacity > 0) return;
    this.capacity = Math.max(rowCount, expected);
    const { tokens, statistics } = this.rows;
    this.whole = emptyRows(this.capacity, topK);
    if (this.rowCount === 0) return;
    for (const name of tokenColumns) this.whole.tokens[name].set(tokens[name]);
    copyStatistics(this.whole.statistics, statistics, 0, topK);
  }

  private copy(rows: StatisticsColumns, first: number, topK: number): void {
    copyStatistics(this.whole.statistics, rows, first, topK);
    for (const mass of rows.vocabulary.droppedMass) {
      this.droppedMass = Math.max(this.droppedMass, mass);
    }
  }

  private addRows(rows: CompareProgress & { kind: 'rows' }): void {
    if (this.head === undefined) throw new Error('Rows came before the start of the run.');
    const { firstRow: first, rowCount } = rows;
    const end = first + rowCount;
    if (end > this.rowCount || overlaps(this.scored, first, end)) {
      throw new Error(`Rows ${first} to ${end - 1} came twice or are none of the run's.`);
    }
    this.copy(rows.statistics, first, this.head.settings.topK);
    this.scored = withRange(this.scored, { first, end });
    for (const [id, bytes] of rows.pieces) this.pieces.set(id, bytes);
  }
}

function emptyRows(capacity: number, topK: number): Rows {
  const column = (): Int32Array => new Int32Array(capacity);
  return {
    tokens: { id: column(), start: column(), end: column(), contextLength: column() },
    statistics: allocateStatistics(capacity, topK),
  };
}

function firstRows({ tokens, statistics }: Rows, count: number, topK: number): Rows {
  return {
    tokens: {
      id: tokens.id.subarray(0, count),
      start: tokens.start.subarray(0, count),
      end: tokens.end.subarray(0, count),
      contextLength: tokens.contextLength.subarray(0, count),
    },
    statistics: sliceStatistics(statistics, 0, count, topK),
  };
}

/** Share of rows that are reserved beyond those that the text so far lets expect. */
const spare = 0.1;

/** About as many rows as the whole text will have if it goes on like its beginning. */
function expectedRows(
  { utf16Length }: Head,
  rowCount: number,
  isSplit: boolean,
  tokens: TokenColumns,
): number {
  const splitLength = tokens.end.at(-1) ?? 0;
  if (isSplit || splitLength === 0) return rowCount;
  return Math.ceil(((1 + spare) * rowCount * utf16Length) / splitLength);
}

function overlaps(ranges: RowRanges, first: number, end: number): boolean {
  return ranges.some((range) => range.first < end && first < range.end);
}
