"""Known odds: is the stated chance answered, and does the answer lean to the happy outcome?"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from .. import odds
from ..model import LanguageModel
from ..tokenizer import SEPARATOR_ID
from .intervals import mean


@torch.no_grad()
def answer(model: LanguageModel, tokenizer: Tokenizer, probe: odds.Probe) -> list[float]:
    """Probability of each outcome as the next word (all of its tokens)."""
    prompt = [SEPARATOR_ID, *tokenizer.encode(probe.prompt).ids]
    words = [tokenizer.encode(f" {outcome}").ids for outcome in probe.outcomes]
    longest = max(len(word) for word in words)
    # Rows are filled up on the right, which a causal model never sees from the left.
    rows = [prompt + word + [SEPARATOR_ID] * (longest - len(word)) for word in words]
    states, _ = model.hidden_states(torch.tensor(rows))
    first = len(prompt) - 1
    logs = torch.log_softmax(model.logits(states[:, first : first + longest]), -1)
    return [
        math.exp(sum(logs[row, at, token].item() for at, token in enumerate(word)))
        for row, word in enumerate(words)
    ]


def chances(model: LanguageModel, tokenizer: Tokenizer, count: int, seed: int) -> dict[str, Any]:
    """By kind and by what was held out, and over all that was held out.

    `kl`: mean KL(truth ‖ answer) in nats, the answer normalised over the outcomes.
    `error`: mean total-variation distance between answer and truth, among the outcomes.
    `mass`: probability that any of the outcomes is next. `slope`: regression of the answered
    on the stated chance of the first outcome (1 is right, 0 is deaf to the numbers).
    `happyTilt`: answered minus stated chance of the outcome with the happy consequence.
    """
    result: dict[str, Any] = {}
    unseen: dict[str, list[float]] = {"kl": [], "mass": [], "tilt": []}
    for kind in odds.KINDS:
        held = ("no", "wording") if kind in ("coin", "die") else ("no", "numbers", "wording")
        result[kind] = {}
        for part in held:
            kls, errors, masses, tilts, stated, given = [], [], [], [], [], []
            for probe in odds.probes(seed, kind, part, count):
                raw = answer(model, tokenizer, probe)
                mass = sum(raw)
                shares = [value / mass for value in raw]
                errors.append(
                    sum(abs(s - c) for s, c in zip(shares, probe.chances, strict=True)) / 2
                )
                kls.append(
                    sum(c * math.log(c / s) for s, c in zip(shares, probe.chances, strict=True))
                )
                masses.append(mass)
                stated.append(probe.chances[0])
                given.append(shares[0])
                if probe.happy is not None:
                    at = probe.outcomes.index(probe.happy)
                    tilts.append(shares[at] - probe.chances[at])
            entry: dict[str, Any] = {
                "kl": mean(kls),
                "error": mean(errors),
                "mass": mean(masses),
            }
            if np.ptp(stated) > 1e-9:
                entry["slope"] = round(float(np.polyfit(stated, given, 1)[0]), 3)
            if len(tilts) > 1:
                entry["happyTilt"] = mean(tilts)
            result[kind][part] = entry
            if part != "no":
                unseen["kl"] += kls
                unseen["mass"] += masses
                unseen["tilt"] += tilts
    return {"kinds": result, "heldOut": {name: mean(values) for name, values in unseen.items()}}
