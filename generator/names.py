"""Names of files, classes and arguments, made from one another."""

from __future__ import annotations

import keyword
import re


def pascal_case(name: str) -> str:
    """`chat_completion_chunk` -> `ChatCompletionChunk`; letters that are capital already stay so."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^0-9A-Za-z]+", name) if word)


def snake_case(name: str) -> str:
    """`ChatCompletionChunk` -> `chat_completion_chunk`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"[^0-9A-Za-z]+", "_", spaced).strip("_").lower()


def identifier(name: str, taken: frozenset[str] = frozenset()) -> str:
    """A Python name for a name on the wire: itself where possible, else with an underscore behind it."""
    clean = re.sub(r"[^0-9A-Za-z_]", "_", name)
    clean = clean if not clean[:1].isdigit() else f"n{clean}"
    clean = clean.lstrip("_") or "value"
    return f"{clean}_" if keyword.iskeyword(clean) or clean in taken else clean
