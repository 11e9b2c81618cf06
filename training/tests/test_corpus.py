from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from steerscope_training.corpus import SEPARATOR, pieces, read_documents, split


def test_packed_and_plain_files_read_the_same(tmp_path: Path) -> None:
    text = f"One.\n{SEPARATOR}\nTwo.\n\nThree.\n{SEPARATOR}\n"
    (tmp_path / "stories.txt").write_text(text, encoding="utf-8")
    with lzma.open(tmp_path / "books.txt.xz", "wb") as file:
        file.write(text.encode())
    assert read_documents(tmp_path, "stories") == ["One.", "Two.\n\nThree."]
    assert read_documents(tmp_path, "books") == read_documents(tmp_path, "stories")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"docs\.txt"):
        read_documents(tmp_path, "docs")


def test_split_keeps_copies_together_and_loses_nothing() -> None:
    documents = [f"Story number {i}." for i in range(500)]
    training, held_out = split(documents * 2, 20)
    assert sorted(training + held_out) == sorted(documents * 2)
    assert not set(training) & set(held_out)
    assert 0 < len(held_out) < 200


def test_split_of_a_tiny_slice_still_holds_something_out() -> None:
    training, held_out = split(["a", "b"], 10**9)
    assert (training, held_out) == (["a"], ["b"])


def test_pieces_keep_paragraphs_whole() -> None:
    text = "\n\n".join("word " * 20 + str(i) for i in range(10))
    parts = pieces(text, 250)
    assert "\n\n".join(parts) == text
    assert max(len(p) for p in parts) <= 250


def test_a_paragraph_without_end_is_cut_too() -> None:
    assert all(len(p) <= 200 for p in pieces("x" * 5000, 100))
