"""Short passages with a stated chance and outcomes drawn from it, and probes with the answer.

Some combinations of numbers and one wording of each kind never occur in training; the probes
tell whether the model answers near the stated chance there too. Which outcome leads to the
happy consequence is drawn evenly, so that mood says nothing about the outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .wordings import COLOURS, CONSEQUENCES, NAMES, THINGS, WORDINGS

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
KINDS = ("coin", "die", "bag", "weather")
DIE_FACES = NUMBERS[1:7]


@dataclass(frozen=True)
class Probe:
    """A prompt whose next word is one of `outcomes` with the stated chances."""

    kind: str
    prompt: str
    outcomes: tuple[str, ...]
    chances: tuple[float, ...]
    happy: str | None
    held_out: str
    """"no", "numbers" or "wording"."""


def numbers_held_out(kind: str, a: int, b: int) -> bool:
    return kind in ("bag", "weather") and (3 * a + 5 * b) % 7 == 0


def _numbers(rng: np.random.Generator, kind: str, held_out: bool) -> tuple[int, int]:
    while True:
        if kind == "weather":
            n = int(rng.integers(2, 11))
            a, b = int(rng.integers(1, n)), n
        else:
            a, b = (int(v) for v in rng.integers(1, 10, 2))
        if kind not in ("bag", "weather") or numbers_held_out(kind, a, b) == held_out:
            return a, b


def _pick(rng: np.random.Generator, values: Sequence[str]) -> str:
    return values[int(rng.integers(len(values)))]


def _scene(rng: np.random.Generator, kind: str, held_out: str) -> tuple[str, str, str, Probe]:
    a, b = _numbers(rng, kind, held_out == "numbers")
    name, other = (str(v) for v in rng.choice(NAMES, 2, replace=False))
    x, y = (str(v) for v in rng.choice(COLOURS, 2, replace=False))
    wordings = WORDINGS[kind]
    chosen = len(wordings) - 1 if held_out == "wording" else int(rng.integers(len(wordings) - 1))
    first = Fraction(a, b) if kind == "weather" else Fraction(a, a + b)
    outcomes, chances = {
        "coin": (("heads", "tails"), (0.5, 0.5)),
        "die": (DIE_FACES, (1 / 6,) * 6),
        "bag": ((x, y), (float(first), float(1 - first))),
        "weather": (("wet", "dry"), (float(first), float(1 - first))),
    }[kind]
    words = {
        "name": name, "other": other, "x": x, "y": y, "things": _pick(rng, THINGS),
        "a": NUMBERS[a], "b": NUMBERS[b], "n": NUMBERS[b],
    }  # fmt: skip
    setting, draw, again = (part.format(**words) for part in wordings[chosen])
    happy = None
    if kind != "die" and rng.random() < 0.5:
        happy = _pick(rng, outcomes)
        good, bad = CONSEQUENCES[int(rng.integers(len(CONSEQUENCES)))]
        then = [good if o == happy else bad for o in outcomes]
        for outcome, consequence in zip(outcomes, then, strict=True):
            setting += f" If it is {outcome}, they {consequence}."
    probe = Probe(kind, f"{setting} {draw}", outcomes, chances, happy, held_out)
    return setting, draw, again, probe


def passage(rng: np.random.Generator) -> str:
    """A training passage: a setting and one to six outcomes, drawn with the stated chance."""
    kind = str(rng.choice(KINDS, p=(0.2, 0.15, 0.4, 0.25)))
    setting, draw, again, probe = _scene(rng, kind, "no")
    text = f"{setting} {draw}"
    for turn in range(int(rng.integers(1, 7))):
        outcome = str(rng.choice(probe.outcomes, p=probe.chances))
        text += f" {outcome}." if turn == 0 else f" {again} {outcome}."
    return text


def probes(seed: int, kind: str, held_out: str, count: int) -> list[Probe]:
    rng = np.random.default_rng([seed, KINDS.index(kind), len(held_out)])
    return [_scene(rng, kind, held_out)[3] for _ in range(count)]
