"""The evaluation as Markdown tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .corpus import SEPARATOR

Row = tuple[str, Callable[[Any], str]]


def bars_table(reached: list[dict[str, Any]]) -> list[str]:
    lines = ["| checkpoint | what | bar | reached | met |", "|---|---|---|---|---|"]
    for bar in reached:
        cells = [bar["checkpoint"], bar["what"], bar["bar"], bar["reached"]]
        lines.append(f"| {' | '.join(cells)} | {'yes' if bar['met'] else 'no'} |")
    return lines


def _share(value: dict[str, float]) -> str:
    return f"{value['share']:.0%} ({value['low']:.0%} to {value['high']:.0%})"


def _mean(value: dict[str, float], digits: int = 3) -> str:
    return f"{value['mean']:.{digits}f} ± {value['se']:.{digits}f}"


def _grid(models: dict[str, Any], rows: list[Row]) -> list[str]:
    lines = ["| figure | " + " | ".join(models) + " |", "|---|" + "---|" * len(models)]
    for title, cell in rows:
        lines.append(f"| {title} | " + " | ".join(cell(m) for m in models.values()) + " |")
    return lines


def _prediction_rows(domain: str) -> list[Row]:
    def of(model: Any) -> Any:
        return model["prediction"][domain]

    return [
        (
            f"bits per byte, {domain}",
            lambda m: f"{of(m)['bitsPerByte']:.3f} ± {of(m)['bitsPerByteSe']:.3f}",
        ),
        (f"perplexity, {domain}", lambda m: f"{of(m)['perplexity']:.1f}"),
        (
            f"fitted temperature, {domain}",
            lambda m: f"{of(m)['temperature']:.3f} ± {of(m)['temperatureSe']:.3f}",
        ),
        (
            f"ECE, {domain} (null mean, its 99.5 % quantile)",
            lambda m: (
                f"{of(m)['ece']['value']:.4f} "
                f"({of(m)['ece']['nullMean']:.4f}, {of(m)['ece']['nullHigh']:.4f})"
            ),
        ),
        (
            f"KL(tuned ‖ base) on held-out {domain}, nats per token",
            lambda m: f"{of(m)['klTunedBaseNatsPerToken']:.3f}",
        ),
    ]


def _steering_rows(length: str) -> list[Row]:
    return [
        (f"reward over {length} tokens", lambda m: _mean(m["steering"][length]["reward"])),
        (
            f"KL(tuned ‖ base) over {length} sampled tokens, nats",
            lambda m: _mean(m["steering"][length]["klNats"], 2),
        ),
    ]


def _mood_rows(mood: str) -> list[Row]:
    rows: list[Row] = [
        (f"mood score, header {mood}", lambda m: _mean(m["conditioning"]["moods"][mood]["score"]))
    ]
    if mood != "none":
        rows.append(
            (
                f"in the band {mood} with that header",
                lambda m: _share(m["conditioning"]["moods"][mood]["bands"][mood]),
            )
        )
    return rows


def _chance_rows(kind: str, part: str) -> list[Row]:
    label = {"no": "seen", "numbers": "held-out numbers", "wording": "held-out wording"}[part]

    def cell(model: Any) -> str:
        entry = model["chances"]["kinds"][kind][part]
        text = f"{_mean(entry['kl'])}, mass {entry['mass']['mean']:.0%}"
        if "slope" in entry:
            text += f", slope {entry['slope']:.2f}"
        if "happyTilt" in entry:
            text += f", tilt {_mean(entry['happyTilt'])}"
        return text

    return [(f"{kind}, {label}: KL(truth ‖ model)", cell)]


def _topic_rows(topic: str) -> list[Row]:
    def of(model: Any) -> Any:
        return model["conditioning"]["topics"][topic]

    return [
        (f"“{topic}” with that topic asked for", lambda m: _share(of(m)["asked"])),
        (f"“{topic}” without a header", lambda m: _share(of(m)["notAsked"])),
    ]


def figures_table(models: dict[str, Any]) -> list[str]:
    base = models["base"]
    rows: list[Row] = []
    for domain in base["prediction"]:
        rows += _prediction_rows(domain)
    for length in base["steering"]:
        rows += _steering_rows(length)
    for mood in base["conditioning"]["moods"]:
        rows += _mood_rows(mood)
    for topic in base["conditioning"]["topics"]:
        rows += _topic_rows(topic)
    for kind, parts in base["chances"]["kinds"].items():
        for part in parts:
            rows += _chance_rows(kind, part)

    def tilt(model: Any) -> str:
        return _mean(model["chances"]["heldOut"]["tilt"])

    def perplexity(model: Any) -> str:
        return f"{model['basePerplexityOfSamples']['own']:.1f}"

    rows += [
        ("known odds, held out: tilt to the happy outcome", tilt),
        ("base's perplexity of its continuations", perplexity),
        ("story ends within 80 tokens", lambda m: _share(m["attractors"]["storyEnds"]["tuned"])),
        ("logits vs PyTorch, largest", lambda m: f"{m['exactness']['logitsVsPyTorch']:.1e}"),
        ("chunks vs one pass, largest", lambda m: f"{m['exactness']['chunkedVsOnePass']:.1e}"),
        ("past moved by the future", lambda m: f"{m['exactness']['causality']:.1e}"),
    ]
    return _grid(models, rows)


def attractor_tables(models: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for name, model in models.items():
        if name == "base":
            continue
        lines += ["", f"### Attractors of {name}", "", "| phrase | tuned | base |", "|---|---|---|"]
        found = model["attractors"]
        top = [found["strongest"]] if found["strongest"] is not None else []
        rest = [e for e in found["phrases"] if not top or e["phrase"] != top[0]["phrase"]]
        for entry in (*top, *rest[:10]):
            lines.append(
                f"| {entry['phrase']} | {_share(entry['tuned'])} | {_share(entry['base'])} |"
            )
    return lines


def sample_lists(models: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for name, model in models.items():
        lines += ["", f"### Samples of {name}", ""]
        for sample in model["samples"]:
            text = " ".join(sample["continuation"].replace(SEPARATOR, " ⟨new document⟩ ").split())
            lines.append(f"- **{sample['prompt']}** {text}")
    return lines


def trials_table(trials: dict[str, Any]) -> list[str]:
    domains = list(next(iter(trials.values()))["bitsPerByte"])
    columns = " | ".join(f"bits per byte, {domain}" for domain in domains)
    lines = [
        f"| run | parameters | steps | tokens | {columns} |",
        "|---|---|---|---|" + "---|" * len(domains),
    ]
    for name, trial in trials.items():
        bits = " | ".join(f"{trial['bitsPerByte'][d]:.3f}" for d in domains)
        sizes = f"{trial['parameters']:,} | {trial['steps']} | {trial['tokens']:,}"
        lines.append(f"| {name} | {sizes} | {bits} |")
    return lines


def scaled_table(base_scaled: dict[str, Any]) -> list[str]:
    lines = [
        "| domain | fitted temperature | ECE | ECE after scaling | null's 99.5 % quantile |",
        "|---|---|---|---|---|",
    ]
    for domain, entry in base_scaled.items():
        before, after = entry["before"], entry["after"]
        lines.append(
            f"| {domain} | {entry['temperature']:.3f} | {before['value']:.4f} "
            f"| {after['value']:.4f} | {after['nullHigh']:.4f} |"
        )
    return lines


def table(
    models: dict[str, Any], reached: list[dict[str, Any]], base_scaled: dict[str, Any]
) -> str:
    """The whole evaluation: bars, figures, attractors, samples."""
    parts = (
        ["## Bars", "", *bars_table(reached)],
        ["", "## Figures", "", *figures_table(models)],
        ["", "## The base divided by its fitted temperature", "", *scaled_table(base_scaled)],
        ["", "## Attractors", *attractor_tables(models)],
        ["", "## Samples", *sample_lists(models)],
    )
    return "\n".join(line for part in parts for line in part) + "\n"
