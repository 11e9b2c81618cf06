"""Corpus → tokenizer, token streams and held-out documents."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from . import odds
from .config import PrepareOptions, Recipe
from .corpus import DOMAINS, pieces, read_documents, split
from .layout import write_json
from .mood import band, header, score
from .tokenizer import SEPARATOR_ID, train_tokenizer

HELD_OUT_CHARACTERS = 2200  # about a context window of 512 tokens and a little more


def encode(tokenizer: Tokenizer, texts: list[str]) -> list[int]:
    """Each text preceded by the separator, as the model is used."""
    ids: list[int] = []
    for start in range(0, len(texts), 500):
        for encoding in tokenizer.encode_batch(texts[start : start + 500]):
            ids.append(SEPARATOR_ID)
            ids.extend(encoding.ids)
    return ids


def story_pass(
    tokenizer: Tokenizer,
    stories: list[str],
    moods: list[str],
    options: PrepareOptions,
    rng: np.random.Generator,
) -> list[int]:
    """One pass over the stories in a new order, some with headers, odds passages between them."""
    texts = [
        (header(mood) if headed else "") + story
        for story, mood, headed in zip(
            stories, moods, rng.random(len(stories)) < options.header_share, strict=True
        )
    ]
    total = len(encode(tokenizer, texts))
    budget = total * options.odds_share / (1 - options.odds_share)
    while budget > 0:
        batch = [odds.passage(rng) for _ in range(100)]
        texts.extend(batch)
        budget -= len(encode(tokenizer, batch))
    return encode(tokenizer, [texts[i] for i in rng.permutation(len(texts))])


def take(rng: np.random.Generator, documents: list[str], limit_bytes: int) -> list[str]:
    """Pieces in random order up to a number of bytes."""
    result: list[str] = []
    for index in rng.permutation(len(documents)):
        result.append(documents[index])
        limit_bytes -= len(documents[index].encode())
        if limit_bytes <= 0:
            break
    return result


def prepare(recipe: Recipe, corpus: Path, work: Path) -> None:
    done = work / "prepared.json"
    if done.exists():
        return
    options = recipe.prepare
    rng = np.random.default_rng([options.seed, 0])
    training: dict[str, list[str]] = {}
    held_out: dict[str, list[str]] = {}
    for domain in DOMAINS:
        documents = read_documents(corpus, domain, options.read_bytes)
        size = options.story_piece if domain == "stories" else options.other_piece
        kept, held = split(documents, options.held_out_one_in)
        training[domain] = [piece for d in kept for piece in pieces(d, size)]
        held_out[domain] = [d[:HELD_OUT_CHARACTERS] for d in held]
    for domain in ("books", "docs"):
        training[domain] = take(rng, training[domain], options.other_bytes)
    vocabulary_text = [
        *take(rng, training["stories"], options.other_bytes // 2),
        *(piece for d in ("books", "docs") for piece in training[d][: len(training[d]) // 4]),
    ]
    tokenizer = train_tokenizer(vocabulary_text, recipe.shape.vocabulary)
    work.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(work / "tokenizer.json"))

    moods = [band(score(story)) for story in training["stories"]]
    streams: dict[str, list[int]] = {d: encode(tokenizer, training[d]) for d in ("books", "docs")}
    streams["stories"] = []
    for i in range(options.story_passes):
        order = np.random.default_rng([options.seed, 1, i])
        streams["stories"] += story_pass(tokenizer, training["stories"], moods, options, order)
    plain = encode(tokenizer, training["stories"])
    for name, ids in (*streams.items(), ("prompts", plain)):
        np.save(work / f"{name}.npy", np.array(ids, dtype=np.uint16))
    write_json(work / "held-out.json", held_out)
    facts = {
        "tokens": {name: len(ids) for name, ids in streams.items()},
        "storyTokensOnce": len(plain),
        "bytesPerToken": sum(len(s.encode()) for s in training["stories"]) / len(plain),
        "storyPieces": len(moods),
        "moods": {mood: moods.count(mood) for mood in ("happy", "plain", "sad")},
        "heldOutDocuments": {d: len(t) for d, t in held_out.items()},
    }
    write_json(done, facts)  # last: its presence says that the step is complete


def held_out_documents(work: Path) -> dict[str, list[str]]:
    result: dict[str, list[str]] = json.loads((work / "held-out.json").read_text(encoding="utf-8"))
    return result
