from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from steerscope_training.config import Recipe, quick_recipe
from steerscope_training.corpus import SEPARATOR
from steerscope_training.model import LanguageModel, Shape

SENTENCES = (
    "Tom was happy and loved the sunny garden.",
    "The old dog was sad and cried in the cold rain.",
    "There was a box on the table.",
    "Mia walked to the river with her brother.",
    "They played a wonderful game with their friends.",
    "The road was long and nobody came.",
    "She saw a bird near the window.",
    "Ben lost his hat and felt terrible.",
)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(params=[1, 3], ids=["a head of keys each", "one head of keys shared"])
def small_model(request: pytest.FixtureRequest) -> LanguageModel:
    shape = Shape(vocabulary=96, hidden=24, layers=2, heads=3, feed_forward=40, context=64)
    model = LanguageModel(replace(shape, sharing=request.param))
    model.initialise(5)
    return model.eval()


@pytest.fixture
def recipe() -> Recipe:
    quick = quick_recipe()
    return replace(
        quick,
        shape=replace(quick.shape, vocabulary=320, hidden=16, feed_forward=24),
        pretrain=replace(quick.pretrain, steps=6, long_from=5, evaluate_every=3, rows=4, window=32),
        tune=tuple(
            replace(t, steps=2, checkpoints=(1, 2), batch=4, continuation=6, prompt_lengths=(8, 12))
            for t in quick.tune
        ),
        series=tuple(replace(m, step=1 if m.id == "mild" else 2) for m in quick.series),
        save_every_seconds=0.0,
        evaluation_scale=0.02,
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Random little documents in the corpus layout."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "corpus"
    folder.mkdir()
    for domain in ("stories", "books", "docs"):
        documents = [
            " ".join(SENTENCES[i] for i in rng.integers(0, len(SENTENCES), 12)) for _ in range(150)
        ]
        text = "".join(f"{d}\n{SEPARATOR}\n" for d in documents)
        (folder / f"{domain}.txt").write_text(text, encoding="utf-8")
    return folder
