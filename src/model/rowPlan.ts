import type { TextRange } from '../common/comparison';
import type { KnownRows, SplitTokens } from '../common/protocol/model';
import {
  contextLengths,
  windowAt,
  type TextWindow,
  type WindowLayout,
} from '../common/stats/windows';
import { visibleFirst, withoutKnown } from './scoringPlan';
import type { TextTokens } from './textTokens';

interface RowPlanOptions {
  readonly layout: WindowLayout;
  /** Of what stands before every window for both models; a condition's tokens do not count. */
  readonly prefixLength: number;
  /** Rows that hold for the same windows, if there are any. */
  readonly known: KnownRows | undefined;
  readonly visible: TextRange | undefined;
}

/** Which rows a text has, and in which windows they are scored, as far as it is split into tokens. */
export class RowPlan {
  /** Token of row 0. */
  readonly first: number;
  private readonly rangeEnd: number | undefined;
  /** Token behind those that have a window. */
  private end: number;
  private windows: TextWindow[] = [];

  /**
   * @param tokens of which all that touch `range` must have been split
   * @param firstScorable first token that has anything before it
   */
  constructor(
    private readonly tokens: TextTokens,
    range: TextRange | undefined,
    firstScorable: number,
    private readonly options: RowPlanOptions,
  ) {
    const { first, end } = tokens.rows(range, firstScorable);
    this.first = first;
    this.end = first;
    this.rangeEnd = range && end;
  }

  /** Takes in the tokens that are new, and gives their rows. Windows that may still grow have to wait. */
  extend(): SplitTokens {
    const { tokens, rangeEnd, first } = this;
    const { layout, prefixLength, known, visible } = this.options;
    const { ids, spans, count, isSplit } = tokens;
    const limit = rangeEnd ?? count;
    const from = this.end;
    const windows: TextWindow[] = [];
    while (this.end < limit) {
      const window = windowAt(this.end, layout);
      if (window.end > limit && rangeEnd === undefined && !isSplit) break;
      this.end = Math.min(window.end, limit);
      windows.push({ ...window, end: this.end });
    }
    const plan = known ? withoutKnown(windows, ids, known) : { reused: [], windows };
    const open = [...this.windows, ...plan.windows];
    this.windows = visible ? [...visibleFirst(open, spans, visible)] : open;
    return {
      // What has no row yet is not counted, so that a range alone has fewer rows than tokens.
      tokenCount: isSplit || rangeEnd !== undefined ? count : Math.max(first, this.end),
      rowCount: this.end - first,
      isSplit,
      tokens: {
        id: ids.slice(from, this.end),
        start: spans.start.slice(from, this.end),
        end: spans.end.slice(from, this.end),
        contextLength: contextLengths(windows, prefixLength),
      },
      reused: plan.reused.map((rows) => ({ first: rows.first - first, end: rows.end - first })),
    };
  }

  /** The window to score next, if there is one. */
  next(): TextWindow | undefined {
    return this.windows.shift();
  }
}
