"""The exported files against PyTorch: same logits, chunks equal one pass, strictly causal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray

from ..model import LanguageModel

Floats = NDArray[np.float32]
Cache = dict[str, Floats]


class Session:
    """An exported model on ONNX Runtime's CPU."""

    def __init__(self, path: Path, model: LanguageModel) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self.shape = model.shape
        self.outputs = [output.name for output in self.session.get_outputs()]

    def empty(self) -> Cache:
        size = (1, self.shape.key_value_heads, 0, self.shape.head_size)
        return {
            f"past_key_values.{i}.{part}": np.zeros(size, np.float32)
            for i in range(self.shape.layers)
            for part in ("key", "value")
        }

    def run(self, ids: list[int], cache: Cache) -> tuple[Floats, Cache]:
        """Logits [tokens, vocabulary] and the cache after them."""
        past = cache["past_key_values.0.key"].shape[2]
        feeds = {
            "input_ids": np.array([ids]),
            "attention_mask": np.ones((1, past + len(ids)), np.int64),
            "position_ids": np.arange(past, past + len(ids))[None],
            **cache,
        }
        values = dict(zip(self.outputs, self.session.run(None, feeds), strict=True))
        logits = values.pop("logits")[0]
        return logits, {k.replace("present", "past_key_values"): v for k, v in values.items()}


def exactness(path: Path, model: LanguageModel, documents: list[list[int]]) -> dict[str, Any]:
    """Largest absolute differences of logits over documents of at most a context each."""
    session = Session(path, model)
    worst = {"logitsVsPyTorch": 0.0, "chunkedVsOnePass": 0.0, "causality": 0.0}
    for ids in documents:
        with torch.no_grad():
            expected = model(torch.tensor([ids]))[0].numpy()
        whole, _ = session.run(ids, session.empty())
        chunked: list[Floats] = []
        cache, start = session.empty(), 0
        for size in (1, 7, 64, len(ids)):
            if start < len(ids):
                logits, cache = session.run(ids[start : start + size], cache)
                chunked.append(logits)
                start += size
        half = len(ids) // 2
        other = ids[:half] + [(i + 1) % model.shape.vocabulary for i in ids[half:]]
        changed, _ = session.run(other, session.empty())
        for name, difference in (
            ("logitsVsPyTorch", whole - expected),
            ("chunkedVsOnePass", np.concatenate(chunked) - whole),
            ("causality", changed[:half] - whole[:half]),
        ):
            worst[name] = max(worst[name], float(np.abs(difference).max(initial=0.0)))
    return {"tokens": sum(len(ids) for ids in documents), **worst}
