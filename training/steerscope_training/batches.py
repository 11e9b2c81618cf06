"""Training batches as a pure function of (seed, step): resuming needs no reader state."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from .config import PretrainOptions
from .tokenizer import SEPARATOR_ID

Tokens = NDArray[np.uint16]


class Batches:
    """Half of the rows begin at a document's start, where the model is used, half anywhere."""

    def __init__(self, work: Path, options: PretrainOptions) -> None:
        self.options = options
        self.streams: dict[str, Tokens] = {
            name: np.load(work / f"{name}.npy", mmap_mode="r") for name, _ in options.mix
        }
        self.chances: dict[str, NDArray[np.uint16]] = {
            name: np.load(work / f"{name}-chances.npy", mmap_mode="r") for name, _ in options.mix
        }
        self.starts = {
            name: np.flatnonzero(np.asarray(stream) == SEPARATOR_ID)
            for name, stream in self.streams.items()
        }

    def size(self, step: int) -> tuple[int, int]:
        """Rows and tokens of a row at a step; their product never changes."""
        o = self.options
        if step >= o.long_from:
            return o.rows // 2, o.window * 2
        return o.rows, o.window

    def at(self, step: int) -> tuple[Tensor, Tensor, Tensor]:
        """Inputs, targets and the targets' rows of the chance table, each [rows, window]."""
        rows, window = self.size(step)
        rng = np.random.default_rng([self.options.seed, step])
        result: list[NDArray[np.int64]] = []
        drawn: list[NDArray[np.int64]] = []
        for name in self._domains(rows):
            stream, starts = self.streams[name], self.starts[name]
            last = len(stream) - window - 1
            if rng.random() < 0.5:
                usable = int(np.searchsorted(starts, last))
                at = int(starts[int(rng.integers(usable))])
            else:
                at = int(rng.integers(last))
            result.append(np.asarray(stream[at : at + window + 1]).astype(np.int64))
            drawn.append(np.asarray(self.chances[name][at + 1 : at + window + 1]).astype(np.int64))
        tokens = torch.from_numpy(np.stack(result))
        return tokens[:, :-1], tokens[:, 1:], torch.from_numpy(np.stack(drawn))

    def _domains(self, rows: int) -> list[str]:
        """Names of the rows' domains in the proportions of the mix."""
        total = sum(count for _, count in self.options.mix)
        names = [name for name, count in self.options.mix for _ in range(count)]
        return [names[(i * total) // rows] for i in range(rows)]
