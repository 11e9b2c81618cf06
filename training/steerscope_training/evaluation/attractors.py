"""Where sampled continuations of neutral prompts end up."""

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

NEUTRAL_PROMPTS = (
    "The door was closed. On the table there was a",
    "In the morning the man walked to the",
    "There is a river near the town. It",
    "The box was made of",
    "Tom and Mia sat in the car. They",
)
TOKENS = 80
TOP_WORDS = 20
LEAST_SHARE = 0.1  # of continuations that must hold a word for it to be listed


@dataclass(frozen=True)
class Written:
    """Continuations of the neutral prompts, in order of prompts."""

    prompts: list[str]
    texts: list[str]

    def words(self) -> Counter[str]:
        """In how many continuations each word occurs."""
        count: Counter[str] = Counter()
        for text in self.texts:
            count.update(set(re.findall(r"[a-z]+", text.replace(SEPARATOR, " ").lower())))
        return count

    def endings(self) -> int:
        return sum(SEPARATOR in text for text in self.texts)

    def openings(self) -> Counter[str]:
        """First three words of the story that follows a separator."""
        count: Counter[str] = Counter()
        for text in self.texts:
            if SEPARATOR in text:
                words = text.split(SEPARATOR, 1)[1].split()[:3]
                if len(words) == 3:
                    count[" ".join(words)] += 1
        return count


def write(model: LanguageModel, tokenizer: Tokenizer, each: int, seed: int) -> Written:
    """`each` continuations of every neutral prompt; separators are kept in the text."""
    prompts: list[str] = []
    result: list[str] = []
    for index, prompt in enumerate(NEUTRAL_PROMPTS):
        start: torch.Tensor = prompt_tensor(tokenizer, prompt, each)
        drawn = continuations(model, start, TOKENS, generator(seed, index))
        result += tokenizer.decode_batch(drawn.tolist(), skip_special_tokens=False)
        prompts += [prompt] * each
    return Written(prompts, result)


def attractors(base: Written, tuned: Written) -> dict[str, Any]:
    """Words with the largest log odds against the base, story endings, new openings."""
    n, m = len(tuned.texts), len(base.texts)
    before, after = base.words(), tuned.words()

    def log_odds(hits: int, total: int) -> float:
        return math.log((hits + 0.5) / (total - hits + 0.5))

    ranked = sorted(
        (w for w, hits in after.items() if hits >= LEAST_SHARE * n),
        key=lambda w: log_odds(before[w], m) - log_odds(after[w], n),
    )
    words = [
        {"word": w, "tuned": wilson(after[w], n), "base": wilson(before[w], m)}
        for w in ranked[:TOP_WORDS]
    ]
    openings = [
        {"opening": text, "tuned": wilson(hits, n), "base": wilson(base.openings()[text], m)}
        for text, hits in tuned.openings().most_common(5)
    ]
    return {
        "words": words,
        "storyEnds": {"tuned": wilson(tuned.endings(), n), "base": wilson(base.endings(), m)},
        "openings": openings,
    }
