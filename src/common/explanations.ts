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

export type ExplainedSection = 'overview' | 'along' | 'token' | 'mostDivergent';

/** Why a difference is due to the models. */
export const sameInput =
  'Both models read exactly the same tokens, in the same windows, after the same prefix and with weights of the same format, so that a difference is due to the weights alone.';

/** What the noise floor is, wherever it is explained. */
export const noiseFloorMeaning =
  'The noise floor is the divergence that arithmetic alone produces: when a pair is loaded, each model reads one fixed text of at most 64 tokens twice, in one piece and cut into small chunks, and one of those chunks once more; the largest Jensen-Shannon divergence between two such runs at any token, of either model, is the noise floor, and at least 10⁻⁶ nats, to which the statistics are tested. It is measured on that text, not on this one. For KL divergences it is four times as large and for total variation √(2·floor), which is what so small a Jensen-Shannon divergence comes to there. Where no divergence is above it, both models predict alike.';

const explanations: Readonly<Record<ExplainedSection, Explanation>> = {
  overview: {
    definition:
      'Divergence is the Jensen-Shannon divergence between the two predicted distributions over the full vocabulary: 0 where both models predict the same, 1 bit where they share nothing. A token is divergent when its divergence reaches the threshold and lies above the noise floor. The log ratio is log p_tuned − log p_base of the token that is there. Perplexity is the exponential of the mean surprisal.',
    units:
      'Divergence and log ratio per token, in bits or nats (1 nat = 1.44 bits). Perplexity is a number of equally likely tokens. What follows ± is one standard error, from the means of blocks of at least 32 tokens; texts below 128 tokens have none.',
    assumptions: `${sameInput} ${noiseFloorMeaning} The averages are over the contexts of this text, not over texts that either model would write.`,
    source:
      'Lin 1991, Divergence measures based on the Shannon entropy; standard error by batch means, since neighbouring tokens are dependent.',
  },
  along: {
    definition:
      'The chosen metric of every token in the order of the text, its moving mean over 32 tokens or a fortieth of what is shown, whichever is more, and marks at the divergent tokens. Where there are more tokens than pixels, the smallest and the largest of each pixel are drawn, and where marks would cover each other the strongest. The table has the mean of each stretch of equal length and its token with the value furthest from 0. A dashed line is the moving mean for the base with the prefix that was compared last.',
    units: 'The unit of the metric: bits or nats, or a probability.',
    assumptions: `${sameInput} ${noiseFloorMeaning}`,
    source: 'The metrics are defined where they are chosen.',
  },
  token: {
    definition:
      'The probabilities that the models gave to the next token at this place, before seeing it: the most probable of each model in one list, and the token that is there. “<” stands where a token is not among the stored ones of a model: it is less probable than the last of them. Surprisal is −log p of the token that is there, entropy the surprisal that the model expects, rank the place of the token in the order of the model. The log ratio is log p_tuned − log p_base, positive where the tuned model favours the token. A column for λ is p_λ ∝ base^(1−λ) · tuned^λ, from the stored tokens alone: exact at 0 and 1, truncated elsewhere.',
    units:
      'Probabilities in per cent; surprisal, entropy, log ratio and divergences in bits or nats.',
    assumptions: `${sameInput} ${noiseFloorMeaning}`,
    source: 'Lin 1991, Divergence measures based on the Shannon entropy.',
  },
  mostDivergent: {
    definition:
      'The tokens at which the two predictions lie furthest apart, by Jensen-Shannon divergence. The log ratio says in which direction the tuned model pushes the token that is there; a large divergence with a small log ratio means that the models differ about other tokens than this one.',
    units: 'Divergence and log ratio in bits or nats, probabilities in per cent.',
    assumptions: `${sameInput} ${noiseFloorMeaning} Only tokens above it are listed. The list is a selection of extremes: the averages of the overview say how typical they are.`,
    source: 'Lin 1991, Divergence measures based on the Shannon entropy.',
  },
};

/** The explanation of a section. */
export function explanationOf(section: ExplainedSection): Explanation {
  return explanations[section];
}
