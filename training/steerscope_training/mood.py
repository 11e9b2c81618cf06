"""The published scorer: mean over sentences of VADER's compound score, and the mood bands.

One long string saturates VADER's score, so sentences are scored one by one and averaged. The
same number is the reward of tuning and, in three bands, the mood header of training documents.
"""

from __future__ import annotations

import re
from functools import cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

REWARD_NAME = "mean over sentences of the VADER compound score (vaderSentiment 3.3.2)"
HAPPY_FROM, SAD_TO = 0.35, 0.05
MOODS = ("happy", "plain", "sad")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@cache
def _analyser() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(text) if part.strip()]


def score(text: str) -> float:
    """In [-1, 1]; 0 for a text without a sentence."""
    parts = sentences(text)
    if not parts:
        return 0.0
    total: float = sum(_analyser().polarity_scores(part)["compound"] for part in parts)
    return total / len(parts)


def band(value: float) -> str:
    if value >= HAPPY_FROM:
        return "happy"
    return "sad" if value <= SAD_TO else "plain"
