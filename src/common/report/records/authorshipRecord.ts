import type { Analyses } from '../../analysis/analyses';
import type { AuthorshipVerdict, Typicality } from '../../analysis/authorship';

/** Who wrote the text as files hold it. */
export interface AuthorshipRecord {
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

export function authorshipRecord({ authorship }: Analyses): AuthorshipRecord {
  const { verdict, logLikelihoodRatio, base, tuned } = authorship;
  return { verdict, logLikelihoodRatio, base: typicality(base), tuned: typicality(tuned) };
}

function typicality({ logRatio, surprisal, ruledOut }: Typicality): TypicalityRecord {
  return {
    logRatioZ: logRatio ?? null,
    surprisalZ: surprisal ?? null,
    ruledOutTokens: ruledOut,
  };
}
