"""How the attractors grow with the KL spent, over every checkpoint of the tuning runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt
from tokenizers import Tokenizer

from ..checkpoint import load_model
from ..config import EVALUATION_SEED, Recipe
from ..layout import write_json
from ..model import LanguageModel
from .attractors import write
from .intervals import wilson

SMOOTHED = 10  # steps of the training log over which the KL spent is averaged


def _spent(work: Path, run: str, step: int) -> float:
    lines = (work / "logs" / f"tune-{run}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    near: list[float] = [row["kl"] for row in rows if step - SMOOTHED < row["step"] <= step]
    return round(sum(near) / len(near), 3)


def attractor_growth(
    recipe: Recipe,
    work: Path,
    models: dict[str, Any],
    base: LanguageModel,
    tokenizer: Tokenizer,
    each: int,
) -> dict[str, Any]:
    """Share of continuations that hold each published checkpoint's strongest attractor, by run.

    KL is that of the training log, in nats per continuation, a mean over the last steps.
    """
    phrases = {
        name: model["attractors"]["strongest"]["phrase"]
        for name, model in models.items()
        if name not in ("base", "mild") and model["attractors"]["strongest"] is not None
    }

    def shares(model: LanguageModel) -> dict[str, Any]:
        written = write(model, tokenizer, max(1, each // 2), EVALUATION_SEED + 2)
        return {p: wilson(written.holding(p), len(written.texts)) for p in phrases.values()}

    def kept(name: str, model: LanguageModel | Path) -> dict[str, Any]:
        path = work / "measured" / f"growth-{name}.json"
        if not path.exists():
            found = load_model(model)[0] if isinstance(model, Path) else model
            write_json(path, shares(found))
        result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return result

    runs: dict[str, Any] = {}
    for options in recipe.tune:
        points = [{"step": 0, "klNats": 0.0, "shares": kept("base", base)}]
        points += [
            {
                "step": step,
                "klNats": _spent(work, options.name, step),
                "shares": kept(f"{options.name}-{step}", work / f"tuned-{options.name}-{step}.pt"),
            }
            for step in options.checkpoints
        ]
        runs[options.name] = {"beta": options.beta, "points": points}
    return {"phrases": phrases, "runs": runs}


def draw_growth(growth: dict[str, Any], path: Path) -> None:
    """One panel an attractor, one line a run; bars are Wilson's 95 % intervals."""
    phrases = list(dict.fromkeys(growth["phrases"].values()))
    plt.rcParams.update({"svg.hashsalt": "steerscope", "font.size": 10})
    figure, axes = plt.subplots(
        1,
        max(1, len(phrases)),
        figsize=(4.4 * max(1, len(phrases)), 3.6),
        sharey=True,
        squeeze=False,
    )
    styles = (("#1f5fa8", "o", "-"), ("#b8560f", "s", "--"))
    for axis, phrase in zip(axes[0], phrases, strict=False):
        for (run, value), (colour, marker, line) in zip(
            growth["runs"].items(), styles, strict=False
        ):
            points = value["points"]
            x = [p["klNats"] for p in points]
            y = [100 * p["shares"][phrase]["share"] for p in points]
            low = [
                100 * (p["shares"][phrase]["share"] - p["shares"][phrase]["low"]) for p in points
            ]
            high = [
                100 * (p["shares"][phrase]["high"] - p["shares"][phrase]["share"]) for p in points
            ]
            axis.errorbar(
                x, y, (low, high), color=colour, marker=marker, linestyle=line,
                markersize=4, capsize=2, linewidth=1.2, label=f"{run}, β = {value['beta']}",
            )  # fmt: skip
        axis.set_title(f"“{phrase}”")
        axis.set_xlabel("KL(tuned ‖ base), nats per continuation")
        axis.set_ylim(0, 100)
        axis.grid(alpha=0.25)
    axes[0][0].set_ylabel("continuations that hold it, %")
    if phrases:
        axes[0][0].legend(frameon=False)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
