"""The statistics as one writes them in numpy: one after the other over the whole vocabulary."""

import numpy as np


def log_softmax(logits):
    shifted = logits - logits.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def model_statistics(logits, log, targets, k):
    p = np.exp(log)
    entropy = -(p * log).sum(-1)
    return {
        "surprisal": -np.take_along_axis(log, targets, -1)[:, 0],
        "entropy": entropy,
        "varentropy": (p * (log + entropy[:, None]) ** 2).sum(-1),
        "rank": 1 + (logits > np.take_along_axis(logits, targets, -1)).sum(-1),
        "topProbabilities": np.sort(np.partition(p, -k, -1)[:, -k:], -1)[:, ::-1],
    }


def statistics(base, tuned, ids, k):
    """Of logits [tokens, vocabulary] and ids [tokens], by the engine's names of the columns."""
    targets = np.array(ids)[:, None]
    b_log, u_log = log_softmax(base), log_softmax(tuned)
    b, u, d = np.exp(b_log), np.exp(u_log), u_log - b_log
    middle = np.log((b + u) / 2)
    tuned_base, base_tuned = (u * d).sum(-1), -(b * d).sum(-1)
    groups = {
        "base": model_statistics(base, b_log, targets, k),
        "tuned": model_statistics(tuned, u_log, targets, k),
        "divergence": {
            "klTunedBase": tuned_base,
            "klBaseTuned": base_tuned,
            "js": ((b * (b_log - middle)).sum(-1) + (u * (u_log - middle)).sum(-1)) / 2,
            "tv": np.abs(b - u).sum(-1) / 2,
            "logRatioVarianceTuned": (u * (d - tuned_base[:, None]) ** 2).sum(-1),
            "logRatioVarianceBase": (b * (d + base_tuned[:, None]) ** 2).sum(-1),
        },
    }
    return {
        f"{group}.{name}": values
        for group, columns in groups.items()
        for name, values in columns.items()
    }
