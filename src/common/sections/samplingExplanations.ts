import type { Explanation } from '../explanations';

export const attractorsExplanation: Explanation = {
  definition:
    'Both models continue the same prompts, and what they write is compared. A theme is up to four words or phrases; a continuation belongs to it that holds at least one. They are chosen on the even-numbered continuations and counted on the odd-numbered ones. Words of the prompt do not count. Clusters join continuations whose sets of three tokens in a row have a Jaccard index of at least 0.3 with another of the cluster, whoever wrote them. An attractor is a theme or a cluster that tuned returns to beyond chance (at 5 % for both together) and in at least 10 % of its continuations. Log-odds compare how likely a continuation is to hold a phrase. Coverage is the probability of the continuations that were seen, together. A turning point is the token from which on the accumulated log ratio stays above what text by the base would have, its mean and two standard deviations.',
  units:
    'Shares in per cent with 95 % intervals (Wilson; with five prompts or more, widened to the spread of prompts). Log-odds and entropies in bits or nats. Branching factors are numbers of equally likely tokens.',
  assumptions:
    'Continuations are drawn from the full distributions at temperature 1, unless it says otherwise. Distinct shares depend on how long the texts are. Log-odds intervals are for each phrase by itself; the tables list extremes.',
  source:
    'janus 2022, Mysteries of mode collapse (attractors); Yang and Holtzman 2025, arXiv:2506.17871 (branching factor); Monroe, Colaresi and Quinn 2008 (words by log-odds); Wilson 1927, Fisher 1935, Tarone 1990 (intervals and tests).',
};
