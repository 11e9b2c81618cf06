"""Measures base and series and writes the results as JSON and as a table."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from .checkpoint import load_model
from .config import CONTINUATIONS, EVALUATION_SEED, Recipe
from .evaluation.attractors import attractors, perplexity_of, write
from .evaluation.bars import bars
from .evaluation.chances import chances
from .evaluation.conditioning import conditioning
from .evaluation.exactness import exactness
from .evaluation.growth import attractor_growth, draw_growth
from .evaluation.prediction import calibration_when_scaled, prediction, sample_of
from .evaluation.steering import steering
from .layout import write_json
from .model import LanguageModel
from .prepare import held_out_documents
from .report import table

STORIES, PROBES, EACH = 1000, 100, 20
CALIBRATION_TOKENS, EXACT_TOKENS = 20_000, 5_000
SHOWN = 8
"""Continuations kept as samples: the first of each of the first neutral prompts, unpicked."""


def evaluate(recipe: Recipe, work: Path, pair: Path, results: Path) -> None:
    """Members measured before a kill are not measured again: their figures are kept in `work`."""
    scaled, seed = recipe.scaled, EVALUATION_SEED
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    held_out = held_out_documents(work)
    stories = held_out["stories"]
    base, _ = load_model(work / "base.pt")
    context, each = base.shape.context, scaled(EACH)
    exact = sample_of(tokenizer, stories, context - 1, scaled(EXACT_TOKENS), seed)
    members: list[tuple[str, str, Path]] = [("base", "base", work / "base.pt")]
    members += [(m.id, m.directory, work / f"tuned-{m.run}-{m.step}.pt") for m in recipe.series]
    base_written = [write(base, tokenizer, each, s) for s in (seed, seed + 1)]
    own = perplexity_of(base, tokenizer, base_written[1])

    def measure(name: str, model: LanguageModel, file: Path) -> dict[str, Any]:
        written = (
            base_written
            if name == "base"
            else [write(model, tokenizer, each, s) for s in (seed, seed + 1)]
        )
        return {
            "prediction": {
                domain: prediction(base, model, tokenizer, texts, scaled(CALIBRATION_TOKENS), seed)
                for domain, texts in held_out.items()
            },
            "steering": steering(base, model, tokenizer, stories, scaled(CONTINUATIONS), seed),
            "conditioning": conditioning(model, tokenizer, held_out, scaled(STORIES), seed),
            "chances": chances(model, tokenizer, scaled(PROBES), seed),
            "attractors": attractors((base_written[0], written[0]), (base_written[1], written[1])),
            "basePerplexityOfSamples": {
                "own": round(perplexity_of(base, tokenizer, written[1]), 2),
                "base": round(own, 2),
            },
            "exactness": exactness(file, model, exact),
            "samples": [
                {"prompt": written[0].prompts[i], "continuation": written[0].texts[i]}
                for i in range(0, len(written[0].texts), each)
            ][:SHOWN],
        }

    models: dict[str, Any] = {}
    for name, directory, path in members:
        kept = work / "measured" / f"{path.stem}.json"
        if not kept.exists():
            model = base if name == "base" else load_model(path)[0]
            file = pair / directory / "onnx" / "model_fp16.onnx"
            write_json(kept, measure(name, model, file))
        models[name] = json.loads(kept.read_text(encoding="utf-8"))
        print(f"measured {name}", flush=True)
    kept = work / "measured" / "base-scaled.json"
    if not kept.exists():
        found = {
            domain: calibration_when_scaled(
                base, tokenizer, texts, scaled(CALIBRATION_TOKENS), seed
            )
            for domain, texts in held_out.items()
        }
        write_json(kept, found)
    base_scaled = json.loads(kept.read_text(encoding="utf-8"))
    reached = bars(models)
    growth = attractor_growth(recipe, work, models, base, tokenizer, each)
    write_json(
        results / "evaluation.json",
        {
            "seed": seed,
            "bars": reached,
            "models": models,
            "baseScaled": base_scaled,
            "growth": growth,
        },
    )
    draw_growth(growth, results / "attractor-growth.svg")
    shutil.copy(work / "prepared.json", results / "prepared.json")
    shutil.copytree(work / "logs", results / "logs", dirs_exist_ok=True)
    text = table(models, reached, base_scaled)
    (results / "evaluation.md").write_text(text, encoding="utf-8")
    print(text)
