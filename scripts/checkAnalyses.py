"""λ*, fitted temperatures and calibration errors from raw logits: an independent computation.

Uses nothing of the engine: the models run in onnxruntime, everything is summed over the whole
vocabulary in float64, and SciPy finds the maxima.

    python3 -m venv .venv && .venv/bin/pip install -r scripts/checkAnalyses.txt
    .venv/bin/python scripts/checkAnalyses.py > test/fixtures/analysisReference.json

The stored values are compared with the engine's in test/model/analysisReference.test.ts.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime
from scipy.optimize import brentq
from scipy.special import log_softmax, logsumexp
from tokenizers import Tokenizer

root = Path(__file__).resolve().parent.parent
models = root / "media" / "models" / "wedding-party"
weights_file = "onnx/model_fp16.onnx"
texts = ["the-quiet-pond.txt", "the-workshop.txt", "written-by-the-tuned-model.txt"]

edges = np.array([1e-5, 1e-4, 1e-3, 1e-2, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99])
edges *= 1 - 1e-5  # a hair below the round numbers, as docs/numerics.md says
fewest_expected = 5


def log_probabilities(directory: Path, ids: list[int]) -> np.ndarray:
    """Natural-log distributions [len(ids) - 1, vocabulary] for every token after the first."""
    session = onnxruntime.InferenceSession(
        str(directory / weights_file), providers=["CPUExecutionProvider"]
    )
    count = len(ids) - 1
    feeds = {
        "input_ids": np.array([ids[:-1]], dtype=np.int64),
        "attention_mask": np.ones((1, count), dtype=np.int64),
        "position_ids": np.arange(count, dtype=np.int64)[None],
    }
    for node in session.get_inputs():
        if node.name.startswith("past_key_values"):
            feeds[node.name] = np.zeros((1, node.shape[1], 0, node.shape[3]), dtype=np.float32)
    (logits,) = session.run(["logits"], feeds)
    return log_softmax(logits[0].astype(np.float64), axis=-1)


def fit(statistic: np.ndarray, base: np.ndarray, there: np.ndarray, low: float, high: float):
    """The x at which Π exp(x·statistic + base) / Z(x) of the tokens that are there is largest.

    Returns the maximum, the maximum less its first-order bias (Cox and Snell 1968), and the
    standard error.
    """
    observed = np.take_along_axis(statistic, there[:, None], -1).sum()

    def cumulants(x: float) -> tuple[float, float, float]:
        log = x * statistic + base
        p = np.exp(log - logsumexp(log, axis=-1, keepdims=True))
        mean = (p * statistic).sum(-1, keepdims=True)
        centred = statistic - mean
        return mean.sum(), (p * centred**2).sum(), (p * centred**3).sum()

    peak = brentq(lambda x: observed - cumulants(x)[0], low, high, xtol=1e-13)
    _, variance, third = cumulants(peak)
    error = variance**-0.5
    bias = np.clip(-third / (2 * variance**2), -error, error)
    return peak, peak - bias, error


def calibration(log: np.ndarray, there: np.ndarray) -> dict[str, float]:
    """Full-ECE over bins joined until five events are expected in each, and its null value."""
    p = np.exp(log)
    bins = np.digitize(p, edges)
    hits = np.zeros_like(p)
    np.put_along_axis(hits, there[:, None], 1, -1)
    count = len(edges) + 1
    sums = [np.bincount(bins.ravel(), w.ravel(), count) for w in (p, p * (1 - p), hits)]
    joined: list[np.ndarray] = []
    for row in np.stack(sums, -1):
        if joined and joined[-1][0] < fewest_expected:
            joined[-1] = joined[-1] + row
        else:
            joined.append(row)
    if len(joined) > 1 and joined[-1][0] < fewest_expected:
        joined[-2:] = [joined[-2] + joined[-1]]
    mass, variance, hit = np.array(joined).T
    tokens = len(p)
    return {
        "ece": np.abs(hit - mass).sum() / tokens,
        "null": np.sqrt(2 / np.pi) * np.sqrt(variance).sum() / tokens,
        # Of the sum of half-normal deviations of independent bins.
        "standardError": np.sqrt((1 - 2 / np.pi) * variance.sum()) / tokens,
    }


def reference(name: str, prefix: list[int], tokenizer: Tokenizer) -> dict[str, object]:
    text = (root / "media" / "samples" / name).read_bytes().decode()
    ids = prefix + tokenizer.encode(text, add_special_tokens=False).ids
    there = np.array(ids[len(prefix) :])
    base, tuned = (log_probabilities(models / part, ids) for part in ("base", "tuned"))
    peak, estimate, error = fit(tuned - base, base, there, -1, 3)
    record: dict[str, object] = {
        "text": name,
        "tokens": len(there),
        "supportedUpdate": {"peak": peak, "estimate": estimate, "standardError": error},
    }
    for part, log in (("base", base), ("tuned", tuned)):
        _, inverse, error = fit(log, np.zeros_like(log), there, 0.25, 2)
        record[part] = {
            # 1/x is curved: too large on average by the variance over x³.
            "temperature": 1 / inverse - error**2 / inverse**3,
            "temperatureError": error / inverse**2,
            "calibration": calibration(log, there),
        }
    return record


def main() -> None:
    pair = json.loads((models / "pair.json").read_text())
    tokenizer = Tokenizer.from_file(str(models / "base" / "tokenizer.json"))
    weights = {
        part: hashlib.sha256((models / part / weights_file).read_bytes()).hexdigest()
        for part in ("base", "tuned")
    }
    records = [reference(name, pair["prefix"], tokenizer) for name in texts]
    print(json.dumps({"weights": weights, "texts": records}, indent=2))


main()
