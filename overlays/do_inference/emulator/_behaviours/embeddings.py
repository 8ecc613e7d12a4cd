"""Embeddings and reranking: the same text always has the same vector, and similar texts have close vectors."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import sys
from array import array
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from do_inference.emulator import _filler_text as filler_text
from do_inference.emulator._behaviours import models
from do_inference.emulator._replies import JSONReply, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from do_inference.emulator._request import EmulatedRequest

DIMENSIONS = 1024
_WORD = re.compile(r"\w+")


def create(call: EmulatedRequest) -> Reply:
    """Respond to `embeddings_create`."""
    model = models.resolve_model(call, "embedding")
    body = call.fields
    texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
    short = body.get("encoding_format") == "base64"
    vectors = [vector(text) for text in texts]
    data: list[dict[str, Any]] = [
        {"object": "embedding", "index": index, "embedding": encode_vector(v) if short else v.tolist()}
        for index, v in enumerate(vectors)
    ]
    tokens = sum(max(1, filler_text.count_tokens(text)) for text in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return JSONReply({"object": "list", "model": model.id, "data": data, "usage": usage})


def vector(text: str) -> array[float]:
    """Return a unit vector from the words of a text and their trigrams, by feature hashing."""
    sums = [0.0] * DIMENSIONS
    found = _WORD.findall(text.lower()) or [text or " "]
    for word in found:
        for place, amount in _features(word):
            sums[place] += amount
    length = math.sqrt(sum(value * value for value in sums)) or 1.0
    return array("f", [value / length for value in sums])


@lru_cache(maxsize=20_000)
def _features(word: str) -> tuple[tuple[int, float], ...]:
    """Return the dimensions that a word and its trigrams change, with the amounts. Words count more than trigrams."""
    parts = [(word, 2.0), *((f"_{word}_"[i : i + 3], 0.7) for i in range(len(word)))]
    return tuple(trace for part, weight in parts for trace in _hash_feature(part, weight))


def _hash_feature(part: str, weight: float) -> list[tuple[int, float]]:
    digest = hashlib.blake2b(part.encode("utf-8", "replace"), digest_size=32).digest()
    pairs = ((digest[i] << 8 | digest[i + 1], weight) for i in range(0, 32, 2))
    return [(bits % DIMENSIONS, amount if bits & 0x8000 else -amount) for bits, amount in pairs]


def encode_vector(values: Iterable[float]) -> str:
    """Return a vector as Base64 of little-endian 32-bit floats."""
    numbers = array("f", values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return base64.b64encode(numbers.tobytes()).decode()


def rerank(call: EmulatedRequest) -> Reply:
    """Respond to `rerank_create`. Scores are raw, like those of the service's models, not between 0 and 1."""
    models.resolve_model(call, "rerank")
    query = vector(str(call.fields["query"]))
    results = []
    for index, document in enumerate(call.fields["documents"]):
        text = document if isinstance(document, str) else str(document.get("text", ""))
        closeness = sum(a * b for a, b in zip(query, vector(text), strict=True))
        results.append({"index": index, "relevance_score": round(12 * closeness - 5, 6)})
    results.sort(key=lambda result: -float(result["relevance_score"]))
    return JSONReply({"results": results[: call.fields.get("top_n")]})
