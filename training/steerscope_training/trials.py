"""Small paired pretraining runs that the recipe was chosen by."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from .chance_table import FILE
from .config import trials as recipes
from .corpus import DOMAINS
from .layout import write_json
from .model import LanguageModel
from .pretrain import pretrain

PREPARED = (
    "tokenizer.json",
    "held-out.json",
    FILE,
    *(f"{domain}{part}.npy" for domain in DOMAINS for part in ("", "-chances")),
)


def trials(work: Path, results: Path, device: str) -> None:
    """Runs what has not been run yet on the prepared data and tabulates all of it."""
    found: dict[str, Any] = {}
    for name, recipe in recipes().items():
        folder = work / "trials" / name.replace(" ", "-").replace(":", "-").replace(",", "")
        folder.mkdir(parents=True, exist_ok=True)
        for file in PREPARED:
            if not (folder / file).exists():
                (folder / file).symlink_to((work / file).resolve())
        started = time.monotonic()
        pretrain(recipe, folder, device)
        lines = (folder / "logs" / "pretrain.jsonl").read_text(encoding="utf-8").splitlines()
        last = json.loads(lines[-1])
        found[name] = {
            "parameters": sum(p.numel() for p in LanguageModel(recipe.shape).parameters()),
            "steps": recipe.pretrain.steps,
            "tokens": recipe.pretrain.steps * recipe.pretrain.rows * recipe.pretrain.window,
            "bitsPerByte": last["bitsPerByte"],
        }
        print(name, found[name], f"{time.monotonic() - started:.0f} s", flush=True)
    write_json(results / "trials.json", found)
