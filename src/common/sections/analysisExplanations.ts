import { noiseFloorMeaning, sameInput, type Explanation } from '../explanations';

export const impliedRewardExplanation: Explanation = {
  definition:
    'The line is the sum of the log ratios, log p_tuned − log p_base, of the tokens up to each place. The areas are what the sum would be on the same predictions if each next token were drawn from the base or from the tuned model: its mean, Σ KL(tuned ‖ base) for tuned and −Σ KL(base ‖ tuned) for base, and two standard deviations to either side. Where the line rises, the text goes where the tuned model pushes. Steepest spans are the stretches of 32 tokens (a third of a shorter text) that add or take away the most. The URIAL classes are another view of the same: what the tuned model would write next is unshifted where the base ranks it first, marginal where second or third, shifted where lower; the table has them of the token that is there, too, which is another thing.',
  units:
    'Bits or nats. Where the pair states β, also in units of its reward: β times the sum in nats.',
  assumptions: `${sameInput} The sum times β is a reward, up to a constant that depends on the beginning only, if and only if the tuned model is the optimum of expected reward − β·KL(tuned ‖ base) with exactly this base. Checkpoints stopped early, tuned in several stages or by supervision are not; for them it is a log ratio and no more. In a text that is not finished it also holds the value of what could still come.`,
  source:
    'Korbak, Perez and Buckley 2022, arXiv:2205.11275 (KL-regularised reinforcement learning as inference); Rafailov et al. 2024, arXiv:2404.12358 (token by token); Lin et al. 2024, URIAL, arXiv:2312.01552 (classes; its 5 to 8 % shifted tokens are of the tuned model’s own answers, not of a document). The areas follow from the log ratios’ deviations being martingale differences.',
};

export const supportedUpdateExplanation: Explanation = {
  definition:
    'p_λ is the family of distributions in proportion to p_base^(1−λ) · p_tuned^λ: the base at λ = 0, the tuned model at λ = 1, more of the same beyond. λ* makes the text most likely, less its bias to first order; the curve is the log-likelihood below its highest point, and the shaded part is the 95 % likelihood interval. Below 1 the tuned model is over-updated for this text, at 0 the text supports none of the update. base^γ is base’s probabilities raised to the power γ, with the one γ for the text that is nearest to tuned, at which tuned and base^γ give the same mean of log p_base: its share of Σ KL(tuned ‖ base) is exact, since the divergence to base is the sum of the divergences over base^γ. γ above 1 says that tuned puts more of its mass where base’s probabilities are high, below 1 where they are low; it does not say that tuned itself is sharper or flatter than base. The fit of two parameters is of (p_base^(1−λ) · p_tuned^λ)^(1/T); it is approximate, to about 0.1 in λ and in 1/T, because it is interpolated between what is stored. Updates that are mostly sharpening are not told apart from a change by it: there it is not given, and the figure to read is the share of the update that base^γ explains, which is the part that is only sharpening or flattening.',
  units:
    'λ, γ and temperatures have no unit; log-likelihoods are in bits or nats. What follows ± is one standard error: the larger of that by the curvature of the likelihood, and that by the spread between blocks of at least 32 tokens. The fit of two parameters is the exception: there it is the standard error by the curvature, or 0.1 (of 1/T) where that is larger, since the fit is no more exact. Likelihood intervals take the family to hold and can be narrower than what the blocks say; “or less” and “or more” stand where they are cut off at the ends of the grid, −1 and 3.',
  assumptions: `${sameInput} Neither model need have written the text: λ* is then the member of the family that is nearest to it. Token by token, p_λ is not what training with another KL penalty gives, only close to it. “No evidence” stands where the standard error is over 0.5 or mean KL(tuned ‖ base) is no more than four times the noise floor, which is what the floor of Jensen-Shannon comes to in KL, and for the share that base^γ explains below 32 tokens; there is no such share where the divergence is within that floor. Everything comes from sums that are stored with each token on grids and interpolated between: λ* to far less than its standard error, the fit of two parameters only to about 0.1 in λ and in 1/T.`,
  source:
    'Liu et al. 2024, Decoding-time realignment, arXiv:2402.02992 (the family); Cox and Snell 1968 (bias); Huber 1967 (standard error if the family does not hold); Csiszár 1975 (the divergences add up).',
};

export const calibrationExplanation: Explanation = {
  definition:
    'Every pair of a place and an id of the vocabulary is an event with the probability that the model gives it. Events are put into bins by that probability, joined until at least five of each are expected; the diagram shows how many happened beside how many should. Bins beyond the ends of its axes are drawn at the edge, as triangles that point there. The calibration error (ECE) is the sum over bins of |events − expected events| per token, 0 to 2; it is above 0 even for a calibrated model, so that its value for one stands beside it. The entropy gap is the mean entropy less the mean surprisal, 0 for a calibrated model: below 0 the model expects less surprise than there is. The Brier score is the mean of Σ (p − 1 if it is the token that is there)². The fitted temperature T is that of p^(1/T) under which the text is most likely: above 1 the model is over-confident.',
  units:
    'Probabilities on a logit scale, which spreads what is near 0 and near 1. ECE and Brier score have no unit (0 to 2), the entropy gap is in bits or nats per token. What follows ± is one standard error, the larger of that by the model itself (the likelihood, the varentropies) and that by blocks of tokens; intervals of differences hold 95 % of 1000 resamples of blocks of at least 32 tokens, the same for both models.',
  assumptions: `${sameInput} Bins’ deviations are sums of martingale differences, so that dependence between tokens does not matter. It needs 100 tokens, and ten alternatives of each. The figures are of next-token probabilities on this one text; published results on question answering are about other events.`,
  source:
    'Liu et al. 2024, Full-ECE, arXiv:2406.11345; Braverman et al. 2020, arXiv:1906.05664 (entropy gap); Brier 1950; Guo et al. 2017, arXiv:1706.04599 (temperature); the ECE of a calibrated model is √(2/π) Σ √(Σ p(1 − p)) per token.',
};

export const authorshipExplanation: Explanation = {
  definition:
    'For each model two z-scores: of the accumulated log ratio, its distance from what a text by that model would accumulate, and of the accumulated surprisal, its distance from the accumulated entropy; each in standard deviations under that model. A text is like a model when both z-scores lie within 2.24 of 0, as they do in at least 95 % of the texts that the model writes, and it rules out no token. A z-score that does not exist (the spread is 0 or infinite) is not tested, which the section then says. Beyond 8 they are off the scale and drawn at its edge, as triangles that point outwards. The likelihood ratio is the sum of the log ratios.',
  units: 'z-scores are in standard deviations, the likelihood ratio in bits or nats.',
  assumptions: `${sameInput} The z-scores are standard normal for long texts sampled from the model token by token at temperature 1, however dependent the tokens are; other ways of sampling (lower temperature, top-k) make a text unlike the model it comes from. There is no verdict below 32 tokens, nor where mean KL(tuned ‖ base) is no more than four times the noise floor. The likelihood ratio compares the two models with each other only: it can be large for a text that is like neither.`,
  source:
    'Neyman and Pearson 1933 (likelihood ratio); z-scores by the martingale central limit theorem; the surprisal’s is the analytic curvature of Bao et al. 2023, Fast-DetectGPT, arXiv:2310.05130, with one model.',
};

export const conditioningExplanation: Explanation = {
  definition:
    'The base reads a prefix before the text, the tuned model reads the text alone. The share of the tuned model’s shift that the prefix explains is 1 − Σ KL(tuned ‖ base with the prefix) / Σ KL(tuned ‖ base), both sums over the same tokens: 1 where the base with the prefix predicts what the tuned model does, 0 where the prefix changes nothing, below 0 where it leads away from the tuned model. The lines are the two sums along the text; the dashed one is with the prefix.',
  units:
    'The share has no unit; divergences are in bits or nats, over the full vocabulary. Intervals hold 95 % of 1000 resamples of blocks of at least 32 tokens, the same blocks in both sums; below 128 tokens there is none.',
  assumptions: `${noiseFloorMeaning} There is no share where mean KL(tuned ‖ base) is no more than that. Prefix and text are split into tokens each by itself, so that the tokens of the text are the same with and without; the prefix stands behind the tokens that begin every window. Tokens with fewer than eight tokens of context do not count, nor do those beyond the context window at which the prefix takes the place of tokens of the text, so that what differs is the prefix and nothing else. A small share does not say that no prefix would explain more: it is a bound from below on what conditioning can do.`,
  source:
    'Cameron and Windmeijer 1997 (the share of a Kullback-Leibler divergence that is explained, as R²); Künsch 1989 (block bootstrap). That conditioning the base is an alternative to tuning it: “Take 13: RLHF bad, conditioning good”.',
};
