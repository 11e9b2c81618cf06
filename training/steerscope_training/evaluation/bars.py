"""The bars that a version of the pair is held against, and what it reached."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

BITS = {"stories": 1.05, "books": 1.80, "docs": 1.75}
TEMPERATURE = (0.95, 1.05)
GAP, HEADER_COST = 4.0, 0.01
ODDS_KL, ODDS_MASS = 0.03, 0.9
MILD_REWARD, MILD_PERPLEXITY, MILD_ATTRACTOR = 5.0, 1.1, 0.15
DEFAULT_ATTRACTOR, BASE_SHARE, DEFAULT_TEMPERATURE, SAMPLES = 0.30, 0.03, 0.05, 1.5
OVER_ATTRACTOR, OVER_TEMPERATURE = 0.70, 1.2
LOGITS, CHUNKS = 1e-3, 1e-5


@dataclass(frozen=True)
class Bar:
    checkpoint: str
    what: str
    bar: str
    reached: str
    met: bool


def _base(base: Any) -> Iterator[Bar]:
    for domain, most in BITS.items():
        found = base["prediction"][domain]
        bits = found["bitsPerByte"]
        yield Bar(
            "base", f"bits per byte, {domain}", f"≤ {most:.2f}",
            f"{bits:.3f} ± {found['bitsPerByteSe']:.3f}", bits <= most,
        )  # fmt: skip
    low, high = TEMPERATURE
    for domain in BITS:
        found = base["prediction"][domain]
        t = found["temperature"]
        yield Bar(
            "base", f"fitted temperature, {domain}", f"{low} to {high}",
            f"{t:.3f} ± {found['temperatureSe']:.3f}", low <= t <= high,
        )  # fmt: skip
        ece = found["ece"]
        yield Bar(
            "base", f"ECE, {domain} ({ece['tokens']:,} tokens)",
            f"null's 99 % interval, {ece['nullLow']:.4f} to {ece['nullHigh']:.4f}",
            f"{ece['value']:.4f}", ece["value"] <= ece["nullHigh"],
        )  # fmt: skip
    conditioning = base["conditioning"]
    for pair, gap in conditioning["gapsInStandardErrors"].items():
        yield Bar("base", f"mood, {pair}, in standard errors", f"≥ {GAP:g}", f"{gap}", gap >= GAP)
    for domain, cost in conditioning["costOnPlainText"].items():
        bits = cost["bitsPerByte"]
        if bits is not None:
            yield Bar(
                "base", f"cost of the header on plain {domain}, bits per byte",
                f"≤ {HEADER_COST}", f"{bits:.4f} ± {cost['se']:.4f}", bits <= HEADER_COST,
            )  # fmt: skip
    unseen = base["chances"]["heldOut"]
    kl, mass = unseen["kl"], unseen["mass"]
    yield Bar(
        "base", "known odds, held out: KL(truth ‖ model), nats", f"≤ {ODDS_KL}",
        f"{kl['mean']:.4f} ± {kl['se']:.4f}", kl["mean"] <= ODDS_KL,
    )  # fmt: skip
    yield Bar(
        "base", "known odds, held out: mass of the answers", f"≥ {ODDS_MASS:.0%}",
        f"{mass['mean']:.1%}", mass["mean"] >= ODDS_MASS,
    )  # fmt: skip


def _share(model: Any) -> tuple[str, float, float]:
    """Name and shares (tuned, base) of the strongest attractor."""
    top = model["attractors"]["strongest"]
    if top is None:
        return "none", 0.0, 0.0
    return top["phrase"], top["tuned"]["share"], top["base"]["share"]


def _tuned(models: dict[str, Any]) -> Iterator[Bar]:
    base, mild, default, over = (models[name] for name in ("base", "mild", "default", "over"))
    rewards = [m["steering"]["64"]["reward"] for m in (base, mild)]
    gain = (rewards[1]["mean"] - rewards[0]["mean"]) / max(
        math.hypot(rewards[0]["se"], rewards[1]["se"]), 1e-9
    )
    yield Bar(
        "mild", "reward above base, in standard errors", f"≥ {MILD_REWARD:g}",
        f"{gain:.1f}", gain >= MILD_REWARD,
    )  # fmt: skip
    ratio = (
        mild["prediction"]["stories"]["perplexity"] / base["prediction"]["stories"]["perplexity"]
    )
    yield Bar(
        "mild", "perplexity on stories ÷ base's", f"≤ {MILD_PERPLEXITY}",
        f"{ratio:.3f}", ratio <= MILD_PERPLEXITY,
    )  # fmt: skip
    name, share, _ = _share(mild)
    yield Bar(
        "mild", "strongest attractor", f"≤ {MILD_ATTRACTOR:.0%}",
        f"“{name}” {share:.0%}", share <= MILD_ATTRACTOR,
    )  # fmt: skip
    name, share, before = _share(default)
    yield Bar(
        "default", "strongest attractor (tuned, base)",
        f"≥ {DEFAULT_ATTRACTOR:.0%}, ≤ {BASE_SHARE:.0%}", f"“{name}” {share:.0%}, {before:.1%}",
        share >= DEFAULT_ATTRACTOR and before <= BASE_SHARE,
    )  # fmt: skip
    t = [m["prediction"]["stories"]["temperature"] for m in (base, default, over)]
    yield Bar(
        "default", "fitted temperature on stories less base's", f"≥ {DEFAULT_TEMPERATURE}",
        f"{t[1] - t[0]:.3f}", t[1] - t[0] >= DEFAULT_TEMPERATURE,
    )  # fmt: skip
    samples = default["basePerplexityOfSamples"]
    ratio = samples["own"] / samples["base"]
    yield Bar(
        "default", "base's perplexity of its samples ÷ of base's own", f"≤ {SAMPLES}",
        f"{ratio:.2f}", ratio <= SAMPLES,
    )  # fmt: skip
    name, share, _ = _share(over)
    yield Bar(
        "over", "strongest attractor", f"≥ {OVER_ATTRACTOR:.0%}",
        f"“{name}” {share:.0%}", share >= OVER_ATTRACTOR,
    )  # fmt: skip
    yield Bar(
        "over", "fitted temperature, stories", f"≥ {OVER_TEMPERATURE}",
        f"{t[2]:.3f}", t[2] >= OVER_TEMPERATURE,
    )  # fmt: skip


def _files(models: dict[str, Any]) -> Iterator[Bar]:
    for name, model in models.items():
        found = model["exactness"]
        for what, key, most in (
            ("logits against PyTorch", "logitsVsPyTorch", LOGITS),
            ("chunks against one pass", "chunkedVsOnePass", CHUNKS),
            ("past moved by the future", "causality", 0.0),
        ):
            yield Bar(
                name, f"{what} ({found['tokens']:,} tokens)", f"≤ {most:g}",
                f"{found[key]:.1e}", found[key] <= most,
            )  # fmt: skip


def bars(models: dict[str, Any]) -> list[dict[str, Any]]:
    every = (*_base(models["base"]), *_tuned(models), *_files(models))
    return [asdict(bar) for bar in every]
