"""Writes a pair of the shape of SmolLM-135M (vocabulary 49,152) with random weights, for the bench.

    PYTHONPATH=training python bench/subjects/make_random_pair.py FOLDER

Needs what training/ needs. Random weights take the same time as trained ones; the tokenizer is the
bundled one with entries that no text reaches, so that the vocabulary is as long as the logits.
"""

import json
import sys
from pathlib import Path

import torch
from steerscope_training.layout import write_checkpoint
from steerscope_training.model import LanguageModel, Shape
from tokenizers import Tokenizer

SHAPE = Shape(
    vocabulary=49152, hidden=576, layers=30, heads=9, sharing=3, feed_forward=1536, context=2048
)
BUNDLED = Path("media/models/wedding-party")


def long_tokenizer():
    text = json.loads((BUNDLED / "base" / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = text["model"]["vocab"]
    for token in range(len(vocabulary), SHAPE.vocabulary):
        vocabulary[f"unreachable{token}"] = token
    return Tokenizer.from_str(json.dumps(text))


@torch.no_grad()
def main(folder):
    tokenizer = long_tokenizer()
    model = LanguageModel(SHAPE)
    model.initialise(seed=1)
    write_checkpoint(folder / "base", model, tokenizer)
    generator = torch.Generator().manual_seed(2)
    for weight in model.parameters():
        weight += 0.05 * weight.std() * torch.randn(weight.shape, generator=generator)
    write_checkpoint(folder / "tuned", model, tokenizer)
    pair = {
        "formatVersion": 1,
        "id": "random-smollm",
        "name": "SmolLM-135M's shape, random weights",
        "dtype": "fp16",
        "prefix": [0],
        "contextLength": SHAPE.context,
        "base": {"directory": "base"},
        "tuned": [{"directory": "tuned"}],
    }
    (folder / "pair.json").write_text(json.dumps(pair), encoding="utf-8")


main(Path(sys.argv[1]))
