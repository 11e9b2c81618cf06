"""Sampling with a key-value cache, reproducible from a seed."""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from .corpus import SEPARATOR
from .model import LanguageModel
from .tokenizer import SEPARATOR_ID


def generator(*numbers: int) -> torch.Generator:
    """A CPU generator seeded from several small numbers."""
    seed = 0
    for number in numbers:
        seed = (seed * 1_000_003 + number + 1) % (1 << 62)
    return torch.Generator().manual_seed(seed)


@torch.no_grad()
def continuations(
    model: LanguageModel, prompts: Tensor, length: int, random: torch.Generator
) -> Tensor:
    """prompts [batch, prompt] → sampled tokens [batch, length] at temperature 1.

    The separator does not stop a continuation: what follows it is the next document. Draws are
    made on the CPU, so that a GPU changes the numbers only by its rounding.
    """
    states, cache = model.hidden_states(prompts)
    drawn: list[Tensor] = []
    for _ in range(length):
        shares = F.softmax(model.logits(states[:, -1]).float(), -1)
        token = torch.multinomial(shares.cpu(), 1, generator=random).to(prompts.device)
        drawn.append(token)
        if len(drawn) < length:
            states, cache = model.hidden_states(token, cache)
    return torch.cat(drawn, 1)


def prompt_tensor(tokenizer: Tokenizer, text: str, count: int) -> Tensor:
    """The separator and the text, `count` times: [count, tokens]."""
    return torch.tensor([[SEPARATOR_ID, *tokenizer.encode(text).ids]] * count)


def texts(tokenizer: Tokenizer, tokens: Tensor) -> list[str]:
    """Decoded rows; the separator becomes a blank line, which also ends a sentence."""
    rows: Sequence[Sequence[int]] = tokens.tolist()
    decoded = tokenizer.decode_batch(rows, skip_special_tokens=False)
    return [text.replace(SEPARATOR, "\n\n") for text in decoded]
