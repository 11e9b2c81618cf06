import { noiseFloorMeaning, type Explanation } from '../explanations';

export const continuationsExplanation: Explanation = {
  definition:
    'Both models write on from the same tokens, and each scores what either wrote on the way. Surprisal and log ratio are sums over the continuation, log p_tuned − log p_base of what was written. KL(tuned ‖ base) is the exact divergence at every step, added up. A turning point is the token from which on the accumulated log ratio stays above what text drawn from the base at temperature 1 would have, its mean and two standard deviations.',
  units: 'Sums over a continuation, in bits or nats.',
  assumptions: `All numbers are of the models’ own distributions at temperature 1, however the tokens were drawn. The same seed, pair, options and threads write the same tokens again. ${noiseFloorMeaning}`,
  source:
    'Korbak, Perez and Buckley 2022, arXiv:2205.11275 (the log ratio as a reward); janus 2022, Mysteries of mode collapse.',
};

export const attractorsExplanation: Explanation = {
  definition:
    'Both models continue the same prompts, and what they write is compared. A theme is up to four words or phrases; a continuation belongs to it that holds at least one. They are chosen on the even-numbered continuations and counted on the odd-numbered ones. Words of the prompt do not count. Clusters join continuations whose sets of three tokens in a row have a Jaccard index of at least 0.3 with another of the cluster, whoever wrote them. An attractor is a theme or a cluster that tuned returns to beyond chance and in at least 10 % of its continuations; it is shared across prompts where that is beyond chance also without the prompt that has most of it. A prompt has an attractor of its own where two tuned continuations of it are in the same cluster with a chance of at least 10 %, more often than the base’s beyond a 99 % interval over prompts and more than twice as often as two of different prompts. All of these together are found by chance in at most 5 % of reports. Log-odds compare how likely a continuation is to hold a phrase. Coverage is the probability of the continuations that were seen, together. A turning point is the token from which on the accumulated log ratio stays above what text drawn from the base at temperature 1 would have, its mean and two standard deviations.',
  units:
    'Shares in per cent with 95 % intervals (Wilson; with five prompts or more, widened to the spread of prompts; differences within prompts by Student’s t over prompts). Log-odds and entropies in bits or nats. Branching factors are numbers of equally likely tokens.',
  assumptions:
    'Continuations are drawn from the full distributions at temperature 1, unless it says otherwise. Distinct shares depend on how long the texts are. Log-odds intervals are for each phrase by itself; the tables list extremes.',
  source:
    'janus 2022, Mysteries of mode collapse (attractors); Yang and Holtzman 2025, arXiv:2506.17871 (branching factor); Monroe, Colaresi and Quinn 2008 (words by log-odds); Wilson 1927, Fisher 1935, Tarone 1990 (intervals and tests).',
};

export const checkpointsExplanation: Explanation = {
  definition:
    'All checkpoints and their base continue the same prompts, with the same seed. KL spent is the mean of Σ KL(tuned ‖ base) along a checkpoint’s own continuations: how far from the base its texts are. The attractor is one for the whole series: up to four words or phrases, chosen on the even-numbered continuations of all checkpoints together and counted on the odd-numbered ones of each; it grows with the KL spent where the last checkpoint holds it more often than the base and no step falls beyond chance. With a checkpoint, prompts have attractors of their own where two of its continuations of a prompt are in the same cluster with a chance of at least 10 %, more often than two of the base’s beyond a 99 % interval over prompts and more than twice as often as two of different prompts. Divergence and entropy gap are of continuations by the base, which owe nothing to any checkpoint; the base is calibrated on what it writes itself, so that its own entropy gap is chance. The entropy gap is mean entropy − mean surprisal: below 0 a model expects less surprise than there is.',
  units:
    'KL per continuation and divergence (Jensen-Shannon) and entropy gap per token in bits or nats; the attractor in per cent of the continuations. Intervals are 95 %: Wilson’s for shares, Student’s over prompts (over continuations of fewer than five) for means and for differences within prompts.',
  assumptions: `Continuations are drawn from the full distributions at temperature 1, unless it says otherwise. Checkpoints of one series are compared, not trained: what another seed of training would give is not in the intervals. ${noiseFloorMeaning}`,
  source:
    'Gao, Schulman and Hilton 2022, arXiv:2210.10760 (reward against KL); Korbak, Perez and Buckley 2022, arXiv:2205.11275 (KL-regularised RL); janus 2022, Mysteries of mode collapse (attractors).',
};

export const probesExplanation: Explanation = {
  definition:
    'Each question states chances, and the next words are an answer whose right probability is known. The probability of an answer is that of all tokens that spell it and do not go on with its last word, so that “seven” is not “seventy”, whatever the tokenizer makes of it. KL(truth ‖ model) compares the shares of what is on answers at all with the truth: 0 is right. The effective number of answers is 1/Σ share²: so many equally likely ones. Slope and intercept are of the line through answered and stated log-odds: a slope of 1 and an intercept of 0 are right, and an intercept above 0 leans to the answer that is listed first. Conditional inference is lost where the tuned model lies further from the truth than the base and the interval of the difference excludes 0.',
  units:
    'Probabilities in per cent, KL in bits or nats. Intervals are Student’s at 95 %: of a probe over its questions, of the whole over probes.',
  assumptions:
    'The questions of a probe ask for the same in other words and are taken for a sample of such wordings. A model that was never told what a die is has nothing to lose: look at the base first. Answers below a probability of 10⁻⁷ count as that. Questions that a model gives less than 10 % of an answer are not compared. The truth of a row that repeats is a convention, namely that it goes on; that of a row drawn from a chain is an estimate from the row under a uniform prior (Laplace’s rule), not the chain’s own chances. The slope’s standard error takes a probe for one case.',
  source:
    'janus 2022, Mysteries of mode collapse (random numbers and dice); Vieira et al. 2024, arXiv:2412.03719 (probabilities of texts rather than tokens); Kullback and Leibler 1951.',
};
