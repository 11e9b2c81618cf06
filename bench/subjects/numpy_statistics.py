"""The statistics as one writes them in numpy: one after the other over the whole vocabulary."""

import numpy as np


def log_sum_exp(values):
    most = values.max(-1, keepdims=True)
    return most + np.log(np.exp(values - most).sum(-1, keepdims=True))


def moments(log_weights, values):
    """ln Σ of the weights, and mean and variance of the values under them."""
    log_sum = log_sum_exp(log_weights)
    p = np.exp(log_weights - log_sum)
    mean = (p * values).sum(-1)
    return log_sum[:, 0], mean, (p * (values - mean[:, None]) ** 2).sum(-1)


def model_statistics(logits, log, other_log, d, targets, k, grids):
    p = np.exp(log)
    entropy = -(p * log).sum(-1)
    log_sums, means, variances = zip(*(moments(a * log, log) for a in grids["temperatures"]))
    bins = np.digitize(p, np.array(grids["binEdges"], dtype=p.dtype))
    members = [bins == i for i in range(len(grids["binEdges"]) + 1)]
    ratio = (p * d).sum(-1, keepdims=True)
    top = p.argmax(-1)[:, None]
    return {
        "surprisal": -np.take_along_axis(log, targets, -1)[:, 0],
        "entropy": entropy,
        "varentropy": (p * (log + entropy[:, None]) ** 2).sum(-1),
        "rank": 1 + (logits > np.take_along_axis(logits, targets, -1)).sum(-1),
        "topProbabilities": np.sort(np.partition(p, -k, -1)[:, -k:], -1)[:, ::-1],
        "topOtherSurprisal": -np.take_along_axis(other_log, top, -1)[:, 0],
        "logRatioCovariance": (p * (log + entropy[:, None]) * (d - ratio)).sum(-1),
        "temperatureLogSums": np.stack(log_sums, -1),
        "temperatureMeans": np.stack(means, -1),
        "temperatureVariances": np.stack(variances, -1),
        "binMasses": np.stack([(p * member).sum(-1) for member in members], -1),
        "binCounts": np.stack([member.sum(-1) for member in members], -1),
    }


def statistics(base, tuned, ids, k, grids):
    """Of logits [tokens, vocabulary] and ids [tokens], by the engine's names of the columns."""
    targets = np.array(ids)[:, None]
    b_log, u_log = base - log_sum_exp(base), tuned - log_sum_exp(tuned)
    b, u, d = np.exp(b_log), np.exp(u_log), u_log - b_log
    middle = np.log((b + u) / 2)
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
            "tv": np.abs(b - u).sum(-1) / 2,
            "logRatioVarianceTuned": (u * (d - tuned_base[:, None]) ** 2).sum(-1),
            "logRatioVarianceBase": (b * (d + base_tuned[:, None]) ** 2).sum(-1),
        },
        "mixture": {
            "logSums": np.stack(log_sums, -1),
            "means": np.stack(means, -1),
            "variances": np.stack(variances, -1),
        },
    }
    return {
        f"{group}.{name}": values
        for group, columns in groups.items()
        for name, values in columns.items()
    }
