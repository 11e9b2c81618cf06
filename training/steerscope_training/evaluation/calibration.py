"""Expected calibration error over all tokens and classes, with its distribution under the null."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

EDGES = tuple(10.0**k for k in range(-6, -1)) + tuple(round(0.1 + 0.06 * i, 2) for i in range(15))
"""Inner edges of the bins of probability: decades below 0.1, steps of 0.06 above."""
DRAWS = 1000
_TOKENS_AT_ONCE = 512


def bin_masses(logs: Tensor, chosen: Tensor) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Probability mass in each bin [tokens, bins], and the bin of each observed token [tokens]."""
    edges = torch.tensor(EDGES)
    masses, hits = [], []
    for start in range(0, len(chosen), _TOKENS_AT_ONCE):
        p = logs[start : start + _TOKENS_AT_ONCE].exp()
        where = torch.bucketize(p, edges)
        mass = torch.zeros(len(p), len(EDGES) + 1, dtype=torch.float64)
        masses.append(mass.scatter_add_(1, where, p.double()).numpy())
        at = chosen[start : start + _TOKENS_AT_ONCE, None]
        hits.append(where.gather(-1, at)[:, 0].numpy())
    return np.concatenate(masses), np.concatenate(hits)


def expected_calibration_error(rows: list[tuple[Tensor, Tensor]], seed: int) -> dict[str, Any]:
    """(1/N) Σ over bins |hits − Σp| (Liu et al. 2024, arXiv 2406.11345), in [0, 2].

    It is biased upwards, so the interval that holds it with 99 % probability if the model is
    exactly right is given beside it: outcomes drawn from the model's own predictions.
    """
    parts = [bin_masses(*row) for row in rows]
    masses = np.concatenate([part[0] for part in parts])
    hits = np.concatenate([part[1] for part in parts])
    n, bins = masses.shape
    expected = masses.sum(0)

    def error(of: NDArray[np.int64]) -> float:
        return float(np.abs(np.bincount(of, minlength=bins) - expected).sum() / n)

    rng = np.random.default_rng(seed)
    cumulated = (masses / masses.sum(1, keepdims=True)).cumsum(1)[:, :-1]
    null = np.array([error((rng.random((n, 1)) > cumulated).sum(1)) for _ in range(DRAWS)])
    low, high = np.quantile(null, (0.005, 0.995))
    return {
        "value": round(error(hits), 5),
        "nullMean": round(float(null.mean()), 5),
        "nullLow": round(float(low), 5),
        "nullHigh": round(float(high), 5),
        "tokens": n,
    }
