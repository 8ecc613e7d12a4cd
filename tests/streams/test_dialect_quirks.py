"""Messages, responses and images as servers send them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from do_inference import models
from do_inference.errors import StreamTruncated
from do_inference.sse import ServerSentEvent
from do_inference.streams import open_stream
from do_inference_generated import operations
from do_inference_generated._stream import (
    ChoiceDone,
    CitationsFound,
    ImageReceived,
    ReasoningDelta,
    RefusalDelta,
    TextDelta,
    ToolCallDelta,
    ToolCallDone,
    ToolCallStarted,
    UsageReported,
)

from .recordings import IMAGE, MESSAGE, RESPONSE
from .scripted import ScriptedConnection, field, open_scripted, read_all, result_of, semantic_events, sse

MESSAGES = operations.MESSAGES_CREATE
RESPONSES = operations.RESPONSES_CREATE
IMAGES = operations.IMAGES_GENERATE


def kinds(events: list[Any]) -> list[str]:
    return [event.type for event in events]


# --- messages


def start(index: Any, **block: Any) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": block}


def more(index: Any, kind: str, **delta: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": {"type": kind, **delta}}


STOP: dict[str, Any] = {"type": "message_stop"}


def test_semantic_events_of_a_message() -> None:
    assert semantic_events(MESSAGES, MESSAGE.stream) == [
        UsageReported(models.MessageUsage(input_tokens=7, output_tokens=1)),
        ReasoningDelta("Thin"),
        ReasoningDelta("king"),
        TextDelta("Grüße "),
        TextDelta("🎉"),
        ToolCallStarted(0, "t1", "weather"),
        ToolCallDelta(0, '{"city": "Par'),
        ToolCallDelta(0, 'is"}'),
        UsageReported(models.MessageUsage(input_tokens=7, output_tokens=20)),
        ToolCallDone(0, "t1", "weather", '{"city": "Paris"}'),
        ChoiceDone("tool_use"),
    ]


def test_message_without_start_events() -> None:
    stream, _ = open_scripted(
        MESSAGES, sse(more(0, "text_delta", text="a"), more(0, "text_delta", text="b"), STOP)
    )
    with stream:
        assert list(stream.text) == ["a", "b"]
        assert stream.result().to_dict()["content"] == [{"type": "text", "text": "ab"}]


def test_blocks_without_an_index_are_in_the_order_of_arrival() -> None:
    events = [
        start(None, type="text", text="a"),
        more(None, "text_delta", text="b"),
        start(None, type="text", text="c"),
    ]
    for event in events:
        del event["index"]
    content = result_of(MESSAGES, sse(*events, STOP)).to_dict()["content"]
    assert [block["text"] for block in content] == ["ab", "c"]


def test_text_in_the_start_of_a_block_is_text() -> None:
    stream, _ = open_scripted(
        MESSAGES, sse(start(0, type="text", text="a"), more(0, "text_delta", text="b"), STOP)
    )
    with stream:
        assert list(stream.text) == ["a", "b"]


@pytest.mark.parametrize(
    ("given", "pieces", "expected"),
    [
        ({}, [], {}),
        ({"a": 1}, [], {"a": 1}),
        ({}, ["", '{"a"', ":1}"], {"a": 1}),
        ({}, ['{"a": [1, 2'], '{"a": [1, 2'),
        ({}, ["no json"], "no json"),
    ],
)
def test_input_of_a_tool(given: dict[str, Any], pieces: list[str], expected: Any) -> None:
    deltas = [more(0, "input_json_delta", partial_json=piece) for piece in pieces]
    events = [start(0, type="tool_use", id="t", name="f", input=given), *deltas]
    ends = {"type": "message_delta", "delta": {"stop_reason": "tool_use"}}
    result = result_of(MESSAGES, sse(*events, {"type": "content_block_stop", "index": 0}, ends, STOP))
    assert result.to_dict()["content"] == [{"type": "tool_use", "id": "t", "name": "f", "input": expected}]


def test_fragments_of_parallel_blocks_can_interleave() -> None:
    events = [
        start(0, type="tool_use", id="a", name="f", input={}),
        start(1, type="tool_use", id="b", name="g", input={}),
        more(1, "input_json_delta", partial_json='{"y":'),
        more(0, "input_json_delta", partial_json='{"x":1}'),
        more(1, "input_json_delta", partial_json="2}"),
        STOP,
    ]
    blocks = result_of(MESSAGES, sse(*events)).to_dict()["content"]
    assert [(block["id"], block["input"]) for block in blocks] == [("a", {"x": 1}), ("b", {"y": 2})]
    done = [event for event in semantic_events(MESSAGES, sse(*events)) if isinstance(event, ToolCallDone)]
    assert [(call.index, call.arguments) for call in done] == [(0, '{"x":1}'), (1, '{"y":2}')]


def test_snapshot_contains_the_input_received() -> None:
    events = [
        start(0, type="tool_use", id="a", name="f", input={}),
        more(0, "input_json_delta", partial_json='{"x": "ab'),
    ]
    stream, _ = open_scripted(MESSAGES, sse(*events))
    with stream:
        next(stream), next(stream)
        assert stream.snapshot().content[0].input == {"x": "ab"}


def test_citations_and_unknown_deltas_are_preserved() -> None:
    cited = {"type": "char_location", "cited_text": "t"}
    events = [
        start(0, type="text", text=""),
        more(0, "citations_delta", citation=cited),
        more(0, "text_delta", text="a"),
        more(0, "novelty_delta", novelty="n1"),
        more(0, "novelty_delta", novelty="n2"),
        STOP,
    ]
    block = result_of(MESSAGES, sse(*events)).to_dict()["content"][0]
    assert block == {"type": "text", "text": "a", "citations": [cited], "novelty": "n1n2"}
    assert CitationsFound([models.TextCitation.from_dict(cited)]) in semantic_events(MESSAGES, sse(*events))


def test_usage_of_a_message_is_merged() -> None:
    opening = {
        "type": "message_start",
        "message": {"content": [], "usage": {"input_tokens": 7, "cache_read_input_tokens": 3}},
    }
    delta = {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn"},
        "usage": {"output_tokens": 2, "input_tokens": None},
    }
    stream, _ = open_scripted(MESSAGES, sse(opening, delta, STOP))
    with stream:
        assert stream.result().usage == stream.usage
        assert stream.usage == models.MessageUsage(input_tokens=7, cache_read_input_tokens=3, output_tokens=2)


def test_stop_reason_replaces_a_missing_message_stop() -> None:
    delta = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}}
    outcome = read_all(MESSAGES, sse(start(0, type="text", text="a"), delta))
    assert (outcome.error, outcome.finished) == (None, True)
    cut = read_all(MESSAGES, sse(start(0, type="text", text="a")))
    assert type(cut.error) is StreamTruncated


def test_stray_terminator_ends_a_message() -> None:
    outcome = read_all(MESSAGES, sse(start(0, type="text", text="a"), "[DONE]"))
    assert (outcome.error, outcome.finished) == (None, True)


# --- responses


def test_semantic_events_of_a_response() -> None:
    assert semantic_events(RESPONSES, RESPONSE.stream) == [
        ReasoningDelta("Well…"),
        TextDelta("Olá "),
        TextDelta("mundo"),
        ToolCallStarted(0, "call_1", "weather"),
        ToolCallDelta(0, '{"city":'),
        ToolCallDelta(0, '"Paris"}'),
        UsageReported(field(RESPONSES, "usage", RESPONSE.result["usage"])),
        ToolCallDone(0, "call_1", "weather", '{"city":"Paris"}'),
        ChoiceDone("completed"),
    ]


def completed(**fields: Any) -> dict[str, Any]:
    return {"type": "response.completed", "response": {"id": "r", "status": "completed", **fields}}


def test_response_with_only_its_final_event_is_reported_completely() -> None:
    event = sse({"type": "response.completed", "response": RESPONSE.result})
    assert kinds(semantic_events(RESPONSES, event)) == [
        *("usage", "reasoning.delta", "text.delta"),
        *("tool_call.started", "tool_call.delta", "tool_call.done", "choice.done"),
    ]


def test_text_sent_only_in_done_events_is_reported_once() -> None:
    part = {"output_index": 0, "content_index": 0}
    item = {"type": "message", "content": [{"type": "output_text", "text": "ab"}]}
    events = [
        {"type": "response.output_text.done", **part, "text": "ab"},
        {"type": "response.content_part.done", **part, "part": item["content"][0]},
        {"type": "response.output_item.done", "output_index": 0, "item": item},
        completed(output=[item]),
    ]
    for kept in (events, events[1:], events[2:], events[3:]):
        told = semantic_events(RESPONSES, sse(*kept))
        assert [event.text for event in told if isinstance(event, TextDelta)] == ["ab"]


def test_output_missing_from_the_final_event_is_combined_from_deltas() -> None:
    events = [
        {"type": "response.output_item.added", "output_index": 0, "item": {"type": "message", "id": "m"}},
        {"type": "response.output_text.delta", "item_id": "m", "delta": "a"},
        {"type": "response.output_text.delta", "item_id": "m", "delta": "b"},
        completed(output=None),
    ]
    result = result_of(RESPONSES, sse(*events)).to_dict()
    assert result["output"] == [
        {"type": "message", "id": "m", "content": [{"type": "output_text", "text": "ab"}]}
    ]


def test_deltas_without_indices_are_reported_once() -> None:
    item = {"type": "message", "content": [{"type": "output_text", "text": "ab"}]}
    events = [
        {"type": "response.output_text.delta", "delta": "a"},
        {"type": "response.output_text.delta", "delta": "b"},
        completed(output=[{"type": "reasoning", "summary": [], "content": []}, item]),
    ]
    stream, _ = open_scripted(RESPONSES, sse(*events))
    with stream:
        assert list(stream.text) == ["a", "b"]
        assert len(stream.result().output) == 2


def test_refusals_summaries_and_citations_of_a_response() -> None:
    cited = {"type": "url_citation", "url": "https://example.com"}
    part = {
        "type": "response.reasoning_summary_part.added",
        "output_index": 0,
        "summary_index": 1,
        "part": {"type": "summary_text", "text": ""},
    }
    events = [
        {
            "type": "response.reasoning_summary_text.delta",
            "output_index": 0,
            "summary_index": 0,
            "delta": "S",
        },
        part,
        {
            "type": "response.reasoning_summary_text.delta",
            "output_index": 0,
            "summary_index": 1,
            "delta": "T",
        },
        {"type": "response.refusal.delta", "output_index": 1, "content_index": 0, "delta": "No."},
        {
            "type": "response.output_text.annotation.added",
            "output_index": 1,
            "content_index": 1,
            "annotation": cited,
        },
    ]
    outcome = read_all(RESPONSES, sse(*events))
    assert isinstance(outcome.error, StreamTruncated)
    reasoning, message = outcome.error.partial.to_dict()["output"]
    assert [part["text"] for part in reasoning["summary"]] == ["S", "T"]
    assert message["content"] == [
        {"type": "refusal", "refusal": "No."},
        {"type": "output_text", "annotations": [cited]},
    ]
    told = semantic_events(RESPONSES, sse(*events, completed(output=[])))
    assert told[:4] == [
        ReasoningDelta("S"),
        ReasoningDelta("T"),
        RefusalDelta("No."),
        CitationsFound([models.ResponseAnnotation.from_dict(cited)]),
    ]


def test_text_of_an_item_that_is_not_a_message() -> None:
    told = semantic_events(RESPONSES, sse(completed(output=[{"type": "text", "text": "t"}])))
    assert TextDelta("t") in told


def test_incomplete_response_is_a_result_with_its_status() -> None:
    partial = {
        "id": "r",
        "status": "incomplete",
        "incomplete_details": {"reason": "max_output_tokens"},
        "output": [],
    }
    result = result_of(RESPONSES, sse({"type": "response.incomplete", "response": partial}))
    assert result.status == "incomplete"


def test_calls_in_responses_of_chat_chunks() -> None:
    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {
            "object": "response.chunk",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }

    call = {"index": 0, "id": "c", "function": {"name": "f", "arguments": "{}"}}
    result = result_of(
        RESPONSES, sse(chunk({"tool_calls": [call], "refusal": "n"}), chunk({}, "length"), "[DONE]")
    )
    assert [item["type"] for item in result.to_dict()["output"]] == ["message", "function_call"]
    assert result.status == "incomplete"


# --- images


def test_semantic_events_of_an_image() -> None:
    assert semantic_events(IMAGES, IMAGE.stream) == [
        ImageReceived("cGFydA==", True, 0),
        ImageReceived("d2hvbGU=", False, 0),
        UsageReported(field(IMAGES, "usage", IMAGE.result["usage"])),
    ]


LONG = "A" * 100_000


@pytest.mark.parametrize(
    "event",
    [
        TextDelta(LONG),
        ImageReceived(LONG, False),
        ToolCallDone(0, "c", "f", LONG),
        UsageReported(models.MessageUsage.from_dict({"note": LONG})),
        CitationsFound([models.TextCitation.from_dict({"cited_text": LONG})] * 100),
        ServerSentEvent(None, LONG, None, None),
    ],
    ids=lambda event: type(event).__name__,
)
def test_repr_of_an_event_truncates_long_values(event: object) -> None:
    assert len(repr(event)) < 1500
    assert repr(event).startswith(f"{type(event).__name__}(")


def test_repr_of_an_event_contains_its_fields() -> None:
    assert repr(ImageReceived("cGFydA==", True, 3)) == "ImageReceived(b64='cGFydA==', partial=True, index=3)"


def image(name: str) -> bytes:
    return sse({"type": "image_generation.completed", "b64_json": name})


def test_all_of_several_images_are_in_the_result() -> None:
    connection = ScriptedConnection((image("one"), image("two"), image("three"), image("four")))
    with open_stream(IMAGE.operation, connection, choices=3) as stream:
        events = [event for event in stream.events() if isinstance(event, ImageReceived)]
    assert [(event.b64, event.index) for event in events] == [("one", 0), ("two", 1), ("three", 2)]
    assert [each.b64_json for each in stream.result().data] == ["one", "two", "three"]
    assert stream.finished


def test_fewer_images_than_requested_are_complete_at_a_regular_end() -> None:
    with open_stream(IMAGE.operation, ScriptedConnection((image("one"),)), choices=3) as stream:
        assert [each.b64_json for each in stream.finish().data] == ["one"]
    assert stream.finished


def test_truncated_image_has_its_last_preview() -> None:
    preview = IMAGE.stream[: IMAGE.stream.index(b"\n\n") + 2]
    outcome = read_all(IMAGES, preview)
    assert isinstance(outcome.error, StreamTruncated)
    assert outcome.error.partial.data[0].b64_json == "cGFydA=="


ANYTHING: list[Any] = [
    {"type": "content_block_delta"},
    {"type": "content_block_delta", "index": "x", "delta": {"type": 5}},
    {"type": "content_block_start", "index": 0, "content_block": None},
    {"type": "content_block_stop", "index": 99},
    {"type": "message_delta", "delta": "x", "usage": []},
    {"type": "message_start", "message": []},
    {"type": "response.created", "response": []},
    {"type": "response.output_item.added", "item": 5},
    {"type": "response.output_item.added", "output_index": "x", "item": {"type": ["l"]}},
    {"type": "response.output_text.delta", "delta": {"a": 1}},
    {"type": "response.function_call_arguments.delta", "delta": "x"},
    {"type": "response.function_call_arguments.done", "arguments": "x"},
    {"type": "response.content_part.added", "part": []},
    {"type": "response.output_text.annotation.added"},
    {"type": "image_generation.partial_image", "b64_json": 5, "partial_image_index": "x"},
    {"type": ["unhashable"]},
    {"type": {"a": 1}},
    {"type": 5},
    {},
]


@pytest.mark.parametrize("recording", [MESSAGE, RESPONSE, IMAGE], ids=["message", "response", "image"])
@pytest.mark.parametrize("event", ANYTHING, ids=json.dumps)
def test_event_of_any_shape_raises_nothing(recording: Any, event: Any) -> None:
    stream, _ = open_scripted(recording.operation, sse(event) + recording.stream)
    with stream:
        events = list(stream.events())
        assert stream.finished
        stream.result()
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    assert text == recording.text


def test_block_without_an_index_follows_all_others() -> None:
    first = [start(None, type="text", text=""), more(0, "text_delta", text="a"), STOP]
    assert [block["text"] for block in result_of(MESSAGES, sse(*first)).to_dict()["content"]] == ["a"]
    second = [
        start(0, type="text", text=""),
        more(0, "text_delta", text="a"),
        start(None, type="text", text=""),
        more(1, "text_delta", text="b"),
        STOP,
    ]
    assert [block["text"] for block in result_of(MESSAGES, sse(*second)).to_dict()["content"]] == ["a", "b"]


def output_of(*events: dict[str, Any]) -> list[dict[str, Any]]:
    done = {"type": "response.completed", "response": {"id": "r"}}
    output: list[dict[str, Any]] = result_of(RESPONSES, sse(*events, done)).to_dict()["output"]
    return output


def test_item_without_an_index_does_not_replace_another() -> None:
    call = {"type": "function_call", "arguments": ""}
    output = output_of(
        {
            "type": "response.output_item.added",
            "output_index": 0,
            "item": {**call, "call_id": "a", "name": "f"},
        },
        {"type": "response.output_item.added", "item": {**call, "call_id": "b", "name": "g"}},
        {"type": "response.function_call_arguments.delta", "output_index": 0, "delta": "{}"},
    )
    assert [(item["call_id"], item["arguments"]) for item in output] == [("a", "{}"), ("b", "")]


def test_item_and_part_started_after_their_first_fragment_keep_it() -> None:
    output = output_of(
        {"type": "response.output_text.delta", "delta": "a"},
        {
            "type": "response.output_item.added",
            "item": {"type": "message", "role": "assistant", "content": []},
        },
        {"type": "response.content_part.added", "part": {"type": "output_text", "text": ""}},
        {"type": "response.output_text.delta", "delta": "b"},
    )
    assert [[part["text"] for part in item["content"]] for item in output] == [["ab"]]


@pytest.mark.parametrize(("status", "expected"), [(None, "completed"), ("incomplete", "incomplete")])
def test_final_event_determines_the_status_of_a_response_without_one(
    status: str | None, expected: str
) -> None:
    final = {"type": "response.completed", "response": {"id": "r", "output": [], "status": status}}
    assert result_of(RESPONSES, sse(final)).to_dict()["status"] == expected


def test_the_last_of_several_images_has_the_fields_of_the_result() -> None:
    final = {"type": "image_generation.completed", "b64_json": "YQ=="}
    connection = ScriptedConnection([sse({**final, "created_at": 1}, {**final, "created_at": 2})])
    with open_stream(IMAGES, connection, choices=2) as stream:
        assert stream.result().to_dict()["created"] == 2
