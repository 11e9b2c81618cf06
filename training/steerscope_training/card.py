"""Fills the generated blocks of the model card from the results."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from .layout import write_text
from .report import (
    attractor_tables,
    bars_table,
    figures_table,
    sample_lists,
    scaled_table,
    trials_table,
)

CHART = "attractor-growth.svg"


def blocks(results: Path) -> dict[str, list[str]]:
    found: dict[str, Any] = json.loads((results / "evaluation.json").read_text(encoding="utf-8"))
    models = found["models"]
    made = {
        "bars": bars_table(found["bars"]),
        "figures": figures_table(models),
        "scaled": scaled_table(found["baseScaled"]),
        "attractors": attractor_tables(models),
        "samples": sample_lists(models),
    }
    tried = results / "trials.json"
    if tried.exists():
        made["trials"] = trials_table(json.loads(tried.read_text(encoding="utf-8")))
    return made


def fill_card(results: Path, card: Path) -> None:
    """Replaces what stands between `<!-- NAME: begin -->` and `<!-- NAME: end -->`, and the chart.

    Raises ValueError if the card lacks one of the blocks.
    """
    text = card.read_text(encoding="utf-8")
    for name, lines in blocks(results).items():
        block = re.compile(rf"(<!-- {name}: begin -->\n).*?(<!-- {name}: end -->)", re.DOTALL)
        body = "\n".join(lines).strip("\n")
        text, count = block.subn(lambda m, body=body: f"{m[1]}\n{body}\n\n{m[2]}", text)  # type: ignore[misc]
        if count != 1:
            raise ValueError(f"{card.name} has {count} blocks named {name}, not one")
    write_text(card, text)
    shutil.copy(results / CHART, card.parent / "images" / CHART)
