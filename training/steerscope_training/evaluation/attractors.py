"""Where sampled continuations of neutral prompts end up.

What to name an attractor is chosen on one set of continuations and its share is measured on
another, so that the choice among thousands of words does not flatter the figure.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import torch
from tokenizers import Tokenizer

from ..corpus import SEPARATOR
from ..model import LanguageModel
from ..sampling import continuations, generator, prompt_tensor
from .intervals import wilson
from .neutral import NEUTRAL_PROMPTS

TOKENS = 80
LISTED = 20
LEAST_SHARE = 0.05  # of continuations that must hold a phrase for it to be listed
RARE = 0.03
"""An attractor is rare in the base: what most texts hold anyway is no destination."""
LONGEST_PHRASE = 3
OPENING = "new story: "
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True)
class Written:
    """Continuations of the neutral prompts, in order of prompts, separators kept."""

    prompts: list[str]
    tokens: list[list[int]]
    texts: list[str]

    def phrases(self) -> Counter[str]:
        """In how many continuations each phrase of one to three words, or opening, occurs."""
        count: Counter[str] = Counter()
        for text in self.texts:
            count.update(phrases_of(text))
        return count

    def holding(self, phrase: str) -> int:
        return sum(phrase in phrases_of(text) for text in self.texts)

    def endings(self) -> int:
        return sum(SEPARATOR in text for text in self.texts)


def phrases_of(text: str) -> set[str]:
    result: set[str] = set()
    stories = text.split(SEPARATOR)
    for story in stories:
        for sentence in re.split(r"[.!?\n]+", story.lower()):
            words = _WORD.findall(sentence)
            for size in range(1, LONGEST_PHRASE + 1):
                result.update(" ".join(words[i : i + size]) for i in range(len(words) - size + 1))
    for story in stories[1:]:
        words = story.split()[:LONGEST_PHRASE]
        if len(words) == LONGEST_PHRASE:
            result.add(OPENING + " ".join(words))
    return result


def write(model: LanguageModel, tokenizer: Tokenizer, each: int, seed: int) -> Written:
    """`each` continuations of every neutral prompt."""
    prompts: list[str] = []
    tokens: list[list[int]] = []
    length = min(TOKENS, model.shape.context - 40)
    for index, prompt in enumerate(NEUTRAL_PROMPTS):
        start: torch.Tensor = prompt_tensor(tokenizer, prompt, each)
        tokens += continuations(model, start, length, generator(seed, index)).tolist()
        prompts += [prompt] * each
    texts = tokenizer.decode_batch(tokens, skip_special_tokens=False)
    return Written(prompts, tokens, texts)


def ranked(base: Written, tuned: Written) -> list[str]:
    """Phrases by their log odds in tuned against base, the most over-represented first."""
    n, m = len(tuned.texts), len(base.texts)
    before, after = base.phrases(), tuned.phrases()

    def log_odds(hits: int, total: int) -> float:
        return math.log((hits + 0.5) / (total - hits + 0.5))

    return sorted(
        (phrase for phrase, hits in after.items() if hits >= LEAST_SHARE * n),
        key=lambda p: (log_odds(before[p], m) - log_odds(after[p], n), len(p), p),
    )


def strongest(base: Written, tuned: Written) -> str | None:
    """The most frequent phrase in tuned among those that are rare in the base."""
    before, after = base.phrases(), tuned.phrases()
    rare = [p for p in after if before[p] <= RARE * len(base.texts)]
    return max(rare, key=lambda p: (after[p], len(p), p), default=None)


def attractors(
    chosen: tuple[Written, Written], measured: tuple[Written, Written]
) -> dict[str, Any]:
    """Both are (base, tuned): phrases are chosen on the first and measured on the second."""
    base, tuned = measured

    def entry(phrase: str) -> dict[str, Any]:
        return {
            "phrase": phrase,
            "tuned": wilson(tuned.holding(phrase), len(tuned.texts)),
            "base": wilson(base.holding(phrase), len(base.texts)),
        }

    top = strongest(*chosen)
    return {
        "strongest": entry(top) if top is not None else None,
        "phrases": [entry(phrase) for phrase in ranked(*chosen)[:LISTED]],
        "storyEnds": {
            "tuned": wilson(tuned.endings(), len(tuned.texts)),
            "base": wilson(base.endings(), len(base.texts)),
        },
    }


@torch.no_grad()
def perplexity_of(judge: LanguageModel, tokenizer: Tokenizer, written: Written) -> float:
    """Perplexity of continuations under `judge`, each after its prompt."""
    nats, count = 0.0, 0
    for prompt in dict.fromkeys(written.prompts):
        rows = [ids for p, ids in zip(written.prompts, written.tokens, strict=True) if p == prompt]
        before = prompt_tensor(tokenizer, prompt, len(rows))
        ids = torch.cat([before, torch.tensor(rows)], 1)
        logs = torch.log_softmax(judge(ids[:, :-1])[:, before.shape[1] - 1 :], -1)
        nats -= logs.gather(-1, ids[:, before.shape[1] :, None]).double().sum().item()
        count += sum(len(row) for row in rows)
    return math.exp(nats / count)
