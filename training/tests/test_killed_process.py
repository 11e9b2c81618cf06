"""The real thing: the command is killed with SIGKILL and run again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import torch

from steerscope_training.__main__ import main
from steerscope_training.checkpoint import load_model
from steerscope_training.config import quick_recipe

PATIENCE = 120.0  # seconds


def command(step: str, corpus: Path, out: Path) -> list[str]:
    places = ["--corpus", str(corpus), "--out", str(out)]
    return [step, "--quick", "--device", "cpu", "--threads", "1", *places]


def kill_at(step: str, log: Path, at: int, corpus: Path, out: Path) -> None:
    """Starts the step in a process of its own and kills it once its log has passed `at`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "steerscope_training", *command(step, corpus, out)],
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.DEVNULL,
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        if len(lines) > 1 and json.loads(lines[-2])["step"] >= at:
            break
        time.sleep(0.005)
    process.kill()
    assert process.wait() == -signal.SIGKILL, "it ended before it could be killed"


def test_killed_and_resumed_is_the_same_bit_for_bit(corpus: Path, tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for step in ("prepare", "pretrain", "tune"):
        main(command(step, corpus, whole))
    main(command("prepare", corpus, killed))
    kill_at("pretrain", killed / "logs" / "pretrain.jsonl", 20, corpus, killed)
    assert not (killed / "base.pt").exists()
    assert 0 < torch.load(killed / "pretrain.pt")["step"] < quick_recipe().pretrain.steps
    main(command("pretrain", corpus, killed))
    kill_at("tune", killed / "logs" / "tune-moderate.jsonl", 3, corpus, killed)
    assert 0 < torch.load(killed / "tune-moderate.pt")["step"] < quick_recipe().tune[0].steps
    main(command("tune", corpus, killed))
    names = ["base.pt", *sorted(path.name for path in whole.glob("tuned-*.pt"))]
    assert len(names) == 4
    for name in names:
        found, expected = (load_model(folder / name)[0].state_dict() for folder in (killed, whole))
        assert all(torch.equal(found[key], expected[key]) for key in expected), name
