/** How the shares of a question's answers are spread, whatever the truth is. */
export interface AnswerSpread {
  /** Entropy over that of equal shares, 0 to 1; undefined where there is one answer. */
  readonly evenness: number | undefined;
  /** Place of the answer with the largest share. */
  readonly favourite: number;
  /** 1/Σ share²: as many answers of equal shares would be as likely to be given twice. */
  readonly effectiveAnswers: number;
}

/** @param shares of the answers, which add up to 1 */
export function spreadOf(shares: readonly number[]): AnswerSpread {
  const entropy = shares.reduce((sum, share) => sum - (share > 0 ? share * Math.log(share) : 0), 0);
  return {
    // Rounding must not put it outside of its range.
    evenness: shares.length < 2 ? undefined : Math.min(1, entropy / Math.log(shares.length)),
    favourite: shares.indexOf(Math.max(...shares)),
    effectiveAnswers: Math.max(1, 1 / shares.reduce((sum, share) => sum + share ** 2, 0)),
  };
}
