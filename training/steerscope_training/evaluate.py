"""Measures base and series and writes the results as JSON and as a table."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from .checkpoint import load_model
from .config import CONTINUATIONS, EVALUATION_SEED, Recipe
from .evaluation.attractors import attractors, write
from .evaluation.chances import chances
from .evaluation.conditioning import conditioning
from .evaluation.exactness import exactness
from .evaluation.prediction import prediction
from .evaluation.steering import steering
from .layout import write_json
from .model import LanguageModel
from .prepare import held_out_documents
from .report import table
from .scoring import tokens_of

DOCUMENTS, STORIES, PROBES, EACH = 40, 80, 60, 40
SHOWN = 1  # continuations of each neutral prompt kept in the results: the first, unpicked


def evaluate(recipe: Recipe, work: Path, pair: Path, results: Path) -> None:
    """Members measured before a kill are not measured again: their figures are kept in `work`."""
    scaled = recipe.scaled
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    held_out = held_out_documents(work)
    base, _ = load_model(work / "base.pt")
    long_text = max(held_out["stories"], key=len)
    ids = tokens_of(tokenizer, long_text, base.shape.context)[: base.shape.context]
    members: list[tuple[str, str, Path]] = [("base", "base", work / "base.pt")]
    members += [(m.id, m.directory, work / f"tuned-{m.run}-{m.step}.pt") for m in recipe.series]
    each = scaled(EACH)
    reference = write(base, tokenizer, each, EVALUATION_SEED)

    def measure(name: str, model: LanguageModel, file: Path) -> dict[str, Any]:
        written = reference if name == "base" else write(model, tokenizer, each, EVALUATION_SEED)
        stories = held_out["stories"]
        return {
            "prediction": {
                domain: prediction(base, model, tokenizer, texts[: scaled(DOCUMENTS)])
                for domain, texts in held_out.items()
            },
            "steering": steering(
                base, model, tokenizer, stories, scaled(CONTINUATIONS), EVALUATION_SEED
            ),
            "conditioning": conditioning(model, tokenizer, scaled(STORIES), EVALUATION_SEED),
            "chances": chances(model, tokenizer, scaled(PROBES), EVALUATION_SEED),
            "attractors": attractors(reference, written),
            "exactness": exactness(file, model, ids),
            "samples": [
                {"prompt": written.prompts[i + j], "continuation": written.texts[i + j]}
                for i in range(0, len(written.texts), each)
                for j in range(SHOWN)
            ],
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
    write_json(results / "evaluation.json", {"seed": EVALUATION_SEED, "models": models})
    shutil.copy(work / "prepared.json", results / "prepared.json")
    shutil.copytree(work / "logs", results / "logs", dirs_exist_ok=True)
    text = table(models)
    (results / "evaluation.md").write_text(text, encoding="utf-8")
    print(text)
