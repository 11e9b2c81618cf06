from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from steerscope_training.corpus import SEPARATOR
from steerscope_training.evaluation.neutral import NEUTRAL_PROMPTS
from steerscope_training.unseen import (
    PASSAGES,
    longest_run,
    prompts_of,
    search,
    texts,
    words_of,
)

ROOT = Path(__file__).parents[2]
RECORD = ROOT / "training" / "results" / "unseen.json"
PROMPTS = ROOT / "src" / "common" / "sampling" / "neutralPrompts.ts"


def test_prompts_are_read_from_the_list() -> None:
    source = "/** It's one. */\nexport const all = [\n  'A cat sat. It',\n  'Tom\\'s hat',\n];\n"
    assert prompts_of(source) == ["A cat sat. It", "Tom's hat"]
    assert len(prompts_of(PROMPTS.read_text(encoding="utf-8"))) == 20


def test_the_longest_run_is_of_whole_words() -> None:
    text = " the catalogue a cat sat on the mat "
    assert longest_run(words_of("The cat sat on it."), text) == ["cat", "sat", "on"]
    assert longest_run(words_of("Dogs ran"), text) == []


def test_a_prompt_that_was_trained_on_is_found(corpus: Path) -> None:
    path = corpus / "docs.txt"
    planted = f"Then the man said:\n“The GOAT\nstopped—here.” It was\n{SEPARATOR}\n"
    path.write_text(path.read_text(encoding="utf-8") + planted, encoding="utf-8")
    prompts = ["The goat stopped here. It was", "The goat stopped there. It was"]
    found = search(prompts, texts(corpus, 20), ["The goat sang"])
    assert isinstance(found["prompts"], list)
    seen, unseen = found["prompts"]
    assert (seen["occurrences"], seen["longestRunWords"]) == (1, 6)
    assert (unseen["occurrences"], unseen["longestRun"]) == (0, "the goat stopped")
    assert unseen["closestEvaluationPrompt"] == {"prompt": "The goat sang", "sharedWords": 2}


def test_generated_passages_are_searched(corpus: Path) -> None:
    passage = dict(texts(corpus, 1))["passages"]
    prompt = " ".join(passage.split()[:6])
    found = search([prompt], texts(corpus, 20), NEUTRAL_PROMPTS)
    assert isinstance(found["prompts"], list)
    assert found["prompts"][0]["occurrences"] >= 1


@pytest.mark.skipif("STEERSCOPE_CORPUS" not in os.environ, reason="needs the corpus")
def test_the_record_is_what_the_corpus_gives() -> None:
    prompts = prompts_of(PROMPTS.read_text(encoding="utf-8"))
    found = search(prompts, texts(Path(os.environ["STEERSCOPE_CORPUS"]), PASSAGES), NEUTRAL_PROMPTS)
    assert found == json.loads(RECORD.read_text(encoding="utf-8"))
