"""Completeness of streams: only values that events contain count, not missing fields or unknown events."""

from __future__ import annotations

from typing import Any

import pytest

from do_inference.errors import StreamTruncated
from do_inference.streams import StreamDecodingError, open_stream
from do_inference_generated import operations
from do_inference_generated._stream import ChoiceDone, ImageReceived

from .recordings import IMAGE, RECORDINGS, Recording
from .scripted import ScriptedConnection, open_scripted, read_all, result_of, semantic_events, sse

CHAT = operations.CHAT_COMPLETIONS_CREATE
IMAGES = operations.IMAGES_GENERATE
MESSAGES = operations.MESSAGES_CREATE
RESPONSES = operations.RESPONSES_CREATE
PREVIEW = {"type": "image_generation.partial_image", "partial_image_index": 0, "b64_json": "cA=="}
FINAL = {"type": "image_generation.completed", "b64_json": "ZA=="}

UNKNOWN: list[dict[str, Any]] = [
    {"type": "novelty"},
    {"type": "image_generation.in_progress", "progress": 3},
    {"type": "response.novelty", "response": {"id": "r"}},
    {"type": "response.completed.soon"},
    {"type": "message_novelty", "delta": {"stop_reason": "end_turn"}},
    {"type": "content_block_novelty", "index": 0},
]


@pytest.mark.parametrize("recording", RECORDINGS.values(), ids=RECORDINGS)
@pytest.mark.parametrize("event", UNKNOWN, ids=lambda event: event["type"])
def test_unknown_event_is_passed_on_and_does_not_complete_the_stream(
    recording: Recording, event: dict[str, Any]
) -> None:
    outcome = read_all(recording.operation, sse(event))
    assert len(outcome.events) == 1
    assert type(outcome.error) is StreamTruncated
    first = recording.stream.index(b"\n\n") + 2
    assert type(read_all(recording.operation, recording.stream[:first] + sse(event)).error) is StreamTruncated
    with open_scripted(recording.operation, recording.stream[:first] + sse(event) + recording.stream[first:])[
        0
    ] as stream:
        assert stream.finish()
        assert stream.finished


@pytest.mark.parametrize("event", UNKNOWN, ids=lambda event: event["type"])
def test_unknown_event_is_not_an_image(event: dict[str, Any]) -> None:
    result = result_of(IMAGES, sse(event, PREVIEW, event, FINAL))
    assert [image.b64_json for image in result.data] == ["ZA=="]
    connection = ScriptedConnection([sse(FINAL, event, FINAL)])
    with open_stream(IMAGES, connection, choices=2) as stream:
        assert [image.b64_json for image in stream.result().data] == ["ZA==", "ZA=="]
    assert read_all(IMAGES, sse(event)).error.partial.data == []  # type: ignore[union-attr]


def test_an_image_of_an_unknown_event_is_a_draft() -> None:
    error = read_all(IMAGES, sse({"type": "image_generation.sketch", "b64_json": "cw=="})).error
    assert isinstance(error, StreamTruncated)
    assert [image.b64_json for image in error.partial.data] == ["cw=="]


@pytest.mark.parametrize("kind", ["image_edit.completed", None])
def test_event_with_a_complete_image_is_final(kind: str | None) -> None:
    event = {**FINAL, "type": kind}
    assert [image.b64_json for image in result_of(IMAGES, sse(PREVIEW, event)).data] == ["ZA=="]
    events = semantic_events(IMAGES, sse(PREVIEW, event))
    assert [(image.partial, image.index) for image in events if isinstance(image, ImageReceived)] == [
        (True, 0),
        (False, 0),
    ]


def test_usage_in_a_separate_event_belongs_to_the_images() -> None:
    usage = {"total_tokens": 3, "input_tokens": 1, "output_tokens": 2}
    result = result_of(IMAGES, sse({"type": "usage", "usage": usage}, FINAL))
    assert result.usage.total_tokens == 3


TERMINATED = {
    "chat, nothing": (CHAT, []),
    "chat, usage only": (CHAT, [{"choices": [], "usage": {"total_tokens": 1}}]),
    "chat, one empty choice": (CHAT, [{"choices": [{}]}]),
    "messages": (MESSAGES, []),
    "responses": (RESPONSES, []),
    "images, nothing": (IMAGES, []),
    "images, preview only": (IMAGES, [PREVIEW]),
}


@pytest.mark.parametrize(("operation", "events"), TERMINATED.values(), ids=TERMINATED)
def test_terminator_without_events_is_not_a_result(operation: Any, events: list[Any]) -> None:
    outcome = read_all(operation, sse(*events, "[DONE]"))
    assert isinstance(outcome.error, StreamTruncated | StreamDecodingError)
    assert not outcome.finished


def chunk(index: int, finish: Any) -> dict[str, Any]:
    return {"choices": [{"index": index, "delta": {"content": "a"}, "finish_reason": finish}]}


def test_stream_without_a_requested_choice_is_truncated() -> None:
    with open_stream(CHAT, ScriptedConnection([sse(chunk(0, "stop"))]), choices=2) as stream:
        with pytest.raises(StreamTruncated):
            stream.result()
    both = sse(chunk(0, "stop"), chunk(1, "stop"))
    with open_stream(CHAT, ScriptedConnection([both]), choices=2) as stream:
        assert len(stream.result().choices) == 2


@pytest.mark.parametrize("reason", [None, "", 0, 7, True, [], ["stop"], {}, {"type": "stop"}])
def test_only_a_string_is_a_finish_reason(reason: Any) -> None:
    stream = sse(chunk(0, reason))
    assert type(read_all(CHAT, stream).error) is StreamTruncated
    assert ChoiceDone(None) in semantic_events(CHAT, stream + sse("[DONE]"))
    grammar = read_all(RESPONSES, stream).error
    assert type(grammar) is StreamTruncated
    assert grammar.partial.to_dict().get("status") is None
    message = {"type": "message_delta", "delta": {"stop_reason": reason}}
    assert type(read_all(MESSAGES, sse(message)).error) is StreamTruncated
    assert ChoiceDone(None) in semantic_events(MESSAGES, sse(message, {"type": "message_stop"}))


@pytest.mark.parametrize(
    ("reasons", "status"),
    [
        (["stop"], "completed"),
        (["tool_calls", "stop"], "completed"),
        (["stop", "length"], "incomplete"),
        (["max_tokens"], "incomplete"),
        (["stop", None], None),
        (["error"], "incomplete"),
        (["novelty"], None),
    ],
)
def test_status_of_a_response_in_chunks_follows_from_its_finish_reasons(
    reasons: list[Any], status: str | None
) -> None:
    events = [chunk(index, reason) for index, reason in enumerate(reasons)]
    assert result_of(RESPONSES, sse(*events, "[DONE]")).to_dict().get("status") == status


def test_a_choice_is_done_once_even_if_its_reason_is_repeated() -> None:
    events = semantic_events(CHAT, sse(chunk(0, "stop"), chunk(0, "stop"), "[DONE]"))
    assert [event for event in events if isinstance(event, ChoiceDone)] == [ChoiceDone("stop")]


def test_previews_are_not_the_result_of_a_complete_stream() -> None:
    preview = IMAGE.stream[: IMAGE.stream.index(b"\n\n") + 2]
    assert type(read_all(IMAGES, preview).error) is StreamTruncated
