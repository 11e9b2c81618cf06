import type { Comparison } from '../common/comparison';
import type { CompareParams } from '../common/protocol/model';
import { countRows } from '../common/rowRanges';
import type { ComparisonCache } from '../storage/comparisonCache';
import { comparisonKey, type ComparisonKey } from '../storage/comparisonKey';
import { Debouncer } from './debouncer';

/** Milliseconds without a newer result of a document before its live result is written. */
const livePause = 3_000;

/** A result that waits to be written. */
interface Waiting {
  readonly key: string;
  readonly comparison: Comparison;
}

/**
 * Keeps results from one session to the next. Those of live comparison are written once typing pauses,
 * each in the place of the document's one before: nobody comes back to every version.
 */
export class ResultCache {
  private readonly debouncer = new Debouncer();
  private readonly waiting = new Map<string, Waiting>();
  /** Keys under which a live result of each document was written last. */
  private readonly written = new Map<string, string>();

  /** @param engine gives text that changes with what computes the statistics */
  constructor(
    private readonly cache: Pick<ComparisonCache, 'get' | 'put' | 'delete'>,
    private readonly engine: () => Promise<string>,
  ) {}

  /** What a request asks for, and its result if that was kept. */
  async find(
    request: Pick<CompareParams, 'pair' | 'settings' | 'range' | 'text'>,
  ): Promise<{ readonly asked: ComparisonKey; readonly comparison: Comparison | undefined }> {
    const asked = await comparisonKey(await this.engine(), request);
    return { asked, comparison: await this.cache.get(asked.key) };
  }

  /**
   * Keeps the result of a run that has ended.
   *
   * @param document whose text was scored
   * @param live whether a newer result is likely to follow soon
   */
  keep(document: string, asked: ComparisonKey, comparison: Comparison, live: boolean): void {
    // Files that changed while they were read belong to neither state.
    if (comparison.fingerprint !== asked.fingerprint) return;
    if (countRows(comparison.scored) < comparison.rowCount) return;
    this.waiting.delete(document);
    if (!live) {
      void this.cache.put(asked.key, comparison);
      return;
    }
    this.waiting.set(document, { key: asked.key, comparison });
    this.debouncer.schedule(document, livePause, () => {
      this.flush(document);
    });
  }

  /** Writes at once what waits to be written of a document; it is closed. */
  flush(document: string): void {
    this.debouncer.cancel(document);
    const waiting = this.waiting.get(document);
    if (waiting === undefined) return;
    this.waiting.delete(document);
    const before = this.written.get(document);
    this.written.set(document, waiting.key);
    void this.cache.put(waiting.key, waiting.comparison);
    if (before !== undefined && before !== waiting.key) void this.cache.delete(before);
  }

  /** Writes what waits; the program may end before all of it is, and then loses no more than that. */
  dispose(): void {
    for (const document of [...this.waiting.keys()]) this.flush(document);
    this.debouncer.dispose();
  }
}
