"""Filler text: sentences that are the same for the same seed, and their tokens."""

from __future__ import annotations

import hashlib
import random
import re
from functools import lru_cache
from typing import Any

from do_inference.emulator._replies import dumps

_TOKEN = re.compile(r"\s?\w{1,7}|\s?[^\w\s]|\s")
_OPENINGS = (
    "In short,",
    "Put simply,",
    "As a rule,",
    "At first,",
    "Over time,",
    "In practice,",
    "On the whole,",
)
_SUBJECTS = (
    "a small model",
    "the longer path",
    "every careful reader",
    "the second draft",
    "a quiet server",
    "the naïve approach",
    "a patient client",
    "the old café",
    "the whole request",
    "each new window",
)
_VERBS = (
    "needs",
    "explains",
    "follows",
    "repays",
    "outlasts",
    "measures",
    "answers",
    "shapes",
    "carries",
    "reveals",
)
_OBJECTS = (
    "a clear question",
    "the limits it was given",
    "less than it seems",
    "one good example",
    "the rest of the story",
    "more than one attempt",
    "what came before",
    "the same few words",
    "a little time",
    "the order of events",
)
_ENDINGS = (".", ".", ".", " – and that is enough.", ", which is why it works.", ", step by step.")


_SENTENCE_COUNT = 512
"""The number of sentences that a completion draws from: a power of two, so that bits of its seed select them."""


def digest(*parts: Any) -> bytes:
    """Return 16 bytes that depend on `parts` alone, in all processes and Python versions."""
    return hashlib.blake2b(dumps(parts), digest_size=16).digest()


def seeded(*parts: Any) -> random.Random:
    """Return a random generator that depends on `parts` alone, in all processes and Python versions."""
    return generator(digest(*parts))


def generator(seed: bytes) -> random.Random:
    """Return a random generator with this seed. It costs more than a digest, so it is made where it is used."""
    return random.Random(int.from_bytes(seed, "big"))


def tokenize(text: str) -> list[str]:
    """Split text into parts that are as long as typical tokens. Joined, they are the text."""
    return _TOKEN.findall(text)


def count_tokens(text: str) -> int:
    """Return the number of tokens; for long texts a quarter of the length, which is faster than splitting them."""
    return len(tokenize(text)) if len(text) < 4096 else len(text) // 4


def sentence(rng: random.Random) -> str:
    """Return one sentence."""
    opening = f"{rng.choice(_OPENINGS)} " if rng.random() < 0.3 else ""
    words = (
        f"{opening}{rng.choice(_SUBJECTS)} {rng.choice(_VERBS)} {rng.choice(_OBJECTS)}{rng.choice(_ENDINGS)}"
    )
    return words[0].upper() + words[1:]


def paragraph(rng: random.Random, sentences: int | None = None) -> str:
    """Return a paragraph of `sentences` sentences, by default two to four."""
    return " ".join(sentence(rng) for _ in range(sentences or rng.randint(2, 4)))


@lru_cache(maxsize=1)
def _sentences() -> list[list[str]]:
    """Return the tokens of each sentence of completions, with the space before it."""
    rng = random.Random(0)
    return [tokenize(f" {sentence(rng)}") for _ in range(_SENTENCE_COUNT)]


def paragraph_tokens(seed: bytes, sentences: int | None = None) -> list[str]:
    """Return the tokens of a paragraph of `sentences` sentences, by default two to four.

    The sentences and their tokens are made once. To make them anew would take most of the time of a request.
    """
    known = _sentences()
    number = int.from_bytes(seed, "big")
    tokens: list[str] = []
    for _ in range(sentences or 2 + number % 3):
        number //= _SENTENCE_COUNT
        tokens += known[number % _SENTENCE_COUNT]
    tokens[0] = tokens[0][1:]
    return tokens
