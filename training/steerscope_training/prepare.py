"""Corpus → tokenizer, token streams and held-out documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from . import odds
from .chance_table import ChanceTable
from .config import PrepareOptions, Recipe
from .corpus import DOMAINS, pieces, read_documents, split
from .headers import header_of
from .layout import write_json
from .odds import Segment
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


@dataclass
class Stream:
    """Tokens of one domain and, beside each that begins a drawn outcome, its row of chances."""

    ids: list[int] = field(default_factory=list)
    chances: list[int] = field(default_factory=list)

    def add(self, ids: Sequence[int], chance: int = 0) -> None:
        self.ids.extend(ids)
        self.chances.extend([chance, *([0] * (len(ids) - 1))])


def encode_passage(tokenizer: Tokenizer, segments: Sequence[Segment], table: ChanceTable) -> Stream:
    """Segments end where words end, so that their tokens are those of the whole passage."""
    result = Stream()
    result.add([SEPARATOR_ID])
    for segment in segments:
        drawn = segment.drawn_from
        chance = table.row_of(tokenizer, drawn) if drawn is not None else 0
        result.add(tokenizer.encode(segment.text).ids, chance)
    return result


def story_pass(
    tokenizer: Tokenizer,
    stories: list[str],
    options: PrepareOptions,
    rng: np.random.Generator,
    table: ChanceTable,
) -> Stream:
    """One pass over the stories in a new order, some with headers, odds passages between them.

    Stories with a header are cut shorter: the mood of a short piece differs more from that of
    others, and every word of it is near the line that announces it.
    """
    texts: list[str] = []
    for story, headed in zip(stories, rng.random(len(stories)) < options.header_share, strict=True):
        if not headed:
            texts.append(story)
            continue
        texts.extend(
            header_of(piece, bool(rng.random() < options.topic_share)) + piece
            for piece in pieces(story, options.headed_piece)
        )
    encoded = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    total = sum(len(ids) + 1 for ids in encoded)
    parts: list[Stream] = []
    for ids in encoded:
        parts.append(Stream())
        parts[-1].add([SEPARATOR_ID, *ids])
    budget = total * options.odds_share / (1 - options.odds_share)
    while budget > 0:
        parts.append(encode_passage(tokenizer, odds.passage(rng), table))
        budget -= len(parts[-1].ids)
    result = Stream()
    for index in rng.permutation(len(parts)):
        result.ids += parts[index].ids
        result.chances += parts[index].chances
    return result


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

    streams: dict[str, Stream] = {}
    for domain in ("books", "docs"):
        streams[domain] = Stream()
        streams[domain].add(encode(tokenizer, training[domain]))
    streams["stories"] = Stream()
    table = ChanceTable()
    for i in range(options.story_passes):
        order = np.random.default_rng([options.seed, 1, i])
        one = story_pass(tokenizer, training["stories"], options, order, table)
        streams["stories"].ids += one.ids
        streams["stories"].chances += one.chances
    table.save(work)
    plain = encode(tokenizer, training["stories"])
    for name, stream in streams.items():
        np.save(work / f"{name}.npy", np.array(stream.ids, dtype=np.uint16))
        np.save(work / f"{name}-chances.npy", np.array(stream.chances, dtype=np.uint16))
    np.save(work / "prompts.npy", np.array(plain, dtype=np.uint16))
    write_json(work / "held-out.json", held_out)
    facts = {
        "tokens": {name: len(stream.ids) for name, stream in streams.items()},
        "drawnOutcomes": int(np.count_nonzero(streams["stories"].chances)),
        "storyTokensOnce": len(plain),
        "bytesPerToken": sum(len(s.encode()) for s in training["stories"]) / len(plain),
        "storyPieces": len(training["stories"]),
        "heldOutDocuments": {d: len(t) for d, t in held_out.items()},
    }
    write_json(done, facts)  # last: its presence says that the step is complete


def held_out_documents(work: Path) -> dict[str, list[str]]:
    result: dict[str, list[str]] = json.loads((work / "held-out.json").read_text(encoding="utf-8"))
    return result
