"""Small statistics: Wilson intervals and means with standard errors."""

from __future__ import annotations

import math
from collections.abc import Sequence

Z95 = 1.959963984540054


def wilson(hits: int, total: int) -> dict[str, float]:
    """Share with its 95 % Wilson interval."""
    if total == 0:
        return {"share": 0.0, "low": 0.0, "high": 1.0, "hits": 0, "total": 0}
    share, z2 = hits / total, Z95 * Z95
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z95 / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return {
        "share": round(share, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "hits": hits,
        "total": total,
    }


def mean(values: Sequence[float], digits: int = 4) -> dict[str, float]:
    """Mean with its standard error."""
    n = len(values)
    middle = sum(values) / n
    variance = sum((v - middle) ** 2 for v in values) / (n - 1) if n > 1 else float("nan")
    return {"mean": round(middle, digits), "se": round(math.sqrt(variance / n), digits), "n": n}
