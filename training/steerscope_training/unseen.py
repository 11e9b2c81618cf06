"""Whether prompts that the tool samples from occur in what the pair was trained or chosen on.

`python -m steerscope_training.unseen --corpus DIR --prompts FILE --record FILE` searches all of the
corpus, of which the training text is a part, and the generated passages, and writes what it found.
Needs no PyTorch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from . import odds
from .corpus import DOMAINS, read_documents
from .evaluation.neutral import NEUTRAL_PROMPTS

PASSAGES = 60_000
"""Generated passages that are searched: several times as many as training had."""
SEED = 1

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PROMPT_LINE = re.compile(r"^\s+'(.*)',$", re.MULTILINE)


def prompts_of(source: str) -> list[str]:
    """The strings of a TypeScript list that has one a line."""
    return [text.replace("\\'", "'") for text in _PROMPT_LINE.findall(source)]


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'").lower())


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def longest_run(words: Sequence[str], text: str) -> list[str]:
    """The longest run of words that a text has, too, whatever stands between; the first of equals.

    `text` is words with one space before, between and after them.
    """
    best: Sequence[str] = ()
    for start in range(len(words)):
        end = start + len(best) + 1
        while end <= len(words) and _spaced(words[start:end]) in text:
            best = words[start:end]
            end += 1
    return list(best)


def passages(count: int) -> str:
    rng = np.random.default_rng([SEED, 2])
    return "\n".join(odds.text_of(odds.passage(rng)) for _ in range(count))


def texts(corpus: Path, passage_count: int) -> Iterator[tuple[str, str]]:
    """What was trained on, by name, and more: each domain with its held-out documents."""
    for domain in DOMAINS:
        yield domain, "\n".join(read_documents(corpus, domain))
    yield "passages", passages(passage_count)


def search(
    prompts: Sequence[str], sources: Iterator[tuple[str, str]], others: Sequence[str]
) -> dict[str, object]:
    """What each prompt has in common with the sources, and with the closest of other prompts."""
    split = [words_of(prompt) for prompt in prompts]
    occurrences = [0] * len(prompts)
    longest: list[list[str]] = [[] for _ in prompts]
    searched: dict[str, object] = {}
    for name, text in sources:
        words = words_of(text)
        spaced = _spaced(words)
        searched[name] = {
            "words": len(words),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
        for place, own in enumerate(split):
            occurrences[place] += spaced.count(_spaced(own))
            run = longest_run(own, spaced)
            longest[place] = max(longest[place], run, key=len)
    return {
        "searched": searched,
        "prompts": [
            {
                "prompt": prompt,
                "words": len(split[place]),
                "occurrences": occurrences[place],
                "longestRun": " ".join(longest[place]),
                "longestRunWords": len(longest[place]),
                "closestEvaluationPrompt": _closest(split[place], others),
            }
            for place, prompt in enumerate(prompts)
        ],
    }


def _closest(words: Sequence[str], others: Sequence[str]) -> Mapping[str, object]:
    runs = [longest_run(words, _spaced(words_of(other))) for other in others]
    place = max(range(len(others)), key=lambda index: len(runs[index]))
    return {"prompt": others[place], "sharedWords": len(runs[place])}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="steerscope_training.unseen", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--prompts", type=Path, required=True, help="TypeScript list of prompts")
    parser.add_argument("--record", type=Path, required=True)
    options = parser.parse_args(arguments)
    prompts = prompts_of(options.prompts.read_text(encoding="utf-8"))
    found = search(prompts, texts(options.corpus, PASSAGES), NEUTRAL_PROMPTS)
    options.record.write_text(
        json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
