"""Short passages with a stated chance and outcomes drawn from it, and probes with the answer.

Some combinations of numbers and some wordings of each kind never occur in training; the probes
tell whether the model answers near the stated chance there too. Which outcome leads to the
happy consequence is drawn evenly, so that mood says nothing about the outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .wordings import COLOURS, CONSEQUENCES, HELD_OUT, NAMES, PLACES, THINGS, TRAINING

NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight")
KINDS = ("coin", "die", "bag", "weather")
KIND_SHARES = (0.15, 0.15, 0.4, 0.3)
DIE_FACES = NUMBERS[1:7]
MOST_THINGS, MOST_DAYS = 6, 8
HAPPY_SHARE = 0.4
"""Of the passages that are not about a die: a consequence is stated for each outcome."""


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


@dataclass(frozen=True)
class Segment:
    """A part of a passage; a drawn outcome knows what it was drawn from."""

    text: str
    drawn_from: Probe | None = None


def numbers_held_out(kind: str, a: int, b: int) -> bool:
    return kind in ("bag", "weather") and (3 * a + 5 * b) % 7 == 0


def _numbers(rng: np.random.Generator, kind: str, held_out: bool) -> tuple[int, int]:
    while True:
        if kind == "weather":
            n = int(rng.integers(2, MOST_DAYS + 1))
            a, b = int(rng.integers(1, n)), n
        else:
            a, b = (int(v) for v in rng.integers(1, MOST_THINGS + 1, 2))
        if kind not in ("bag", "weather") or numbers_held_out(kind, a, b) == held_out:
            return a, b


def _pick(rng: np.random.Generator, values: Sequence[str]) -> str:
    return values[int(rng.integers(len(values)))]


def _singular(setting: str, things: str) -> str:
    """ "one red balls" → "one red ball", "one days" → "one day"."""
    for colour in COLOURS:
        setting = setting.replace(f"one {colour} {things}", f"one {colour} {things[:-1]}")
        setting = setting.replace(f"one {colour} ones", f"one {colour} one")
    return setting.replace("one days", "one day")


@dataclass(frozen=True)
class _Scene:
    setting: str
    first: str
    further: str
    probe: Probe


def _scene(rng: np.random.Generator, kind: str, held_out: str) -> _Scene:
    a, b = _numbers(rng, kind, held_out == "numbers")
    name, other = (str(v) for v in rng.choice(NAMES, 2, replace=False))
    x, y = (str(v) for v in rng.choice(COLOURS, 2, replace=False))
    wordings = (HELD_OUT if held_out == "wording" else TRAINING)[kind]
    first = Fraction(a, b) if kind == "weather" else Fraction(a, a + b)
    outcomes, chances = {
        "coin": (("heads", "tails"), (0.5, 0.5)),
        "die": (DIE_FACES, (1 / 6,) * 6),
        "bag": ((x, y), (float(first), float(1 - first))),
        "weather": (("wet", "dry"), (float(first), float(1 - first))),
    }[kind]
    things = _pick(rng, THINGS)
    words = {
        "name": name, "other": other, "x": x, "y": y, "place": _pick(rng, PLACES),
        "a": NUMBERS[a], "b": NUMBERS[b], "n": NUMBERS[b], "things": things,
    }  # fmt: skip
    setting = _pick(rng, wordings.settings).format(**words)
    setting = _singular(setting, things)
    draw, again = wordings.draws[int(rng.integers(len(wordings.draws)))]
    happy = None
    if kind != "die" and rng.random() < HAPPY_SHARE:
        happy = _pick(rng, outcomes)
        good, bad = CONSEQUENCES[int(rng.integers(len(CONSEQUENCES)))]
        for outcome in outcomes:
            setting += f" If it is {outcome}, they {good if outcome == happy else bad}."
    draw = draw.format(**words)
    probe = Probe(kind, f"{setting} {draw}", outcomes, chances, happy, held_out)
    return _Scene(setting, draw, again.format(**words), probe)


def passage(rng: np.random.Generator) -> list[Segment]:
    """A training passage: a setting and two to six outcomes, drawn with the stated chance."""
    scene = _scene(rng, str(rng.choice(KINDS, p=KIND_SHARES)), "no")
    result = [Segment(f"{scene.setting} {scene.first}")]
    turns = int(rng.integers(2, 7))
    for turn in range(turns):
        outcome = str(rng.choice(scene.probe.outcomes, p=scene.probe.chances))
        result.append(Segment(f" {outcome}", scene.probe))
        result.append(Segment("." if turn == turns - 1 else f". {scene.further}"))
    return result


def text_of(segments: Sequence[Segment]) -> str:
    return "".join(segment.text for segment in segments)


def probes(seed: int, kind: str, held_out: str, count: int) -> list[Probe]:
    rng = np.random.default_rng([seed, KINDS.index(kind), len(held_out)])
    return [_scene(rng, kind, held_out).probe for _ in range(count)]
