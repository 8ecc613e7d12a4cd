"""Vectors are decoded from numbers and Base64, and results are sorted by index."""

from __future__ import annotations

import base64
import struct
import sys
from typing import Any, cast

import pytest

from do_inference import Client, models
from do_inference.emulator import Emulator
from tests.models.corpus import CHAT

VECTOR = [0.5, -1.25, 3.0]


def packed(values: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(values)}f", *values)).decode()


def embedding(value: Any, index: int = 0) -> dict[str, Any]:
    return {"object": "embedding", "index": index, "embedding": value}


@pytest.mark.parametrize("received", [VECTOR, packed(VECTOR)], ids=["numbers", "base64"])
def test_a_vector_is_decoded_to_floats_and_sent_back_unchanged(received: object) -> None:
    decoded = models.Embedding.from_dict(embedding(received))

    assert decoded.embedding == VECTOR
    assert decoded.to_dict() == embedding(received)
    decoded.embedding = [1.0]
    assert decoded.to_dict() == embedding([1.0])


NO_VECTORS: list[Any] = ["no base64!", "AAA=", packed(VECTOR) + "é", packed(VECTOR)[:-1], 5, None, {}]
NO_VECTORS += [[0.5, None], [0.5, "1"], [True], [[0.5]]]


@pytest.mark.parametrize("received", NO_VECTORS, ids=repr)
def test_an_invalid_vector_reads_as_none_and_is_stored(received: object) -> None:
    decoded = models.Embedding.from_dict(embedding(received))

    assert cast("object", decoded.embedding) is None
    assert decoded.to_dict() == embedding(received)
    with pytest.raises(ValueError, match="no vector that can be decoded"):
        decoded.to_numpy()


@pytest.mark.parametrize("received", [[], ""], ids=repr)
def test_an_empty_vector_is_empty(received: object) -> None:
    assert models.Embedding.from_dict(embedding(received)).embedding == []


def test_a_missing_vector_reads_as_none() -> None:
    decoded = models.Embedding.from_dict({"object": "embedding", "index": 0})

    assert cast("object", decoded.embedding) is None
    assert decoded.to_dict() == {"object": "embedding", "index": 0}


def test_a_vector_becomes_an_array_on_request() -> None:
    numpy = pytest.importorskip("numpy")
    array = models.Embedding.from_dict(embedding(packed(VECTOR))).to_numpy()

    assert array.dtype == numpy.float32
    assert array.tolist() == VECTOR


def test_an_array_without_numpy_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(ImportError, match=r"to_numpy\(\) requires NumPy: pip install numpy"):
        models.Embedding.from_dict(embedding(VECTOR)).to_numpy()


def test_the_client_returns_the_same_vectors_for_both_formats() -> None:
    with Emulator() as emulator, Client(api_key=emulator.api_key, base_url=emulator.base_url) as client:
        short, long = (
            client.embeddings.create(model="all-mini-lm-l6-v2", input=["a", "b"], encoding_format=form)
            for form in ("base64", "float")
        )
    assert [item.embedding for item in short.data] == [item.embedding for item in long.data]
    assert isinstance(short.to_dict()["data"][0]["embedding"], str)


def test_results_are_in_the_order_of_their_indices() -> None:
    received = {"object": "list", "model": "m", "data": [embedding([float(i)], i) for i in (2, 0, 1)]}
    decoded = models.EmbeddingResponse.from_dict(received)

    assert [item.embedding for item in decoded.data] == [[0.0], [1.0], [2.0]]
    assert decoded.to_dict() == received
    choices = [{**CHAT["choices"][0], "index": index} for index in (1, 0)]
    completion = models.ChatCompletion.from_dict({**CHAT, "choices": choices})
    assert [choice.index for choice in completion.choices] == [0, 1]
    assert completion.to_dict()["choices"] == choices


def test_results_with_equal_indices_keep_their_order() -> None:
    data = [embedding([float(n)], index) for n, index in enumerate((1, 0, 1, 0))]
    decoded = models.EmbeddingResponse.from_dict({"data": data})

    assert [item.embedding for item in decoded.data] == [[1.0], [3.0], [0.0], [2.0]]


@pytest.mark.parametrize("places", [(1, None), (1, "0"), (True, 0)], ids=repr)
def test_results_without_indices_keep_their_order(places: tuple[Any, Any]) -> None:
    data = [embedding([float(n)], place) for n, place in enumerate(places)]
    decoded = models.EmbeddingResponse.from_dict({"data": data})

    assert [item.embedding for item in decoded.data] == [[0.0], [1.0]]
