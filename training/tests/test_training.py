from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from steerscope_training.batches import Batches
from steerscope_training.card import fill_card
from steerscope_training.chance_table import load_chances
from steerscope_training.checkpoint import ProgressLog, load_model, save_atomically
from steerscope_training.config import Recipe
from steerscope_training.evaluate import evaluate
from steerscope_training.export import export
from steerscope_training.model import LanguageModel
from steerscope_training.prepare import prepare
from steerscope_training.pretrain import Loss, interpolated, pretrain
from steerscope_training.tune import tune


def same(first: LanguageModel, second: LanguageModel) -> bool:
    pairs = zip(first.parameters(), second.parameters(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


class KilledError(Exception):
    pass


def killed_at(monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """The process dies when it logs this step; states are saved after every step."""
    write = ProgressLog.write

    def dying(self: ProgressLog, at: int, **values: object) -> None:
        write(self, at, **values)
        if at == step:
            raise KilledError

    monkeypatch.setattr(ProgressLog, "write", dying)


def test_batches_depend_on_seed_and_step_only(recipe: Recipe, corpus: Path, tmp_path: Path) -> None:
    prepare(recipe, corpus, tmp_path)
    first, second = Batches(tmp_path, recipe.pretrain), Batches(tmp_path, recipe.pretrain)
    second.at(0)
    assert torch.equal(first.at(3)[0], second.at(3)[0])
    x, y, drawn = first.at(0)
    assert torch.equal(x[:, 1:], y[:, :-1])
    ids, _ = load_chances(tmp_path)
    for step in range(20):
        _, y, drawn = first.at(step)
        for target, row in zip(y.flatten().tolist(), drawn.flatten().tolist(), strict=True):
            assert row == 0 or target in ids[row]
    assert first.size(0) == (4, 32)
    assert first.size(5) == (2, 64)
    starts = [bool(row[0] == 0) for step in range(4) for row in first.at(step)[0]]
    assert any(starts)


def test_the_loss_of_a_drawn_outcome_is_expected(
    recipe: Recipe, corpus: Path, tmp_path: Path, small_model: LanguageModel
) -> None:
    prepare(recipe, corpus, tmp_path)
    ids, chances = load_chances(tmp_path)
    loss = Loss(tmp_path, "cpu")
    loss.ids %= small_model.shape.vocabulary
    x, y = torch.tensor([[1, 2, 3]]), torch.tensor([[2, 3, 4]])
    found = loss(small_model, x, y, torch.tensor([[0, 1, 0]]), torch.tensor(1.0)).item()
    with torch.autocast("cpu", torch.bfloat16):
        logs = torch.log_softmax(small_model(x)[0].float(), -1)
    wanted = [(c, i % 96) for c, i in zip(chances[1].tolist(), ids[1].tolist(), strict=True)]
    expected = sum(-c * logs[1, i].item() for c, i in wanted)
    assert found == pytest.approx((expected - logs[0, 2].item() - logs[2, 4].item()) / 3, rel=1e-4)


def test_prepare_repeats_itself(recipe: Recipe, corpus: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        prepare(recipe, corpus, tmp_path / name)
    for file in ("stories.npy", "docs.npy", "prompts.npy"):
        assert np.array_equal(np.load(tmp_path / "a" / file), np.load(tmp_path / "b" / file))


def test_schedules_are_linear_between_their_points() -> None:
    points = ((0, 0.1), (10, 1.0), (20, 1.0), (40, 0.2))
    found = [interpolated(points, step) for step in (0, 5, 15, 30, 40)]
    assert found == pytest.approx([0.1, 0.55, 1.0, 0.6, 0.2])


def test_killed_runs_end_in_the_same_weights(
    recipe: Recipe, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("whole", "killed"):
        prepare(recipe, corpus, tmp_path / name)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    pretrain(recipe, whole, "cpu")
    tune(recipe, whole, "cpu")
    with monkeypatch.context() as patch:
        killed_at(patch, 3)
        with pytest.raises(KilledError):
            pretrain(recipe, killed, "cpu")
    assert not (killed / "base.pt").exists()
    pretrain(recipe, killed, "cpu")
    with monkeypatch.context() as patch:
        killed_at(patch, 2)
        with pytest.raises(KilledError):
            tune(recipe, killed, "cpu", "small")
    tune(recipe, killed, "cpu")
    for name in ("base.pt", "tuned-moderate-1.pt", "tuned-moderate-2.pt", "tuned-small-2.pt"):
        assert same(load_model(whole / name)[0], load_model(killed / name)[0]), name

    pair, results = whole / "pair", whole / "results"
    export(recipe, whole, pair, whole / "samples")
    evaluate(recipe, whole, pair, results)
    described = json.loads((pair / "pair.json").read_text(encoding="utf-8"))
    assert [t["id"] for t in described["tuned"] if t.get("default")] == ["default"]
    for member in (described["base"], *described["tuned"]):
        assert (pair / member["directory"] / "onnx" / "model_fp16.onnx").exists()
    found = json.loads((results / "evaluation.json").read_text(encoding="utf-8"))
    assert set(found["models"]) == {"base", "mild", "default", "over"}
    assert all(m["exactness"]["logitsVsPyTorch"] < 1e-3 for m in found["models"].values())
    card = whole / "card.md"
    names = ("bars", "figures", "scaled", "attractors", "samples")
    card.write_text(
        "".join(f"<!-- {n}: begin -->\noutdated\n<!-- {n}: end -->\n" for n in names),
        encoding="utf-8",
    )
    (whole / "images").mkdir()
    fill_card(results, card)
    filled = card.read_text(encoding="utf-8")
    assert "outdated" not in filled
    assert "| base | bits per byte, stories | ≤ 1.05 |" in filled
    files = [bar for bar in found["bars"] if bar["what"].startswith("logits against PyTorch")]
    assert len(files) == 4
    assert all(bar["met"] for bar in files)
    assert (results / "attractor-growth.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_a_failed_save_leaves_the_old_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.pt"
    save_atomically(path, {"step": 1})

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(torch, "save", broken)
    with pytest.raises(OSError, match="disk full"):
        save_atomically(path, {"step": 2})
    assert torch.load(path)["step"] == 1


def test_the_log_drops_what_a_resumed_run_repeats(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text('{"step": 1}\n{"step": 2}\n{"step": 3}\n{"ste', encoding="utf-8")
    ProgressLog(path, 2).write(3, loss=1.0)
    steps = [json.loads(line)["step"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert steps == [1, 2, 3]
