"""Held-out prediction: bits per byte, fitted temperature, divergence from the base."""

from __future__ import annotations

import math
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from ..model import LanguageModel
from ..scoring import log_probabilities, tokens_of

NEWTON_STEPS = 8  # at most
CONVERGED = 1e-5


def fitted_temperature(rows: list[tuple[Tensor, Tensor]]) -> tuple[float, float]:
    """Temperature of maximum likelihood and its standard error.

    Each row is (log probabilities [tokens, vocabulary], tokens [tokens]) of one document. The
    score of the inverse temperature is concave, so Newton's method from 1 converges; the
    standard error is the sandwich with documents as clusters, because tokens of one document
    are not independent.
    """
    inverse, information, scores = 1.0, 1.0, [0.0]
    for _ in range(NEWTON_STEPS):
        scores, information = [], 0.0
        for logs, tokens in rows:
            share = torch.softmax(logs * inverse, -1)
            expected = (share * logs).sum(-1)
            chosen = logs.gather(-1, tokens[:, None])[:, 0]
            scores.append((chosen - expected).double().sum().item())
            variance = (share * logs * logs).sum(-1) - expected**2
            information += variance.double().sum().item()
        change = sum(scores) / information
        inverse += change
        if abs(change) < CONVERGED:
            break
    # One document has no spread between documents: fall back on the model's own error there.
    spread = sum(s * s for s in scores) if len(rows) > 1 else information
    error = math.sqrt(spread) / information  # of the inverse temperature
    return 1 / inverse, error / inverse**2


def prediction(
    base: LanguageModel, model: LanguageModel, tokenizer: Tokenizer, documents: list[str]
) -> dict[str, Any]:
    rows: list[tuple[Tensor, Tensor]] = []
    nats, size, entropy, divergence, count = 0.0, 0, 0.0, 0.0, 0
    for text in documents:
        ids = tokens_of(tokenizer, text, model.shape.context)
        tokens = torch.tensor(ids[1:])
        logs = log_probabilities(model, ids)
        rows.append((logs, tokens))
        nats -= logs.gather(-1, tokens[:, None]).double().sum().item()
        size += len(tokenizer.decode(ids[1:], skip_special_tokens=False).encode())
        entropy -= (logs.exp() * logs).double().sum().item()
        if model is not base:
            reference = log_probabilities(base, ids)
            divergence += (logs.exp() * (logs - reference)).double().sum().item()
        count += len(tokens)
    temperature, error = fitted_temperature(rows)
    return {
        "documents": len(documents),
        "tokens": count,
        "bitsPerByte": round(nats / math.log(2) / size, 4),
        "perplexity": round(math.exp(nats / count), 2),
        "meanEntropyNats": round(entropy / count, 4),
        "temperature": round(temperature, 4),
        "temperatureSe": round(error, 4),
        "klTunedBaseNatsPerToken": round(divergence / count, 4),
    }
