"""The statistics as one writes them in PyTorch: one after the other over the whole vocabulary."""

import torch


def model_statistics(logits, log, targets, k):
    p = log.exp()
    entropy = -(p * log).sum(-1)
    chosen = logits.gather(-1, targets)
    return {
        "surprisal": -log.gather(-1, targets)[:, 0],
        "entropy": entropy,
        "varentropy": (p * (log + entropy[:, None]) ** 2).sum(-1),
        "rank": 1 + (logits > chosen).sum(-1),
        "topProbabilities": p.topk(k).values,
    }


def statistics(base, tuned, targets, k):
    """Of logits [tokens, vocabulary] and targets [tokens], by the engine's names of the columns."""
    targets = targets[:, None]
    b_log, u_log = base.log_softmax(-1), tuned.log_softmax(-1)
    b, u, d = b_log.exp(), u_log.exp(), u_log - b_log
    middle = ((b + u) / 2).log()
    tuned_base, base_tuned = (u * d).sum(-1), -(b * d).sum(-1)
    groups = {
        "base": model_statistics(base, b_log, targets, k),
        "tuned": model_statistics(tuned, u_log, targets, k),
        "divergence": {
            "klTunedBase": tuned_base,
            "klBaseTuned": base_tuned,
            "js": ((b * (b_log - middle)).sum(-1) + (u * (u_log - middle)).sum(-1)) / 2,
            "tv": (b - u).abs().sum(-1) / 2,
            "logRatioVarianceTuned": (u * (d - tuned_base[:, None]) ** 2).sum(-1),
            "logRatioVarianceBase": (b * (d + base_tuned[:, None]) ** 2).sum(-1),
        },
    }
    return {
        f"{group}.{name}": values.to(torch.float64).numpy()
        for group, columns in groups.items()
        for name, values in columns.items()
    }
