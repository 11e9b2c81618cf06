import { isWhole, type Comparison } from '../common/comparison';
import type { Settings } from '../common/contributions';
import type { ComparisonCache } from '../storage/comparisonCache';
import { comparisonKey, type AskedComparison, type ComparisonKey } from '../storage/comparisonKey';
import { Debouncer } from './debouncer';

/** Milliseconds without a newer result of a document before its live result is written. */
const livePause = 3_000;

/** Tells which settings changed; SettingsService is one. */
interface SettingsChanges {
  onDidChange(listener: (keys: ReadonlySet<keyof Settings>) => void): { dispose(): unknown };
}

/** A result that waits to be written. */
interface Waiting {
  readonly key: string;
  readonly comparison: Comparison;
}

/** A result on its way to the disk. */
interface Writing {
  readonly comparison: Comparison;
  readonly end: Promise<void>;
}

/**
 * Keeps results from one session to the next. Those of live comparison are written once typing pauses:
 * nobody comes back to every version.
 */
export class ResultCache {
  private readonly debouncer = new Debouncer();
  private readonly listener: { dispose(): unknown };
  private readonly waiting = new Map<string, Waiting>();
  /** Results that are being written, by key. */
  private readonly underWay = new Map<string, Writing>();

  /** @param engine gives text that changes with what computes the statistics */
  constructor(
    private readonly cache: Pick<ComparisonCache, 'get' | 'put' | 'prune' | 'clear'>,
    private readonly engine: () => Promise<string>,
    settings: SettingsChanges,
  ) {
    // The limit may have been lowered, and a program may have ended while it wrote, since the last time.
    void this.cache.prune();
    this.listener = settings.onDidChange((keys) => {
      if (keys.has('cache.size')) void this.cache.prune();
    });
  }

  /**
   * What a request asks for, and its result if that was kept.
   *
   * @throws CancelledError once the signal has aborted
   */
  async find(
    request: AskedComparison,
    signal: AbortSignal,
  ): Promise<{ readonly asked: ComparisonKey; readonly comparison: Comparison | undefined }> {
    const asked = await comparisonKey(await this.engine(), request);
    const written = this.underWay.get(asked.key);
    return { asked, comparison: written?.comparison ?? (await this.cache.get(asked.key, signal)) };
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
    if (!isWhole(comparison)) return;
    this.waiting.delete(document);
    if (!live) {
      this.write(asked.key, comparison);
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
    this.write(waiting.key, waiting.comparison);
  }

  /**
   * Forgets every result.
   *
   * @returns what was on disk, in bytes
   */
  async clear(): Promise<{ readonly comparisons: number; readonly bytes: number }> {
    for (const document of this.waiting.keys()) this.debouncer.cancel(document);
    this.waiting.clear();
    await this.written();
    return this.cache.clear();
  }

  /** Writes what waits, and ends when all of it is on disk; the program is about to end. */
  async finish(): Promise<void> {
    for (const document of [...this.waiting.keys()]) this.flush(document);
    await this.written();
  }

  /** Writes what waits; where the program does not wait for `finish`, it may lose that, and no more. */
  dispose(): void {
    void this.finish();
    this.debouncer.dispose();
    this.listener.dispose();
  }

  private async written(): Promise<void> {
    await Promise.all([...this.underWay.values()].map(({ end }) => end));
  }

  private write(key: string, comparison: Comparison): void {
    const end = this.cache.put(key, comparison).then(() => {
      if (this.underWay.get(key) === writing) this.underWay.delete(key);
    });
    const writing: Writing = { comparison, end };
    this.underWay.set(key, writing);
  }
}
