import type { Comparison } from '../comparison';
import type { DisplayUnit } from '../format';

/** One scored text of a report. */
export interface ReportDocument {
  /** As the user named it; `-` for the standard input. */
  readonly path: string;
  /** The text as it was scored. */
  readonly text: string;
  readonly comparison: Comparison;
  /** The same text with prefixes that the base reads first, in the order in which they were asked for. */
  readonly conditions?: readonly Comparison[];
}

export interface ReportOptions {
  /** Divergence in nats from which a token is divergent. */
  readonly thresholdNats: number;
  /** Unit of log quantities in the formats made for reading; the others hold nats. */
  readonly unit: DisplayUnit;
}
