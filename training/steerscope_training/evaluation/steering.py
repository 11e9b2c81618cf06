"""Reward and divergence of sampled continuations of held-out story beginnings."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from ..model import LanguageModel
from ..mood import score
from ..sampling import continuations, generator, texts
from ..scoring import tokens_of
from .intervals import mean

PROMPT = 24  # tokens of the story, separator included
LENGTHS = (64, 200)
BATCH = 40


@torch.no_grad()
def steering(
    base: LanguageModel,
    model: LanguageModel,
    tokenizer: Tokenizer,
    stories: list[str],
    count: int,
    seed: int,
    lengths: tuple[int, ...] = LENGTHS,
) -> dict[str, Any]:
    """Mean reward and mean KL(model ‖ base) in nats per continuation, by its length."""
    beginnings = [tokens_of(tokenizer, s, model.shape.context)[:PROMPT] for s in stories]
    beginnings = [b for b in beginnings if len(b) == PROMPT]
    chosen = [beginnings[i % len(beginnings)] for i in range(count)]
    result: dict[str, Any] = {}
    for length in (n for n in lengths if n + PROMPT <= model.shape.context):
        rewards: list[float] = []
        divergences: list[float] = []
        for start in range(0, count, BATCH):
            x = torch.tensor(chosen[start : start + BATCH])
            drawn = continuations(model, x, length, generator(seed, length, start))
            rewards += [score(text) for text in texts(tokenizer, drawn)]
            inputs = torch.cat([x, drawn], 1)[:, :-1]
            logs = F.log_softmax(model(inputs)[:, PROMPT - 1 :], -1)
            reference = F.log_softmax(base(inputs)[:, PROMPT - 1 :], -1)
            divergences += (logs.exp() * (logs - reference)).sum((-1, -2)).tolist()
        result[str(length)] = {"reward": mean(rewards), "klNats": mean(divergences, 3)}
    return result
