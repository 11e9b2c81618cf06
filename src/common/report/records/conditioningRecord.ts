import { conditioning, type ConditioningEvidence } from '../../analysis/conditioning';
import type { Comparison } from '../../comparison';
import type { ReportDocument } from '../reportDocument';

/** Conditioning as files hold it: every prefix that was asked for. Divergences in nats per token. */
export interface ConditioningRecord {
  readonly prefixes: readonly PrefixRecord[];
}

interface PrefixRecord {
  readonly prefix: string;
  readonly prefixIds: readonly number[];
  readonly evidence: ConditioningEvidence;
  /** 1 − Σ KL(tuned ‖ base with the prefix) / Σ KL(tuned ‖ base); null without a shift. */
  readonly share: number | null;
  readonly interval: {
    readonly standardError: number;
    readonly from: number;
    readonly to: number;
  } | null;
  /** Tokens in both sums. */
  readonly tokens: number;
  readonly meanKlTunedBase: number;
  readonly meanKlTunedConditioned: number;
  readonly leftOutTokens: {
    readonly littleContext: number;
    readonly otherWindow: number;
    readonly ruledOut: number;
    readonly missing: number;
  };
}

/** The record of all prefixes; null where none was asked for. */
export function conditioningRecord({
  comparison,
  conditions = [],
}: ReportDocument): ConditioningRecord | null {
  if (conditions.length === 0) return null;
  return { prefixes: conditions.map((condition) => prefixRecord(comparison, condition)) };
}

function prefixRecord(plain: Comparison, conditioned: Comparison): PrefixRecord {
  const { condition } = conditioned;
  const result = conditioning(plain, conditioned);
  const { evidence, share, interval, rows, meanKlTunedBase, meanKlTunedConditioned } = result;
  return {
    prefix: condition?.text ?? '',
    prefixIds: condition?.ids ?? [],
    evidence,
    share: share ?? null,
    interval: interval ?? null,
    tokens: rows.length,
    meanKlTunedBase,
    meanKlTunedConditioned,
    leftOutTokens: result.leftOut,
  };
}
