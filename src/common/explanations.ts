/** What a "what is this?" disclosure says of one section. */
export interface Explanation {
  /** What is shown, and by which definition. */
  readonly definition: string;
  readonly units: string;
  /** What must hold for the numbers to mean what they seem to mean. */
  readonly assumptions: string;
  /** Where the definition comes from. */
  readonly source: string;
}

export type ExplainedSection = 'overview' | 'mostDivergent';

/** Why a difference is due to the models. */
export const sameInput =
  'Both models read exactly the same tokens, in the same windows, after the same prefix and with weights of the same format, so that a difference is due to the weights alone.';

const explanations: Readonly<Record<ExplainedSection, Explanation>> = {
  overview: {
    definition:
      'Divergence is the Jensen-Shannon divergence between the two predicted distributions over the full vocabulary: 0 where both models predict the same, 1 bit where they share nothing. A token is divergent when its divergence reaches the threshold and lies above the noise floor, which is the largest divergence of the base against itself when only the order of the arithmetic differs. The log ratio is log p_tuned − log p_base of the token that is there. Perplexity is the exponential of the mean surprisal.',
    units:
      'Divergence and log ratio per token, in bits or nats (1 nat = 1.44 bits). Perplexity is a number of equally likely tokens. What follows ± is one standard error, from the means of blocks of at least 32 tokens; texts below 128 tokens have none.',
    assumptions: `${sameInput} The averages are over the contexts of this text, not over texts that either model would write.`,
    source:
      'Lin 1991, Divergence measures based on the Shannon entropy; standard error by batch means, since neighbouring tokens are dependent.',
  },
  mostDivergent: {
    definition:
      'The tokens at which the two predictions lie furthest apart, by Jensen-Shannon divergence. The log ratio says in which direction the tuned model pushes the token that is there; a large divergence with a small log ratio means that the models differ about other tokens than this one.',
    units: 'Divergence and log ratio in bits or nats, probabilities in per cent.',
    assumptions: `${sameInput} The list is a selection of extremes: the averages of the overview say how typical they are.`,
    source: 'Lin 1991, Divergence measures based on the Shannon entropy.',
  },
};

/** The explanation of a section. */
export function explanationOf(section: ExplainedSection): Explanation {
  return explanations[section];
}
