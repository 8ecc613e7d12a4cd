"""The response bodies of the corpus can be decoded, shown and serialised unchanged."""

from __future__ import annotations

import copy
import json
import pickle
from importlib import import_module
from typing import Any

import pytest

from do_inference_generated import models
from do_inference_generated._model import Model, to_plain
from tests.models.corpus import CHAT, CHUNK, CORPUS, JOB, MESSAGE, RESPONSE, change


def decode(module: str, body: Any) -> Any:
    return import_module(f"do_inference_generated.models.{module}").decode(body)


@pytest.mark.parametrize(("module", "body"), [c[1:] for c in CORPUS], ids=[c[0] for c in CORPUS])
def test_a_body_decodes_and_round_trips(module: str, body: Any) -> None:
    before = copy.deepcopy(body)
    decoded = decode(module, body)
    assert to_plain(decoded) == before
    assert body == before
    assert repr(decoded)
    assert decoded == decode(module, copy.deepcopy(body))
    assert copy.deepcopy(decoded) == decoded == copy.copy(decoded)
    assert to_plain(pickle.loads(pickle.dumps(decoded))) == before
    if isinstance(decoded, Model):
        assert json.loads(decoded.to_json()) == before


def test_missing_lists_and_objects_that_are_required_read_as_empty() -> None:
    assert decode("chat_completion", {}).choices == []
    assert decode("chat_completion", change(CHAT, "choices.0.message")).choices[0].message.content is None
    assert decode("response", change(RESPONSE, "output")).output == []


def test_items_of_another_type_are_omitted_and_still_sent_back() -> None:
    body = change(CHAT, "choices", [None, CHAT["choices"][0], 5])
    completion = decode("chat_completion", body)
    assert [choice.index for choice in completion.choices] == [0]
    assert completion.to_dict() == body


def test_a_time_is_sent_back_with_its_nanoseconds() -> None:
    job = decode("async_invocation", JOB)
    assert job.created_at.microsecond == 112403
    assert job.to_dict()["created_at"] == "2026-01-22T19:19:19.112403432Z"


def test_unknown_fields_are_attributes() -> None:
    completion = decode("chat_completion", {**CHAT, "novelty": {"x": 1}})
    assert completion.novelty == {"x": 1}
    assert completion.model_extra == {"novelty": {"x": 1}}


def test_unknown_union_members_are_dicts_with_attributes() -> None:
    message = decode("message", change(MESSAGE, "content.0", {"type": "novelty", "payload": [1]}))
    block = message.content[0]
    assert (block.type, block.payload, block == {"type": "novelty", "payload": [1]}) == ("novelty", [1], True)
    with pytest.raises(AttributeError, match="this novelty has no 'missing'; it has type, payload"):
        _ = block.missing


def test_later_changes_are_serialised() -> None:
    completion = decode("chat_completion", CHAT)
    completion.choices[0].message.content = "other"
    assert completion.to_dict() == change(CHAT, "choices.0.message.content", "other")
    completion.choices[0].message.content = None
    assert completion.to_dict() == change(CHAT, "choices.0.message.content", None)


def test_excluding_none_removes_nulls() -> None:
    completion = decode("chat_completion", CHAT)
    assert completion.choices[0].message.to_dict(exclude_none=True) == {"role": "assistant", "content": "hi"}


def test_equality_ignores_omitted_nulls() -> None:
    assert decode("chat_completion", change(CHAT, "choices.0.logprobs")) == decode("chat_completion", CHAT)
    assert decode("chat_completion", change(CHAT, "id", "x")) != decode("chat_completion", CHAT)
    assert decode("chat_completion", {**CHAT, "extra": 1}) != decode("chat_completion", CHAT)


def test_both_formats_of_a_responses_stream_are_recognised() -> None:
    from do_inference_generated.models import ResponseChunk, ResponseCompletedEvent

    assert isinstance(decode("response_stream_event", {**CHUNK, "object": "response.chunk"}), ResponseChunk)
    chunk = decode("response_stream_event", {**CHUNK, "object": "response.chunk"})
    assert chunk.type == "response.chunk"
    assert "type" not in chunk.to_dict()
    event = decode("response_stream_event", {"type": "response.completed", "response": RESPONSE})
    assert isinstance(event, ResponseCompletedEvent)
    assert event.response.id == "resp_1"


def test_a_missing_attribute_is_reported_with_the_existing_ones() -> None:
    with pytest.raises(
        AttributeError, match=r"ChatCompletion has no field 'choice'; it has id, object, created"
    ):
        _ = decode("chat_completion", CHAT).choice


def test_a_repr_shortens_long_values_and_hides_secrets() -> None:
    image = decode("image", {"b64_json": "A" * 100_000})
    assert len(repr(image)) < 400
    file = decode("batch_file", {"file_id": "f", "upload_url": "https://s/x?X-Amz-Signature=secret"})
    assert "secret" not in repr(file)
    assert "secret" in file.upload_url


def test_a_repr_limits_the_depth_of_unknown_fields() -> None:
    from do_inference_generated.models import ChatCompletion

    value: dict[str, object] = {}
    for _ in range(700):
        value = {"deep": value}
    shown = repr(ChatCompletion.from_dict({"id": "c", "extra": value}))

    assert shown.count("deep") < 30
    assert "..." in shown


def test_from_dict_accepts_only_objects() -> None:
    from do_inference_generated.models import ChatCompletion

    with pytest.raises(TypeError, match=r"ChatCompletion\.from_dict takes a JSON object as a dict, not list"):
        ChatCompletion.from_dict([])  # type: ignore[arg-type]


def test_models_created_by_programs_are_serialised_without_omitted_fields() -> None:
    from do_inference_generated.models import ModelInfo, ModelList

    made = ModelList(data=[ModelInfo(id="m")])
    assert made.to_dict()["data"][0]["id"] == "m"
    assert made.response is None


def test_a_retrieved_passage_has_a_source_and_an_unbounded_score() -> None:
    passage = models.RetrievedPassage.from_dict(
        {"id": "p", "index": "k", "score": -9549511700, "data_source_id": "d", "metadata": {"page_number": 3}}
    )
    assert passage.score == -9549511700
    assert passage.data_source_id == "d"
    assert passage.metadata == {"page_number": 3}
