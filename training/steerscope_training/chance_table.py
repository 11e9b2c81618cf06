"""What drawn outcomes were drawn from, as token ids and chances, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from .odds import Probe

MOST_OUTCOMES = 6
FILE = "chances.npz"


@dataclass
class ChanceTable:
    """Row 0 stands for "no drawn outcome"; each other row for one distribution over first tokens.

    Ids and chances are [rows, MOST_OUTCOMES], filled up with id 0 and chance 0.
    """

    rows: list[tuple[tuple[int, ...], tuple[float, ...]]] = field(
        default_factory=lambda: [((), ())]
    )
    known: dict[tuple[tuple[str, ...], tuple[float, ...]], int] = field(default_factory=dict)

    def row_of(self, tokenizer: Tokenizer, probe: Probe) -> int:
        """0 where two outcomes begin with the same token, as in a tiny vocabulary."""
        key = (probe.outcomes, probe.chances)
        if key not in self.known:
            ids = tuple(tokenizer.encode(f" {outcome}").ids[0] for outcome in probe.outcomes)
            if len(set(ids)) < len(ids):
                return 0
            self.known[key] = len(self.rows)
            self.rows.append((ids, probe.chances))
        return self.known[key]

    def save(self, work: Path) -> None:
        ids = np.zeros((len(self.rows), MOST_OUTCOMES), np.int64)
        chances = np.zeros((len(self.rows), MOST_OUTCOMES), np.float32)
        for row, (of, shares) in enumerate(self.rows):
            ids[row, : len(of)], chances[row, : len(of)] = of, shares
        np.savez(work / FILE, ids=ids, chances=chances)


def load_chances(work: Path) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    with np.load(work / FILE) as file:
        return file["ids"], file["chances"]
