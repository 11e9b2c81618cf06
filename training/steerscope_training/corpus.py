"""Reading the corpus: three text files of documents separated by a line `<|endoftext|>`."""

from __future__ import annotations

import hashlib
import lzma
from pathlib import Path

SEPARATOR = "<|endoftext|>"
DOMAINS = ("stories", "books", "docs")


def read_documents(folder: Path, domain: str, limit_bytes: int | None = None) -> list[str]:
    """Documents of one domain; `limit_bytes` reads only the start of the file (quick runs)."""
    plain, packed = folder / f"{domain}.txt", folder / f"{domain}.txt.xz"
    if plain.exists():
        with plain.open("rb") as file:
            data = file.read(-1 if limit_bytes is None else limit_bytes)
    elif packed.exists():
        with lzma.open(packed) as file:
            data = file.read(-1 if limit_bytes is None else limit_bytes)
    else:
        raise FileNotFoundError(f"neither {plain.name} nor {packed.name} in the corpus folder")
    pieces = data.decode("utf-8", errors="ignore").split(f"\n{SEPARATOR}\n")
    return [piece.strip() for piece in pieces if piece.strip()]


def is_held_out(document: str, one_in: int) -> bool:
    """A fixed share of documents, chosen by their content, is never trained on.

    The choice depends on nothing but the text, so a copy of the same document elsewhere in the
    corpus is held out with it.
    """
    digest = hashlib.sha256(document[:200].encode()).digest()
    return int.from_bytes(digest[:8], "big") % one_in == 0


def pieces(document: str, size: int) -> list[str]:
    """Cuts a long document at paragraph ends into pieces of at most about `size` characters."""
    result: list[str] = []
    current = ""
    for paragraph in document.split("\n\n"):
        if current and len(current) + len(paragraph) > size:
            result.append(current)
            current = ""
        current = f"{current}\n\n{paragraph}" if current else paragraph
        while len(current) > 2 * size:
            cut = current.rfind(" ", 0, size)
            cut = cut if cut > 0 else size
            result.append(current[:cut])
            current = current[cut:].lstrip()
    if current:
        result.append(current)
    return result


def split(documents: list[str], one_in: int) -> tuple[list[str], list[str]]:
    """Training and held-out documents; a slice too small for the rule gives its last one."""
    held_out = [d for d in documents if is_held_out(d, one_in)] or documents[-1:]
    chosen = set(held_out)
    return [d for d in documents if d not in chosen], held_out
