from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest

from steerscope_training import headers, mood, odds
from steerscope_training.wordings import COLOURS, THINGS


@pytest.mark.parametrize(("value", "expected"), [(0.35, "happy"), (0.34, "plain"), (0.05, "sad")])
def test_bands_meet_at_the_stated_limits(value: float, expected: str) -> None:
    assert mood.band(value) == expected


def test_score_is_the_mean_over_sentences() -> None:
    happy, plain = "I love this wonderful day.", "There is a table."
    assert mood.score(f"{happy} {plain}") == pytest.approx(mood.score(happy) / 2)
    assert mood.score(" \n") == 0.0


def test_a_document_end_ends_a_sentence() -> None:
    assert len(mood.sentences("The end.\n\nOnce more.")) == 2


def test_training_passages_never_hold_what_is_held_out() -> None:
    rng = np.random.default_rng(1)
    passages = [odds.text_of(odds.passage(rng)) for _ in range(2000)]
    for kind in odds.KINDS:
        for probe in odds.probes(1, kind, "wording", 20):
            last_words = " ".join(probe.prompt.split()[-8:])
            assert not any(last_words in text for text in passages), kind
    assert odds.numbers_held_out("bag", 3, 1)
    forbidden = ("three red balls and one blue", "three red and one blue balls")
    assert not any(f in text for text in passages for f in forbidden)


def test_things_agree_with_their_numbers() -> None:
    rng = np.random.default_rng(5)
    text = " ".join(odds.text_of(odds.passage(rng)) for _ in range(3000))
    assert "one red ball and" in text
    assert not re.search(rf"\bone ({'|'.join(COLOURS)}) ({'|'.join(THINGS)})\b", text)
    assert "one days" not in text


def test_held_out_probes_are_held_out() -> None:
    for probe in odds.probes(3, "weather", "numbers", 50):
        assert probe.held_out == "numbers"
        assert sum(probe.chances) == pytest.approx(1)


def test_outcomes_follow_the_stated_chances() -> None:
    rng = np.random.default_rng(2)
    faces: Counter[str] = Counter()
    while sum(faces.values()) < 3000:
        drawn = [s.text.strip() for s in odds.passage(rng) if s.drawn_from]
        if set(drawn) <= set(odds.DIE_FACES):
            faces.update(drawn)
    assert all(abs(n / sum(faces.values()) - 1 / 6) < 0.03 for n in faces.values())


def test_the_happy_outcome_is_balanced() -> None:
    probes = [p for p in odds.probes(4, "coin", "no", 2000) if p.happy is not None]
    share = sum(p.happy == "heads" for p in probes) / len(probes)
    assert abs(share - 0.5) < 0.06


def test_the_header_says_mood_and_topic_of_the_text() -> None:
    text = "The dog loved the happy day. The dog was wonderful."
    assert headers.header_of(text, True) == "Mood: happy.\nTopic: dog.\n\n"
    assert headers.header_of(text, False) == "Mood: happy.\n\n"
    assert headers.topic("A dog and a cat.") is None
