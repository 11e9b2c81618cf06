"""Tuning runs: from the base to the published series, resumable."""

from __future__ import annotations

import copy
import time
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from .checkpoint import ProgressLog, load, load_model, save_atomically, save_model
from .config import Recipe, TuneOptions
from .model import LanguageModel, round_to_half
from .mood import REWARD_NAME
from .policy_gradient import Prompts, rollout
from .sampling import generator


def tune_one(recipe: Recipe, o: TuneOptions, work: Path, device: str) -> None:
    path = work / f"tune-{o.name}.pt"
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    base, _ = load_model(work / "base.pt", device)
    policy = copy.deepcopy(base)
    optimiser = torch.optim.AdamW(policy.parameters(), o.rate, betas=(0.9, 0.95), weight_decay=0.0)
    step, scale = 0, None
    if path.exists():
        state = load(path, device)
        policy.load_state_dict(state["weights"])
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["rng"].cpu())
        step, scale = state["step"], state["scale"]
    log = ProgressLog(work / "logs" / f"tune-{o.name}.jsonl", step)
    prompts = Prompts(work, max(o.prompt_lengths))
    saved_at = time.monotonic()

    def save() -> None:
        state: dict[str, Any] = {
            "step": step,
            "scale": scale,
            "weights": policy.state_dict(),
            "optimiser": optimiser.state_dict(),
            "rng": torch.get_rng_state(),
        }
        save_atomically(path, state)

    while step < o.steps:
        x = prompts.at(o, step).to(device)
        outcome, scale = rollout(policy, base, tokenizer, x, o, generator(o.seed, step), scale)
        for group in optimiser.param_groups:
            group["lr"] = o.rate * min(1.0, (step + 1) / o.warm_up)
        optimiser.zero_grad()
        outcome.loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(policy.parameters(), 1.0)
        optimiser.step()
        step += 1
        log.write(
            step,
            reward=round(outcome.rewards.mean().item(), 4),
            kl=round(outcome.kl, 3),
            entropy=round(outcome.entropy, 3),
            prompt=x.shape[1],
            samples=step * o.batch,
            **({"sample": outcome.sample} if step % 10 == 0 else {}),
        )
        if step in o.checkpoints:
            save_member(work, o, step, policy)
        if time.monotonic() - saved_at > recipe.save_every_seconds or step == o.steps:
            save()
            saved_at = time.monotonic()


def save_member(work: Path, o: TuneOptions, step: int, policy: LanguageModel) -> None:
    """Keeps a checkpoint of the series, rounded as its file will be."""
    kept = copy.deepcopy(policy)
    round_to_half(kept)
    facts = {
        "method": "KL-regularised policy gradient, exact per-token KL(policy ‖ base)",
        "reward": REWARD_NAME,
        "beta": o.beta,
        "steps": step,
        "samples": step * o.batch,
        "klTokens": o.continuation,
        "seed": o.seed,
    }
    save_model(work / f"tuned-{o.name}-{step}.pt", kept, facts)


def tune(recipe: Recipe, work: Path, device: str, only: str | None = None) -> None:
    for options in recipe.tune:
        if only in (None, options.name):
            tune_one(recipe, options, work, device)
