"""Header lines that condition the base, derived from the text by a published rule."""

from __future__ import annotations

import re
from collections import Counter

from .mood import band, score

TOPICS = (
    "ball", "bear", "bird", "boat", "book", "box", "bunny", "butterfly", "cake", "car", "cat",
    "dog", "duck", "elephant", "fish", "flower", "forest", "fox", "frog", "garden", "girl", "hat",
    "horse", "house", "king", "lion", "monkey", "moon", "mouse", "park", "queen", "rabbit", "rain",
    "river", "sea", "snow", "squirrel", "tree", "truck", "turtle", "wolf",
)  # fmt: skip
TOPIC_COUNT = 2
"""Occurrences that make a word the topic."""
_WORD = re.compile(r"[a-z]+")


def topic(text: str) -> str | None:
    """The word of `TOPICS` that occurs most often in the text (the first of equals)."""
    counts = Counter(word for word in _WORD.findall(text.lower()) if word in TOPICS)
    found = max(TOPICS, key=lambda word: counts[word])
    return found if counts[found] >= TOPIC_COUNT else None


def header(mood: str, about: str | None = None) -> str:
    """The lines before a text, with the blank line that ends them."""
    lines = [f"Mood: {mood}."] + ([f"Topic: {about}."] if about else [])
    return "\n".join(lines) + "\n\n"


def header_of(text: str, with_topic: bool) -> str:
    return header(band(score(text)), topic(text) if with_topic else None)
