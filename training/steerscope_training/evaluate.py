"""Measures base and series and writes the results as JSON and as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from .checkpoint import load_model
from .config import Recipe
from .evaluation.attractors import Written, attractors, write
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

SEED = 11
DOCUMENTS, CONTINUATIONS, STORIES, PROBES, EACH = 60, 160, 100, 60, 40
SHOWN = 1  # continuations of each neutral prompt kept in the results: the first, unpicked


def evaluate(recipe: Recipe, work: Path, pair: Path, results: Path) -> None:
    def scaled(count: int) -> int:
        return max(4, round(count * recipe.evaluation_scale))

    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    held_out = held_out_documents(work)
    base, _ = load_model(work / "base.pt")
    long_text = max(held_out["stories"], key=len)
    ids = tokens_of(tokenizer, long_text, base.shape.context)[: base.shape.context]
    members: list[tuple[str, str, Path]] = [("base", "base", work / "base.pt")]
    members += [(m.id, m.directory, work / f"tuned-{m.run}-{m.step}.pt") for m in recipe.series]
    reference: Written | None = None
    models: dict[str, Any] = {}
    for name, directory, path in members:
        model: LanguageModel = base if name == "base" else load_model(path)[0]
        written = write(model, tokenizer, scaled(EACH), SEED)
        reference = reference or written
        each = scaled(EACH)
        models[name] = {
            "prediction": {
                domain: prediction(base, model, tokenizer, texts[: scaled(DOCUMENTS)])
                for domain, texts in held_out.items()
            },
            "steering": steering(
                base, model, tokenizer, held_out["stories"], scaled(CONTINUATIONS), SEED
            ),
            "conditioning": conditioning(model, tokenizer, scaled(STORIES), SEED),
            "chances": chances(model, tokenizer, scaled(PROBES), SEED),
            "attractors": attractors(reference, written),
            "exactness": exactness(pair / directory / "onnx" / "model_fp16.onnx", model, ids),
            "samples": [
                {"prompt": written.prompts[i + j], "continuation": written.texts[i + j]}
                for i in range(0, len(written.texts), each)
                for j in range(SHOWN)
            ],
        }
        print(f"measured {name}", flush=True)
    write_json(results / "evaluation.json", {"seed": SEED, "models": models})
    text = table(models)
    (results / "evaluation.md").write_text(text, encoding="utf-8")
    print(text)
