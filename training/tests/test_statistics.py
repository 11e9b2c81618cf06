from __future__ import annotations

import pytest
import torch

from steerscope_training.evaluation.attractors import Written, attractors
from steerscope_training.evaluation.intervals import mean, wilson
from steerscope_training.evaluation.prediction import fitted_temperature
from steerscope_training.sampling import generator


def test_wilson_interval_against_a_published_value() -> None:
    found = wilson(10, 20)  # Newcombe (1998): 0.299 to 0.701
    assert (found["low"], found["high"]) == pytest.approx((0.2993, 0.7007), abs=1e-3)
    assert wilson(0, 0)["high"] == 1.0
    assert wilson(0, 30)["low"] == 0.0


def test_mean_and_its_error() -> None:
    assert mean([1.0, 2.0, 3.0]) == {"mean": 2.0, "se": pytest.approx(0.5774, abs=1e-4), "n": 3}


@pytest.mark.parametrize("true", [0.7, 1.0, 1.4])
def test_fitted_temperature_finds_the_one_that_made_the_data(true: float) -> None:
    random = generator(3)
    rows = []
    for _ in range(40):
        logs = torch.log_softmax(2 * torch.randn(60, 30, generator=random), -1)
        share = torch.softmax(logs / true, -1)
        rows.append((logs, torch.multinomial(share, 1, generator=random)[:, 0]))
    temperature, error = fitted_temperature(rows)
    assert abs(temperature - true) < 4 * error
    assert error < 0.1


def test_attractors_find_the_planted_word_and_opening() -> None:
    plain = ["the man walked home", "a box of wood"] * 10
    steered = ["a party<|endoftext|>In the heart of town", "a party again"] * 10
    base, tuned = Written(["x"] * 20, plain), Written(["x"] * 20, steered)
    found = attractors(base, tuned)
    assert found["words"][0]["word"] == "party"
    assert found["storyEnds"]["tuned"]["share"] == 0.5
    assert found["openings"][0]["opening"] == "In the heart"
