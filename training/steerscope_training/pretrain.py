"""Pretraining of the base model: Muon for matrices, AdamW for the rest."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from .batches import Batches
from .chance_table import load_chances
from .checkpoint import ProgressLog, load, save_atomically, save_model
from .config import PretrainOptions, Recipe
from .model import LanguageModel, round_to_half
from .prepare import held_out_documents
from .scoring import bits_per_byte

QUICK_LOOK = 24  # held-out documents a domain for the log


def interpolated(points: tuple[tuple[int, float], ...], step: int) -> float:
    """Value at a step, linear between the given (step, value)."""
    steps, values = zip(*points, strict=True)
    return float(np.interp(step, steps, values))


def optimisers(model: LanguageModel, o: PretrainOptions) -> list[torch.optim.Optimizer]:
    named = list(model.named_parameters())
    matrices = [p for n, p in named if p.dim() == 2 and n != "embedding.weight"]
    others = [p for n, p in named if p.dim() != 2 or n == "embedding.weight"]
    return [
        torch.optim.Muon(
            matrices,
            lr=o.matrix_rate,
            weight_decay=o.weight_decay,
            momentum=0.95,
            adjust_lr_fn="match_rms_adamw",
        ),
        torch.optim.AdamW(others, lr=o.other_rate, betas=(0.9, 0.95), weight_decay=0.0),
    ]


class Loss:
    """Mean nats per token; of a drawn outcome, the expectation over the draw.

    The chance of an outcome is stated, so the expected loss is known and is used instead of the
    loss of the one outcome that was drawn: the same gradient on average, without its noise.
    Drawn outcomes are weighted, because they are few.
    """

    def __init__(self, work: Path, device: str) -> None:
        ids, chances = load_chances(work)
        self.ids = torch.from_numpy(ids).to(device)
        self.chances = torch.from_numpy(chances).to(device)

    def __call__(
        self, model: LanguageModel, x: Tensor, y: Tensor, drawn: Tensor, weight: Tensor
    ) -> Tensor:
        """x, y, drawn [rows, window], weight [] of drawn outcomes; matrix products in bfloat16,
        weights and sums in float32."""
        with torch.autocast(x.device.type, torch.bfloat16):
            logits = model(x)
        logs = F.log_softmax(logits.float().flatten(0, 1), -1)
        row = drawn.flatten()
        observed = -logs.gather(-1, y.flatten()[:, None])[:, 0]
        expected = -(logs.gather(-1, self.ids[row]) * self.chances[row]).sum(-1)
        is_drawn = row > 0
        nats = torch.where(is_drawn, expected, observed)
        weights = torch.where(is_drawn, weight, 1.0)
        return (nats * weights).sum() / weights.sum()


def pretrain(recipe: Recipe, work: Path, device: str) -> None:
    o, path, final = recipe.pretrain, work / "pretrain.pt", work / "base.pt"
    if final.exists():
        return
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    held_out = held_out_documents(work)
    model = LanguageModel(recipe.shape)
    model.initialise(o.seed)
    model.to(device)
    both = optimisers(model, o)
    base_rates = [group["lr"] for opt in both for group in opt.param_groups]
    step = 0
    if path.exists():
        state = load(path, device)
        model.load_state_dict(state["weights"])
        for opt, saved in zip(both, state["optimisers"], strict=True):
            opt.load_state_dict(saved)
        torch.set_rng_state(state["rng"].cpu())
        step = int(state["step"])
    plain = Loss(work, device)
    loss_of = torch.compile(plain, dynamic=False) if o.compile else plain
    log, batches = ProgressLog(work / "logs" / "pretrain.jsonl", step), Batches(work, o)

    def save() -> None:
        state: dict[str, Any] = {
            "step": step,
            "weights": model.state_dict(),
            "optimisers": [opt.state_dict() for opt in both],
            "rng": torch.get_rng_state(),
        }
        save_atomically(path, state)

    saved_at, mark, mark_step = time.monotonic(), time.monotonic(), step
    while step < o.steps:
        factor = interpolated(o.schedule, step)
        groups = [group for opt in both for group in opt.param_groups]
        for group, rate in zip(groups, base_rates, strict=True):
            group["lr"] = rate * factor
        x, y, drawn = (t.to(device) for t in batches.at(step))
        weight = torch.tensor(interpolated(o.outcome_weight, step), device=device)
        loss = loss_of(model, x, y, drawn, weight)
        if not math.isfinite(loss.item()):
            raise RuntimeError(f"the loss is not finite at step {step}")
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for opt in both:
            opt.step()
            opt.zero_grad()
        step += 1
        if step % 25 == 0 or step == o.steps:
            speed = (step - mark_step) * x.numel() / (time.monotonic() - mark)
            mark, mark_step = time.monotonic(), step
            tokens = step * x.numel()
            log.write(step, tokens=tokens, loss=round(loss.item(), 4), tokensPerSecond=round(speed))
        if step % o.evaluate_every == 0 or step == o.steps:
            values = {
                domain: round(bits_per_byte(model, tokenizer, texts[:QUICK_LOOK])[0], 4)
                for domain, texts in held_out.items()
            }
            log.write(step, bitsPerByte=values, planned=o.steps)
            mark, mark_step = time.monotonic(), step
        if time.monotonic() - saved_at > recipe.save_every_seconds:
            save()
            saved_at = time.monotonic()
    save()
    round_to_half(model)
    facts = {"steps": o.steps, "tokens": o.steps * o.rows * o.window, "seed": o.seed}
    save_model(final, model, facts)
