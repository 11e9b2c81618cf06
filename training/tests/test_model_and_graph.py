from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from steerscope_training.evaluation.exactness import Session, exactness
from steerscope_training.graph import build
from steerscope_training.layout import write_checkpoint
from steerscope_training.model import LanguageModel, round_to_half
from steerscope_training.prepare import encode
from steerscope_training.sampling import continuations, generator
from steerscope_training.tokenizer import train_tokenizer


@pytest.fixture
def exported(small_model: LanguageModel, tmp_path: Path) -> Path:
    round_to_half(small_model)
    path = tmp_path / "model.onnx"
    path.write_bytes(build(small_model).SerializeToString())
    return path


def test_cache_gives_the_same_states_as_one_pass(small_model: LanguageModel) -> None:
    ids = torch.randint(0, 96, (2, 20), generator=generator(1))
    whole, _ = small_model.hidden_states(ids)
    first, cache = small_model.hidden_states(ids[:, :7])
    second, cache = small_model.hidden_states(ids[:, 7:19], cache)
    third, _ = small_model.hidden_states(ids[:, 19:], cache)
    torch.testing.assert_close(torch.cat([first, second, third], 1), whole)


def test_graph_is_exact_and_causal(small_model: LanguageModel, exported: Path) -> None:
    ids = list(np.random.default_rng(0).integers(0, 96, 60))
    found = exactness(exported, small_model, [[int(i) for i in ids]])
    assert found["logitsVsPyTorch"] < 1e-4
    assert found["chunkedVsOnePass"] < 1e-4
    assert found["causality"] == 0


def test_left_padding_is_masked(small_model: LanguageModel, exported: Path) -> None:
    session = Session(exported, small_model)
    plain, _ = session.run([5, 6, 7], session.empty())
    feeds = {
        "input_ids": np.array([[1, 2, 5, 6, 7], [9, 8, 7, 6, 5]]),
        "attention_mask": np.array([[0, 0, 1, 1, 1], [1, 1, 1, 1, 1]]),
        "position_ids": np.array([[0, 0, 0, 1, 2], [0, 1, 2, 3, 4]]),
        **{name: np.repeat(value, 2, 0) for name, value in session.empty().items()},
    }
    padded = session.session.run(["logits"], feeds)[0]
    assert np.isfinite(padded).all()
    np.testing.assert_allclose(padded[0, 2:], plain, atol=1e-5)


def test_half_rounding_is_what_the_file_holds(small_model: LanguageModel) -> None:
    round_to_half(small_model)
    for weight in small_model.parameters():
        assert torch.equal(weight, weight.half().float())


def test_sampling_repeats_with_its_seed(small_model: LanguageModel) -> None:
    prompts = torch.zeros((3, 1), dtype=torch.long)
    first = continuations(small_model, prompts, 12, generator(1, 2))
    assert torch.equal(first, continuations(small_model, prompts, 12, generator(1, 2)))
    assert not torch.equal(first, continuations(small_model, prompts, 12, generator(2, 1)))


@pytest.fixture
def tokenizer() -> Tokenizer:
    return train_tokenizer(["The cat sat on the mat. " * 20], 300)


@pytest.mark.parametrize(
    "text", ["", " ", "naïve “quotes” — 猫 🙂\t\r\n\n  end ", "e\u0301 \u00e9 \x00", "ﬁ"]
)
def test_tokenizer_is_lossless(tokenizer: Tokenizer, text: str) -> None:
    ids = tokenizer.encode(text).ids
    assert tokenizer.decode(ids, skip_special_tokens=False) == text
    assert encode(tokenizer, [text]) == [0, *ids]


def test_checkpoint_folder_has_what_a_loader_needs(
    small_model: LanguageModel, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    write_checkpoint(tmp_path, small_model, tokenizer)
    names = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert names == {
        "config.json",
        "generation_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "onnx/model_fp16.onnx",
    }
