import { randomUUID } from 'node:crypto';
import type { Comparison, TextRange } from '../../common/comparison';
import type { ComparedDocument } from '../../host/comparisonStore';

/**
 * Names for comparisons: a row number means nothing without one. A run keeps its name while its rows
 * arrive; the next run gets another, and so do runs of another window.
 */
export class ComparisonIds {
  private readonly ids = new WeakMap<Comparison['pieces'], string>();

  /** The comparison's name; empty without a comparison. */
  of(comparison: Comparison | undefined): string {
    if (!comparison) return '';
    // The objects of one run share their map of pieces.
    const id = this.ids.get(comparison.pieces) ?? randomUUID();
    this.ids.set(comparison.pieces, id);
    return id;
  }

  /** Where a row of the named comparison is now; undefined when the entry holds another one. */
  span(
    entry: Pick<ComparedDocument, 'comparison' | 'starts' | 'ends'> | undefined,
    id: string,
    row: number,
  ): TextRange | undefined {
    if (!entry?.comparison || this.of(entry.comparison) !== id) return undefined;
    if (row >= entry.comparison.scoredCount) return undefined;
    const start = entry.starts[row];
    const end = entry.ends[row];
    return start === undefined || end === undefined ? undefined : { start, end };
  }
}
