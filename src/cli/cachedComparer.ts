import { ComparisonBuilder } from '../common/comparisonBuilder';
import type { CompareParams, CompareProgress } from '../common/protocol/model';
import type { ComparisonCache } from '../storage/comparisonCache';
import { comparisonKey } from '../storage/comparisonKey';
import type { Comparer } from './compareCommand';

/** Compares a text only if its comparison is not kept yet, and keeps it then. */
export class CachedComparer implements Comparer {
  /** @param engine gives text that changes with what computes the statistics */
  constructor(
    private readonly comparer: Comparer,
    private readonly cache: Pick<ComparisonCache, 'get' | 'put'>,
    private readonly engine: () => Promise<string>,
  ) {}

  async compare(
    params: CompareParams,
    onProgress: (progress: CompareProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { key, fingerprint } = await comparisonKey(await this.engine(), params);
    const kept = await this.cache.get(key, signal);
    if (kept !== undefined) {
      onProgress({ kind: 'started', ...kept, reused: [] });
      onProgress({
        kind: 'rows',
        firstRow: 0,
        rowCount: kept.rowCount,
        statistics: kept,
        pieces: kept.pieces,
      });
      return;
    }
    const builder = new ComparisonBuilder();
    await this.comparer.compare(
      params,
      (progress) => {
        builder.add(progress);
        onProgress(progress);
      },
      signal,
    );
    const { comparison } = builder;
    // Files that changed while they were read belong to neither state.
    if (comparison?.fingerprint === fingerprint) await this.cache.put(key, comparison);
  }

  async dispose(): Promise<void> {
    await this.comparer.dispose();
  }
}
