"""The evaluation as Markdown tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .corpus import SEPARATOR

Row = tuple[str, Callable[[Any], str]]


def _share(value: dict[str, float]) -> str:
    return f"{value['share']:.0%} ({value['low']:.0%} to {value['high']:.0%})"


def _mean(value: dict[str, float], digits: int = 3) -> str:
    return f"{value['mean']:.{digits}f} ± {value['se']:.{digits}f}"


def _grid(models: dict[str, Any], rows: list[Row]) -> list[str]:
    lines = ["| figure | " + " | ".join(models) + " |", "|---|" + "---|" * len(models)]
    for title, cell in rows:
        lines.append(f"| {title} | " + " | ".join(cell(m) for m in models.values()) + " |")
    return lines


def _prediction_rows(domain: str) -> list[Row]:
    def of(model: Any) -> Any:
        return model["prediction"][domain]

    return [
        (f"bits per byte, {domain}", lambda m: f"{of(m)['bitsPerByte']:.3f}"),
        (
            f"fitted temperature, {domain}",
            lambda m: f"{of(m)['temperature']:.3f} ± {of(m)['temperatureSe']:.3f}",
        ),
        (
            f"KL(tuned ‖ base) on held-out {domain}, nats per token",
            lambda m: f"{of(m)['klTunedBaseNatsPerToken']:.3f}",
        ),
    ]


def _steering_rows(length: str) -> list[Row]:
    return [
        (f"reward over {length} tokens", lambda m: _mean(m["steering"][length]["reward"])),
        (
            f"KL(tuned ‖ base) over {length} sampled tokens, nats",
            lambda m: _mean(m["steering"][length]["klNats"], 2),
        ),
    ]


def _mood_rows(mood: str) -> list[Row]:
    rows: list[Row] = [
        (f"mood score, header {mood}", lambda m: _mean(m["conditioning"][mood]["score"]))
    ]
    if mood != "none":
        rows.append(
            (
                f"in the band {mood} with that header",
                lambda m: _share(m["conditioning"][mood]["bands"][mood]),
            )
        )
    return rows


def _chance_rows(kind: str, part: str) -> list[Row]:
    label = {"no": "seen", "numbers": "held-out numbers", "wording": "held-out wording"}[part]

    def cell(model: Any) -> str:
        entry = model["chances"][kind][part]
        text = f"{entry['error']['mean']:.3f}"
        if "slope" in entry:
            text += f", slope {entry['slope']:.2f}"
        if "happyTilt" in entry:
            text += f", tilt {_mean(entry['happyTilt'])}"
        return text

    return [(f"{kind}, {label}: error", cell)]


def table(models: dict[str, Any]) -> str:
    base = models["base"]
    rows: list[Row] = []
    for domain in base["prediction"]:
        rows += _prediction_rows(domain)
    for length in base["steering"]:
        rows += _steering_rows(length)
    for mood in base["conditioning"]:
        rows += _mood_rows(mood)
    for kind, parts in base["chances"].items():
        for part in parts:
            rows += _chance_rows(kind, part)
    rows += [
        ("story ends within 80 tokens", lambda m: _share(m["attractors"]["storyEnds"]["tuned"])),
        ("logits vs PyTorch, largest", lambda m: f"{m['exactness']['logitsVsPyTorch']:.1e}"),
        ("chunks vs one pass, largest", lambda m: f"{m['exactness']['chunkedVsOnePass']:.1e}"),
        ("past moved by the future", lambda m: f"{m['exactness']['causality']:.1e}"),
    ]
    lines = _grid(models, rows)
    for name, model in models.items():
        if name == "base":
            continue
        lines += ["", f"Attractors of {name} (neutral prompts, 80 tokens):", ""]
        lines += ["| word or opening | tuned | base |", "|---|---|---|"]
        found = model["attractors"]
        for entry in (*found["words"][:10], *found["openings"][:3]):
            text = entry.get("word") or f"new story: {entry['opening']} …"
            lines.append(f"| {text} | {_share(entry['tuned'])} | {_share(entry['base'])} |")
    for name, model in models.items():
        lines += ["", f"Samples of {name} (the first draw of each neutral prompt, not picked):", ""]
        for sample in model["samples"]:
            text = " ".join(sample["continuation"].replace(SEPARATOR, " ⟨new document⟩ ").split())
            lines.append(f"- **{sample['prompt']}** {text}")
    return "\n".join(lines) + "\n"
