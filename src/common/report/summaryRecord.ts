import type { Summary } from '../stats/summary';

/**
 * The summary as files hold it: flat, in nats, every mean followed by its standard error. Figures
 * that do not exist (no tokens, or too few for a standard error) are null; they can be infinite where
 * a model gives a token no probability at all.
 */
export type SummaryRecord = Readonly<Record<(typeof summaryFields)[number], number | null>>;

/** Names of the summary's fields, in the order in which files have them. */
export const summaryFields = [
  'scoredTokens',
  'divergentTokens',
  'littleContextTokens',
  'meanLogRatio',
  'meanLogRatioStandardError',
  'meanKlTunedBase',
  'meanKlTunedBaseStandardError',
  'meanKlBaseTuned',
  'meanKlBaseTunedStandardError',
  'meanJs',
  'meanJsStandardError',
  'meanTv',
  'meanTvStandardError',
  'medianJs',
  'p95Js',
  'maxJs',
  'medianKlTunedBase',
  'p95KlTunedBase',
  'perplexityBase',
  'perplexityTuned',
  'sameTop1Share',
] as const;

/** Flattens a summary. */
export function summaryRecord(summary: Summary): SummaryRecord {
  const exists = (value: number | undefined): number | null =>
    value !== undefined && !Number.isNaN(value) ? value : null;
  return {
    scoredTokens: summary.scoredTokens,
    divergentTokens: summary.divergentTokens,
    littleContextTokens: summary.littleContextTokens,
    meanLogRatio: exists(summary.meanLogRatio.mean),
    meanLogRatioStandardError: exists(summary.meanLogRatio.standardError),
    meanKlTunedBase: exists(summary.meanKlTunedBase.mean),
    meanKlTunedBaseStandardError: exists(summary.meanKlTunedBase.standardError),
    meanKlBaseTuned: exists(summary.meanKlBaseTuned.mean),
    meanKlBaseTunedStandardError: exists(summary.meanKlBaseTuned.standardError),
    meanJs: exists(summary.meanJs.mean),
    meanJsStandardError: exists(summary.meanJs.standardError),
    meanTv: exists(summary.meanTv.mean),
    meanTvStandardError: exists(summary.meanTv.standardError),
    medianJs: exists(summary.medianJs),
    p95Js: exists(summary.p95Js),
    maxJs: exists(summary.maxJs),
    medianKlTunedBase: exists(summary.medianKlTunedBase),
    p95KlTunedBase: exists(summary.p95KlTunedBase),
    perplexityBase: exists(summary.perplexityBase),
    perplexityTuned: exists(summary.perplexityTuned),
    sameTop1Share: exists(summary.sameTop1Share),
  };
}
