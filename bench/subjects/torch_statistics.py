"""The statistics as one writes them in PyTorch: one after the other over the whole vocabulary."""

import torch


def moments(log_weights, values):
    """ln Σ of the weights, and mean and variance of the values under them."""
    log_sum = log_weights.logsumexp(-1)
    p = (log_weights - log_sum[:, None]).exp()
    mean = (p * values).sum(-1)
    return log_sum, mean, (p * (values - mean[:, None]) ** 2).sum(-1)


def model_statistics(logits, log, other_log, d, targets, k, grids):
    p = log.exp()
    entropy = -(p * log).sum(-1)
    chosen = logits.gather(-1, targets)
    top = p.topk(k)
    log_sums, means, variances = zip(*(moments(a * log, log) for a in grids["temperatures"]))
    bins = torch.bucketize(p, torch.tensor(grids["binEdges"]), right=True)
    masses = torch.zeros(len(p), len(grids["binEdges"]) + 1)
    ratio = (p * d).sum(-1, keepdim=True)
    return {
        "surprisal": -log.gather(-1, targets)[:, 0],
        "entropy": entropy,
        "varentropy": (p * (log + entropy[:, None]) ** 2).sum(-1),
        "rank": 1 + (logits > chosen).sum(-1),
        "topProbabilities": top.values,
        "topOtherSurprisal": -other_log.gather(-1, top.indices[:, :1])[:, 0],
        "logRatioCovariance": (p * (log + entropy[:, None]) * (d - ratio)).sum(-1),
        "temperatureLogSums": torch.stack(log_sums, -1),
        "temperatureMeans": torch.stack(means, -1),
        "temperatureVariances": torch.stack(variances, -1),
        "binMasses": masses.scatter_add(-1, bins, p),
        "binCounts": masses.scatter_add(-1, bins, torch.ones_like(p)),
    }


def statistics(base, tuned, targets, k, grids):
    """Of logits [tokens, vocabulary] and targets [tokens], by the engine's names of the columns."""
    targets = targets[:, None]
    b_log, u_log = base.log_softmax(-1), tuned.log_softmax(-1)
    b, u, d = b_log.exp(), u_log.exp(), u_log - b_log
    middle = ((b + u) / 2).log()
    tuned_base, base_tuned = (u * d).sum(-1), -(b * d).sum(-1)
    log_sums, means, variances = zip(
        *(moments((1 - x) * b_log + x * u_log, d) for x in grids["mixture"])
    )
    groups = {
        "base": model_statistics(base, b_log, u_log, d, targets, k, grids),
        "tuned": model_statistics(tuned, u_log, b_log, d, targets, k, grids),
        "divergence": {
            "klTunedBase": tuned_base,
            "klBaseTuned": base_tuned,
            "js": ((b * (b_log - middle)).sum(-1) + (u * (u_log - middle)).sum(-1)) / 2,
            "tv": (b - u).abs().sum(-1) / 2,
            "logRatioVarianceTuned": (u * (d - tuned_base[:, None]) ** 2).sum(-1),
            "logRatioVarianceBase": (b * (d + base_tuned[:, None]) ** 2).sum(-1),
        },
        "mixture": {
            "logSums": torch.stack(log_sums, -1),
            "means": torch.stack(means, -1),
            "variances": torch.stack(variances, -1),
        },
    }
    return {
        f"{group}.{name}": values.to(torch.float64).numpy()
        for group, columns in groups.items()
        for name, values in columns.items()
    }
