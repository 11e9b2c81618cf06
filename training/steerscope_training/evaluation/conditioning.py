"""Does a header give what it asks for, and what does it cost?"""

from __future__ import annotations

import math
import re
from typing import Any

import torch
from tokenizers import Tokenizer

from ..corpus import SEPARATOR
from ..headers import header
from ..model import LanguageModel
from ..mood import MOODS, band, score
from ..sampling import continuations, generator, prompt_tensor
from ..scoring import log_probabilities
from ..tokenizer import SEPARATOR_ID
from .intervals import mean, wilson

TOKENS = 120
BATCH = 100
TOPICS = ("dog", "boat", "forest")
COST_CHARACTERS = 1500
"""Of a held-out text: with a header before it, it still fits the context."""


def stories(
    model: LanguageModel, tokenizer: Tokenizer, prompt: str, count: int, seed: int
) -> list[str]:
    """The first story after the prompt, of `TOKENS` tokens at most."""
    length = min(TOKENS, model.shape.context - 30)
    result: list[str] = []
    for start in range(0, count, BATCH):
        rows = prompt_tensor(tokenizer, prompt, min(BATCH, count - start))
        drawn = continuations(model, rows, length, generator(seed, start))
        texts = tokenizer.decode_batch(drawn.tolist(), skip_special_tokens=False)
        result += [text.split(SEPARATOR)[0] for text in texts]
    return result


def header_cost(model: LanguageModel, tokenizer: Tokenizer, documents: list[str]) -> dict[str, Any]:
    """Bits per byte of texts in the band plain with `Mood: plain.` before them less without."""
    before = tokenizer.encode(header("plain")).ids
    changes: list[float] = []
    size = 0
    for text in (d[:COST_CHARACTERS] for d in documents):
        if band(score(text)) != "plain":
            continue
        ids = tokenizer.encode(text).ids[: model.shape.context - len(before)]
        chosen = torch.tensor(ids)[:, None]
        bits = [
            -log_probabilities(model, [SEPARATOR_ID, *start, *ids])[len(start) :]
            .gather(-1, chosen)
            .double()
            .sum()
            .item()
            / math.log(2)
            for start in ([], before)
        ]
        changes.append(bits[1] - bits[0])
        size += len(tokenizer.decode(ids).encode())
    if not changes:
        return {"bitsPerByte": None, "se": None, "documents": 0}
    total, n = sum(changes), len(changes)
    spread = sum((change - total / n) ** 2 for change in changes)
    error = math.sqrt(spread * n / max(n - 1, 1)) / size
    return {"bitsPerByte": round(total / size, 5), "se": round(error, 5), "documents": n}


def conditioning(
    model: LanguageModel,
    tokenizer: Tokenizer,
    held_out: dict[str, list[str]],
    count: int,
    seed: int,
) -> dict[str, Any]:
    moods: dict[str, Any] = {}
    plain: list[str] = []
    for mood in (*MOODS, "none"):
        texts = stories(model, tokenizer, "" if mood == "none" else header(mood), count, seed)
        plain = texts if mood == "none" else plain
        scores = [score(text) for text in texts]
        bands = [band(value) for value in scores]
        moods[mood] = {
            "score": mean(scores),
            "bands": {m: wilson(bands.count(m), count) for m in MOODS},
        }
    gaps = {
        f"{high}-{low}": round(
            (moods[high]["score"]["mean"] - moods[low]["score"]["mean"])
            / max(math.hypot(moods[high]["score"]["se"], moods[low]["score"]["se"]), 1e-9),
            2,
        )
        for high, low in (("happy", "plain"), ("plain", "sad"))
    }
    topics: dict[str, Any] = {}
    few = max(4, count // 4)
    for topic in TOPICS:
        word = re.compile(rf"\b{topic}\b", re.IGNORECASE)
        with_topic = stories(model, tokenizer, header("plain", topic), few, seed)
        topics[topic] = {
            "asked": wilson(sum(bool(word.search(t)) for t in with_topic), few),
            "notAsked": wilson(sum(bool(word.search(t)) for t in plain), count),
        }
    return {
        "moods": moods,
        "gapsInStandardErrors": gaps,
        "topics": topics,
        "costOnPlainText": {
            domain: header_cost(model, tokenizer, texts) for domain, texts in held_out.items()
        },
    }
