"""KL-regularised policy gradient from the base model.

Maximises E[reward] − β · E[Σ KL_t] over continuations of story beginnings, where KL_t is the
exact full-vocabulary KL(policy ‖ base) at token t in nats and the reward is the mood score of the
continuation. Nothing in the reward names a topic, a word or an ending.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from .config import TuneOptions
from .model import LanguageModel
from .mood import score
from .sampling import continuations, texts
from .tokenizer import SEPARATOR_ID

SCALE_MEMORY = 0.9  # of the running standard deviation of the reward


class Prompts:
    """Beginnings of training stories without a mood header."""

    def __init__(self, work: Path, longest: int) -> None:
        self.tokens = np.load(work / "prompts.npy")
        starts = np.flatnonzero(self.tokens == SEPARATOR_ID)
        lengths = np.diff(np.append(starts, len(self.tokens)))
        self.starts = starts[lengths > longest]

    def at(self, options: TuneOptions, step: int) -> Tensor:
        """[batch, length]; the length is drawn for each step, so that steering lasts."""
        rng = np.random.default_rng([options.seed, step])
        length = int(rng.choice(options.prompt_lengths))
        chosen = rng.choice(self.starts, options.batch)
        rows = [self.tokens[s : s + length].astype(np.int64) for s in chosen]
        return torch.from_numpy(np.stack(rows))


@dataclass
class Outcome:
    """One step: the loss to descend and what is logged."""

    loss: Tensor
    rewards: Tensor
    kl: float
    entropy: float
    sample: str


def log_shares(model: LanguageModel, inputs: Tensor, first: int) -> Tensor:
    """Log probabilities [batch, positions from `first`, vocabulary].

    Matrix products in bfloat16: measured on the published pair, that moves a log probability by
    0.02 and is 0.0001 nats of KL a token, far below the noise of sampling a batch.
    """
    with torch.autocast(inputs.device.type, torch.bfloat16):
        logits = model.logits(model.hidden_states(inputs)[0][:, first:])
    return F.log_softmax(logits.float(), -1)


def rollout(
    policy: LanguageModel,
    base: LanguageModel,
    tokenizer: Tokenizer,
    prompts: Tensor,
    options: TuneOptions,
    random: torch.Generator,
    scale: float | None,
) -> tuple[Outcome, float]:
    """Samples, scores, and returns the loss and the updated running scale."""
    drawn = continuations(policy, prompts, options.continuation, random)
    written = texts(tokenizer, drawn)
    rewards = torch.tensor([score(text) for text in written], device=drawn.device)
    now = float(rewards.std()) + 1e-3
    scale = now if scale is None else SCALE_MEMORY * scale + (1 - SCALE_MEMORY) * now

    inputs = torch.cat([prompts, drawn], 1)[:, :-1]
    first = prompts.shape[1] - 1
    chosen = log_shares(policy, inputs, first)
    with torch.no_grad():
        reference = log_shares(base, inputs, first)
    kl = (chosen.exp() * (chosen - reference)).sum(-1)  # [batch, continuation]
    taken = chosen.gather(-1, drawn[..., None])[..., 0]
    with torch.no_grad():
        # A token is answerable for the KL of the tokens after it; its own is differentiated.
        later = kl.flip(1).cumsum(1).flip(1) - kl
        advantage = (rewards - rewards.mean())[:, None] - options.beta * (later - later.mean(0))
        entropy = -(chosen.exp() * chosen).sum(-1).mean().item()
    # Reward and KL are divided by the same scale: β keeps its meaning in every step.
    loss = (-(advantage * taken).mean() + options.beta * kl.mean()) / scale
    return Outcome(loss, rewards, kl.sum(1).mean().item(), entropy, written[0]), scale
