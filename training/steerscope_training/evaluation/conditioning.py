"""Does a mood header give the mood it asks for?"""

from __future__ import annotations

from typing import Any

from tokenizers import Tokenizer

from ..model import LanguageModel
from ..mood import MOODS, band, header, score
from ..sampling import continuations, generator, prompt_tensor, texts
from .intervals import mean, wilson

TOKENS = 120


def conditioning(
    model: LanguageModel, tokenizer: Tokenizer, count: int, seed: int
) -> dict[str, Any]:
    """Scores of stories sampled after each header and after none (first story only)."""
    result: dict[str, Any] = {}
    length = min(TOKENS, model.shape.context - 20)
    for mood in (*MOODS, "none"):
        prompt = "" if mood == "none" else header(mood)
        start = prompt_tensor(tokenizer, prompt, count)
        drawn = continuations(model, start, length, generator(seed))
        scores = [score(text) for text in texts(tokenizer, drawn)]
        bands = [band(value) for value in scores]
        result[mood] = {
            "score": mean(scores),
            "bands": {m: wilson(bands.count(m), count) for m in MOODS},
        }
    return result
