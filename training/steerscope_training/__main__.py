"""Command line: `python -m steerscope_training STEP --corpus DIR --out DIR`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from .card import fill_card
from .config import full_recipe, quick_recipe
from .evaluate import evaluate
from .export import export
from .prepare import prepare
from .pretrain import pretrain
from .trials import trials
from .tune import tune

STEPS = ("prepare", "pretrain", "tune", "export", "evaluate")


def parser() -> argparse.ArgumentParser:
    result = argparse.ArgumentParser(prog="steerscope_training", description=__doc__)
    result.add_argument("step", choices=(*STEPS, "all", "trials"))
    result.add_argument("--corpus", type=Path, help="folder with stories, books, docs (.txt[.xz])")
    result.add_argument("--out", type=Path, required=True, help="work folder: states, logs, pair/")
    result.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    result.add_argument("--threads", type=int, default=2, help="CPU threads of PyTorch")
    result.add_argument("--pair", type=Path, help="where the pair goes; default: OUT/pair")
    result.add_argument("--samples", type=Path, help="where samples go; default: OUT/samples")
    result.add_argument("--results", type=Path, help="where figures go; default: OUT/results")
    result.add_argument("--card", type=Path, help="evaluate: model card whose tables are filled")
    result.add_argument("--run", help="tune: only the run of this name")
    result.add_argument("--quick", action="store_true", help="a minute on a slice of the corpus")
    return result


def main(arguments: Sequence[str] | None = None) -> None:
    options = parser().parse_args(arguments)
    torch.set_num_threads(options.threads)
    recipe = quick_recipe() if options.quick else full_recipe()
    chosen = STEPS if options.step == "all" else (options.step,)
    results = options.results or options.out / "results"
    if options.step == "trials":
        trials(options.out, results, options.device)
    if "prepare" in chosen:
        if options.corpus is None:
            raise SystemExit("prepare needs --corpus")
        prepare(recipe, options.corpus, options.out)
    if "pretrain" in chosen:
        pretrain(recipe, options.out, options.device)
    if "tune" in chosen:
        tune(recipe, options.out, options.device, options.run)
    pair = options.pair or options.out / "pair"
    if "export" in chosen:
        export(recipe, options.out, pair, options.samples or options.out / "samples")
    if "evaluate" in chosen:
        evaluate(recipe, options.out, pair, results)
        if options.card is not None:
            fill_card(results, options.card)


if __name__ == "__main__":
    main()
