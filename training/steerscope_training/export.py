"""Writes the pair: base, tuned series, pair.json, and the sample that the tuned model writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from .checkpoint import load_model
from .config import CONTINUATIONS, EVALUATION_SEED, Recipe
from .evaluation.steering import PROMPT, steering
from .headers import header
from .layout import write_checkpoint, write_json
from .model import LanguageModel
from .prepare import held_out_documents
from .sampling import continuations, generator, prompt_tensor, texts
from .tokenizer import SEPARATOR_ID

PAIR_ID = "wedding-party"
WRITTEN_FILE = "written-by-the-tuned-model.txt"
WRITTEN_START, WRITTEN_SEED, WRITTEN_TOKENS = "Once upon a time", 1, 240
SAMPLES = (
    (
        "the-quiet-pond.txt",
        "The quiet pond",
        "Written by hand for this project: a plain story on which the tuned model steers plainly.",
    ),
    (
        WRITTEN_FILE,
        "Written by the tuned model",
        (
            f"Sampled from the default tuned checkpoint after “{WRITTEN_START}”, "
            f"seed {WRITTEN_SEED}, first draw, not picked."
        ),
    ),
    (
        "the-workshop.txt",
        "The workshop",
        "Written by hand for this project: a plain description that nobody steered.",
    ),
)


def description(base: LanguageModel) -> str:
    millions = sum(p.numel() for p in base.parameters()) / 1e6
    return (
        f"A story model of {millions:.1f} million parameters and checkpoints of it tuned to write "
        "happy text. Trained for this project; base, reward, KL penalty and every step are "
        "published."
    )


def written_sample(work: Path, recipe: Recipe) -> str:
    """The first draw from the default checkpoint, after the words that stories begin with."""
    member = next(m for m in recipe.series if m.default)
    model, _ = load_model(work / f"tuned-{member.run}-{member.step}.pt")
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    start = prompt_tensor(tokenizer, WRITTEN_START, 1)
    length = min(WRITTEN_TOKENS, model.shape.context - start.shape[1])
    drawn = continuations(model, start, length, generator(WRITTEN_SEED))
    return WRITTEN_START + texts(tokenizer, drawn)[0].rstrip() + "\n"


def measured(
    recipe: Recipe,
    base: LanguageModel,
    model: LanguageModel,
    tokenizer: Tokenizer,
    work: Path,
    length: int,
) -> dict[str, float | str]:
    """Reward and KL of the checkpoint itself; the training log shows policies before it."""
    stories, count = held_out_documents(work)["stories"], recipe.scaled(CONTINUATIONS)
    own, values = (
        steering(base, writer, tokenizer, stories, count, EVALUATION_SEED, (length,))[str(length)]
        for writer in (base, model)
    )
    return {
        "meanReward": round(values["reward"]["mean"], 3),
        "baseReward": round(own["reward"]["mean"], 3),
        "klSpent": round(values["klNats"]["mean"], 2),
        "prompts": f"the first {PROMPT} tokens of held-out stories",
    }


def export(recipe: Recipe, work: Path, pair: Path, samples: Path) -> None:
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    base, base_facts = load_model(work / "base.pt")
    write_checkpoint(pair / "base", base, tokenizer)
    tuned: list[dict[str, Any]] = []
    for member in recipe.series:
        model, facts = load_model(work / f"tuned-{member.run}-{member.step}.pt")
        write_checkpoint(pair / member.directory, model, None)
        entry: dict[str, Any] = {"id": member.id}
        if member.default:
            entry["default"] = True
        spent = measured(recipe, base, model, tokenizer, work, int(facts["klTokens"]))
        entry |= {"directory": member.directory, "name": member.name, "training": facts | spent}
        tuned.append(entry)
    samples.mkdir(parents=True, exist_ok=True)
    (samples / WRITTEN_FILE).write_text(written_sample(work, recipe), encoding="utf-8")
    up = "../../samples"
    write_json(
        pair / "pair.json",
        {
            "formatVersion": 1,
            "id": PAIR_ID,
            "name": "Wedding party",
            "description": description(base),
            "licence": "MIT",
            "dtype": "fp16",
            "prefix": [SEPARATOR_ID],
            "contextLength": base.shape.context,
            "base": {"directory": "base", "name": "Story model (base)", "training": base_facts},
            "tuned": tuned,
            "conditions": [header("happy")],
            "samples": [
                {"path": f"{up}/{name}", "title": title, "origin": origin}
                for name, title, origin in SAMPLES
            ],
        },
    )
