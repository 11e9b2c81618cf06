import { isCausal, trustedKlFrom } from '../causality';
import { isWhole, type Comparison } from '../comparison';
import { hasLittleContext } from '../divergent';
import { finish } from '../steps';
import { blockBootstrap, type BootstrapInterval } from './blockBootstrap';
import { tokenBlocks } from './tokenBlocks';

/** What the share of the shift says. */
export type ConditioningEvidence =
  /** No token counts. */
  | 'noTokens'
  /** Both models predict alike, so that there is nothing to explain. */
  | 'noShift'
  /** The text is too short for an interval. */
  | 'noInterval'
  /** The interval holds 0. */
  | 'undecided'
  /** With the prefix the base is nearer to the tuned model. */
  | 'explains'
  /** With the prefix the base is further from the tuned model. */
  | 'opposes';

/** How much of the way from base to tuned a prefix goes. Divergences in nats, means per token. */
export interface Conditioning {
  /** Rows that count: those whose numbers exist with and without the prefix, from the same tokens of the text. */
  readonly rows: Int32Array;
  /** Rows that do not count, by the first reason that holds. */
  readonly leftOut: {
    /** The models saw fewer than eight tokens before them. */
    readonly littleContext: number;
    /** Beyond the context, where the prefix took the place of tokens of the text. */
    readonly otherWindow: number;
    /** A model gives no probability to something that the other does. */
    readonly ruledOut: number;
    /** They were edited since, or are not scored yet. */
    readonly missing: number;
  };
  readonly meanKlTunedBase: number;
  /** Of KL(tuned ‖ base with the prefix). */
  readonly meanKlTunedConditioned: number;
  /**
   * 1 − Σ KL(tuned ‖ base with prefix) / Σ KL(tuned ‖ base): 1 where base with the prefix is the tuned
   * model, 0 where the prefix changes nothing, below 0 where it leads away. Undefined without a shift.
   */
  readonly share: number | undefined;
  /** By the block bootstrap, both sums from the same blocks; undefined below 128 tokens. */
  readonly interval: BootstrapInterval | undefined;
  readonly evidence: ConditioningEvidence;
}

const known = new WeakMap<Comparison, { plain: Comparison; conditioning: Conditioning }>();

/**
 * Compares a comparison with that of the base with a prefix and the same tuned model, token by token,
 * once for each two. While rows are missing there is no interval, which takes the most time.
 */
export function conditioning(plain: Comparison, conditioned: Comparison): Conditioning {
  const before = known.get(conditioned);
  if (before?.plain === plain) return before.conditioning;
  const result = computed(plain, conditioned);
  known.set(conditioned, { plain, conditioning: result });
  return result;
}

/**
 * Rows from the first on at which both comparisons are of the same tokens: all of them, or those before
 * an edit. A row of one is then the same row of the other.
 */
export function alignedRows(plain: Comparison, conditioned: Comparison): number {
  if (plain.firstToken !== conditioned.firstToken) return 0;
  const sameContext = plain.contextIds.every((id, index) => id === conditioned.contextIds[index]);
  if (!sameContext) return 0;
  const most = Math.min(plain.scoredCount, conditioned.scoredCount);
  let row = 0;
  while (row < most && plain.tokens.id[row] === conditioned.tokens.id[row]) row++;
  return row;
}

function computed(plain: Comparison, conditioned: Comparison): Conditioning {
  const aligned = alignedRows(plain, conditioned);
  const rows = new Int32Array(aligned);
  let counted = 0;
  const leftOut = {
    littleContext: 0,
    otherWindow: 0,
    ruledOut: 0,
    missing: plain.rowCount - aligned,
  };
  const without = plain.divergence.klTunedBase;
  const withPrefix = conditioned.divergence.klTunedBase;
  for (let row = 0; row < aligned; row++) {
    const sameTokens = plain.tokens.contextLength[row] === conditioned.tokens.contextLength[row];
    if (hasLittleContext(plain, row)) leftOut.littleContext++;
    else if (!sameTokens) leftOut.otherWindow++;
    else if (!Number.isFinite(without[row]) || !Number.isFinite(withPrefix[row])) {
      leftOut.ruledOut++;
    } else rows[counted++] = row;
  }
  const sums = tokenBlocks({ first: 0, end: counted }).map(({ first, end }) => {
    let [shift, left] = [0, 0];
    for (let index = first; index < end; index++) {
      const row = rows[index] ?? -1;
      shift += without[row] ?? 0;
      left += withPrefix[row] ?? 0;
    }
    return Float64Array.of(shift, left);
  });
  const total = (index: number): number =>
    sums.reduce((sum, block) => sum + (block[index] ?? 0), 0);
  const [base, conditionedBase] = [total(0), total(1)];
  const meanKlTunedBase = counted === 0 ? 0 : base / counted;
  const meanKlTunedConditioned = counted === 0 ? 0 : conditionedBase / counted;
  const hasShift = meanKlTunedBase > trustedKlFrom(plain.pair);
  const interval =
    hasShift && isWhole(plain) && isWhole(conditioned)
      ? finish(blockBootstrap(sums, ([shift = 0, left = 0]) => ({ share: 1 - left / shift }))).share
      : undefined;
  return {
    rows: rows.slice(0, counted),
    leftOut,
    meanKlTunedBase,
    meanKlTunedConditioned,
    share: hasShift ? 1 - conditionedBase / base : undefined,
    interval,
    evidence: evidenceOf(counted, hasShift, interval),
  };
}

function evidenceOf(
  tokens: number,
  hasShift: boolean,
  interval: BootstrapInterval | undefined,
): ConditioningEvidence {
  if (tokens === 0) return 'noTokens';
  if (!hasShift) return 'noShift';
  if (interval === undefined) return 'noInterval';
  if (interval.from > 0) return 'explains';
  return interval.to < 0 ? 'opposes' : 'undecided';
}

/** The conditioned comparison that goes furthest from base to tuned; undefined where none has a share. */
export function bestCondition(
  plain: Comparison,
  conditions: readonly Comparison[],
): Comparison | undefined {
  if (!isCausal(plain.pair)) return undefined;
  let best: Comparison | undefined;
  let most = -Infinity;
  for (const condition of conditions) {
    const { share } = conditioning(plain, condition);
    if (share !== undefined && share > most) [best, most] = [condition, share];
  }
  return best;
}
