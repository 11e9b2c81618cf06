"""Log probabilities of documents under a model."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from .model import LanguageModel
from .tokenizer import SEPARATOR_ID


def tokens_of(tokenizer: Tokenizer, text: str, context: int) -> list[int]:
    """The separator and as much of the text as fits the context (inputs and last target)."""
    return [SEPARATOR_ID, *tokenizer.encode(text).ids][: context + 1]


@torch.no_grad()
def log_probabilities(model: LanguageModel, ids: list[int]) -> Tensor:
    """Natural-log distributions [len(ids) - 1, vocabulary] for every token after the first."""
    device = model.embedding.weight.device
    logits = model(torch.tensor([ids[:-1]], device=device))[0]
    return F.log_softmax(logits.float(), -1).cpu()


def bits_per_byte(
    model: LanguageModel, tokenizer: Tokenizer, texts: list[str]
) -> tuple[float, float]:
    """Total surprisal in bits over total UTF-8 bytes, each text from its start; standard error
    of that ratio with texts as clusters (NaN for a single one)."""
    bits: list[float] = []
    sizes: list[int] = []
    for text in texts:
        ids = tokens_of(tokenizer, text, model.shape.context)
        if len(ids) < 2:
            continue
        chosen = torch.tensor(ids[1:])
        rows = log_probabilities(model, ids)
        nats = -rows.gather(-1, chosen[:, None]).double().sum().item()
        bits.append(nats / math.log(2))
        sizes.append(len(tokenizer.decode(ids[1:], skip_special_tokens=False).encode()))
    ratio = sum(bits) / max(sum(sizes), 1)
    spread = sum((b - ratio * size) ** 2 for b, size in zip(bits, sizes, strict=True))
    n = len(bits)
    error = math.sqrt(spread * n / (n - 1)) / sum(sizes) if n > 1 else float("nan")
    return ratio, error
