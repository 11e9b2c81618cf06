"""Checkpoints that survive a kill at any moment, and the progress log."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import torch

from .model import LanguageModel, Shape


def save_atomically(path: Path, state: dict[str, Any]) -> None:
    """Writes beside the target, flushes to the disk, then renames: never half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    with temporary.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def load(path: Path, device: str = "cpu") -> dict[str, Any]:
    state: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
    return state


def save_model(path: Path, model: LanguageModel, facts: dict[str, Any]) -> None:
    weights = {k: v.detach().cpu() for k, v in model.state_dict().items()}
    save_atomically(path, {"shape": model.shape.to_json(), "weights": weights, "facts": facts})


def load_model(path: Path, device: str = "cpu") -> tuple[LanguageModel, dict[str, Any]]:
    state = load(path, device)
    model = LanguageModel(Shape(**state["shape"]))
    model.load_state_dict(state["weights"])
    return model.to(device).eval(), state["facts"]


class ProgressLog:
    """One JSON object a line; lines of steps that a resumed run repeats are dropped."""

    def __init__(self, path: Path, resume_step: int) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        kept = [line for line in lines if _step(line) is not None and _step(line) <= resume_step]  # type: ignore[operator]
        path.write_text("".join(line + "\n" for line in kept), encoding="utf-8")

    def write(self, step: int, **values: Any) -> None:
        line = json.dumps({"step": step, **values, "time": round(time.time(), 1)})
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def _step(line: str) -> int | None:
    try:
        return int(json.loads(line)["step"])
    except (ValueError, KeyError):
        return None  # a line cut short by a kill
