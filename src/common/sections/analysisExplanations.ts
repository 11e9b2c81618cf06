import { sameInput, type Explanation } from '../explanations';

export const impliedRewardExplanation: Explanation = {
  definition:
    'The line is the sum of the log ratios, log p_tuned − log p_base, of the tokens up to each place. The areas are what the sum would be on the same predictions if each next token were drawn from the base or from the tuned model: its mean, Σ KL(tuned ‖ base) for tuned and −Σ KL(base ‖ tuned) for base, and two standard deviations to either side. Where the line rises, the text goes where the tuned model pushes. Steepest spans are the stretches of 32 tokens (a third of a shorter text) that add or take away the most.',
  units:
    'Bits or nats. Where the pair states β, also in units of its reward: β times the sum in nats.',
  assumptions: `${sameInput} The sum is a reward, up to a constant that depends on the beginning only, if and only if the tuned model is the optimum of expected reward − β·KL(tuned ‖ base) with exactly this base. Checkpoints stopped early, tuned in several stages or by supervision are not; for them it is a log ratio and no more. In a text that is not finished it also holds the value of what could still come.`,
  source:
    'Korbak, Perez and Buckley 2022, arXiv:2205.11275 (KL-regularised reinforcement learning as inference); Rafailov et al. 2024, arXiv:2404.12358 (token by token). The areas follow from the log ratios’ deviations being martingale differences.',
};

export const authorshipExplanation: Explanation = {
  definition:
    'For each model two z-scores: of the accumulated log ratio, its distance from what a text by that model would accumulate, and of the accumulated surprisal, its distance from the accumulated entropy; each in standard deviations under that model. A text is like a model when both z-scores lie within 2.24 of 0, as they do in at least 95 % of the texts that the model writes. Beyond 8 they are drawn as diamonds at the edge. The likelihood ratio is the sum of the log ratios.',
  units: 'z-scores are in standard deviations, the likelihood ratio in bits or nats.',
  assumptions: `${sameInput} The z-scores are standard normal for long texts sampled from the model token by token at temperature 1, however dependent the tokens are; other ways of sampling (lower temperature, top-k) make a text unlike the model it comes from. Below 32 tokens there is no verdict. The likelihood ratio compares the two models with each other only: it can be large for a text that is like neither.`,
  source:
    'Neyman and Pearson 1933 (likelihood ratio); z-scores by the martingale central limit theorem; the surprisal’s is the analytic curvature of Bao et al. 2023, Fast-DetectGPT, arXiv:2310.05130, with one model.',
};
