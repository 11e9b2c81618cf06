"""Held-out prediction: bits per byte, fitted temperature, calibration, divergence from the base."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from ..model import LanguageModel
from ..scoring import bits_per_byte, log_probabilities, tokens_of
from .calibration import expected_calibration_error

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


def sample_of(
    tokenizer: Tokenizer, documents: list[str], context: int, tokens: int, seed: int
) -> list[list[int]]:
    """Whole documents in a seeded order, the last one cut, that make up exactly `tokens` targets
    (or all there are); ids with the separator first."""
    result: list[list[int]] = []
    for index in np.random.default_rng(seed).permutation(len(documents)):
        ids = tokens_of(tokenizer, documents[index], context)[: tokens + 1]
        if len(ids) < 2:
            continue
        result.append(ids)
        tokens -= len(ids) - 1
        if tokens == 0:
            break
    return result


def calibration_when_scaled(
    model: LanguageModel, tokenizer: Tokenizer, documents: list[str], tokens: int, seed: int
) -> dict[str, Any]:
    """ECE as it is, and after dividing the logits by the temperature fitted to the same tokens:
    what is left is no matter of a single temperature."""
    rows = [
        (log_probabilities(model, ids), torch.tensor(ids[1:]))
        for ids in sample_of(tokenizer, documents, model.shape.context, tokens, seed)
    ]
    temperature, _ = fitted_temperature(rows)
    scaled = [(torch.log_softmax(logs / temperature, -1), chosen) for logs, chosen in rows]
    return {
        "temperature": round(temperature, 4),
        "before": expected_calibration_error(rows, seed),
        "after": expected_calibration_error(scaled, seed),
    }


def prediction(
    base: LanguageModel,
    model: LanguageModel,
    tokenizer: Tokenizer,
    documents: list[str],
    tokens: int,
    seed: int,
) -> dict[str, Any]:
    """Bits per byte over all documents; temperature, ECE and KL on a sample of `tokens` tokens."""
    bits, bits_error = bits_per_byte(model, tokenizer, documents)
    rows: list[tuple[Tensor, Tensor]] = []
    nats, entropy, divergence, count = 0.0, 0.0, 0.0, 0
    for ids in sample_of(tokenizer, documents, model.shape.context, tokens, seed):
        chosen = torch.tensor(ids[1:])
        logs = log_probabilities(model, ids)
        rows.append((logs, chosen))
        nats -= logs.gather(-1, chosen[:, None]).double().sum().item()
        entropy -= (logs.exp() * logs).double().sum().item()
        if model is not base:
            reference = log_probabilities(base, ids)
            divergence += (logs.exp() * (logs - reference)).double().sum().item()
        count += len(chosen)
    temperature, error = fitted_temperature(rows)
    return {
        "documents": len(documents),
        "bitsPerByte": round(bits, 4),
        "bitsPerByteSe": round(bits_error, 4),
        "tokens": count,
        "perplexity": round(math.exp(nats / count), 2),
        "meanEntropyNats": round(entropy / count, 4),
        "temperature": round(temperature, 4),
        "temperatureSe": round(error, 4),
        "ece": expected_calibration_error(rows, seed),
        "klTunedBaseNatsPerToken": round(divergence / count, 4),
    }
