from __future__ import annotations

import pytest
import torch

from steerscope_training.evaluation.attractors import Written, attractors
from steerscope_training.evaluation.calibration import expected_calibration_error
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


def written(texts: list[str]) -> Written:
    return Written(["x"] * len(texts), [[1]] * len(texts), texts)


def test_attractors_find_the_planted_word_and_opening() -> None:
    base = written(["the man walked home", "a box of wood"] * 10)
    tuned = written(["a party<|endoftext|>In the heart of town", "a party again"] * 10)
    found = attractors((base, tuned), (base, tuned))
    assert found["strongest"]["phrase"] == "a party"
    assert found["strongest"]["tuned"]["share"] == 1.0
    phrases = [entry["phrase"] for entry in found["phrases"]]
    assert "new story: In the heart" in phrases
    assert found["storyEnds"]["tuned"]["share"] == 0.5


def test_the_share_of_an_attractor_is_not_that_of_the_set_it_was_chosen_on() -> None:
    base = written(["the man walked home"] * 10)
    lucky, fresh = written(["a wedding"] * 10), written(["a wedding"] * 3 + ["a house"] * 7)
    found = attractors((base, lucky), (base, fresh))
    assert found["strongest"]["tuned"]["share"] == 0.3


def test_ece_of_a_right_model_is_within_its_null_and_of_a_sharp_one_beyond() -> None:
    random = generator(4)
    logs = torch.log_softmax(3 * torch.randn(3000, 40, generator=random), -1)
    chosen = torch.multinomial(logs.exp(), 1, generator=random)[:, 0]
    right = expected_calibration_error([(logs, chosen)], 1)
    assert right["nullLow"] <= right["value"] <= right["nullHigh"]
    sharp = expected_calibration_error([(torch.log_softmax(logs * 1.5, -1), chosen)], 1)
    assert sharp["value"] > 2 * sharp["nullHigh"]
