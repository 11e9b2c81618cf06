import { authorship, type AuthorshipVerdict, type Typicality } from '../analysis/authorship';
import { impliedReward, steepestSpans, type RewardSpan } from '../analysis/impliedReward';
import type { Comparison } from '../comparison';

/** The analyses as files hold them beside the summary's figures; in nats. Null is what does not exist. */
export interface AnalysesRecord {
  readonly impliedReward: ImpliedRewardRecord;
  readonly authorship: AuthorshipRecord;
}

interface ImpliedRewardRecord {
  readonly total: number;
  readonly expectedByTuned: number;
  readonly standardDeviationByTuned: number;
  readonly expectedByBase: number;
  readonly standardDeviationByBase: number;
  readonly ruledOutTokens: number;
  /** As the pair states it. */
  readonly beta: number | null;
  readonly steepest: readonly SpanRecord[];
}

interface SpanRecord {
  /** Places among the tokens of the whole text, from 0, end exclusive. */
  readonly firstToken: number;
  readonly endToken: number;
  /** UTF-16 code units, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly logRatio: number;
}

interface AuthorshipRecord {
  readonly verdict: AuthorshipVerdict;
  readonly logLikelihoodRatio: number;
  readonly base: TypicalityRecord;
  readonly tuned: TypicalityRecord;
}

interface TypicalityRecord {
  readonly logRatioZ: number | null;
  readonly surprisalZ: number | null;
  readonly ruledOutTokens: number;
}

/** The records of all analyses of a comparison. */
export function analysesRecord(comparison: Comparison): AnalysesRecord {
  return {
    impliedReward: impliedRewardRecord(comparison),
    authorship: authorshipRecord(comparison),
  };
}

function impliedRewardRecord(comparison: Comparison): ImpliedRewardRecord {
  const reward = impliedReward(comparison);
  const { rises, falls } = steepestSpans(reward);
  const atEnd = (column: Float64Array): number => column.at(-1) ?? 0;
  return {
    total: atEnd(reward.accumulated),
    expectedByTuned: atEnd(reward.byTuned.mean),
    standardDeviationByTuned: atEnd(reward.byTuned.standardDeviation),
    expectedByBase: atEnd(reward.byBase.mean),
    standardDeviationByBase: atEnd(reward.byBase.standardDeviation),
    ruledOutTokens: reward.ruledOut,
    beta: comparison.pair.beta ?? null,
    steepest: [...rises, ...falls].map((span) => spanRecord(comparison, span)),
  };
}

function spanRecord(
  { firstToken, tokens }: Comparison,
  { first, end, logRatio }: RewardSpan,
): SpanRecord {
  return {
    firstToken: firstToken + first,
    endToken: firstToken + end,
    start: tokens.start[first] ?? 0,
    end: tokens.end[end - 1] ?? 0,
    logRatio,
  };
}

function authorshipRecord(comparison: Comparison): AuthorshipRecord {
  const { verdict, logLikelihoodRatio, base, tuned } = authorship(comparison);
  const record = ({ logRatio, surprisal, ruledOut }: Typicality): TypicalityRecord => ({
    logRatioZ: logRatio ?? null,
    surprisalZ: surprisal ?? null,
    ruledOutTokens: ruledOut,
  });
  return { verdict, logLikelihoodRatio, base: record(base), tuned: record(tuned) };
}
