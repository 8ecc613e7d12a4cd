"""Text and reasoning in all positions that servers use: reported once, with a result in the unstreamed form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from do_inference._content import REASONING_FIELDS, reasoning_of, text_fragments
from do_inference.structured._response_text import refusal_of, text_of
from do_inference_generated import operations
from do_inference_generated._stream import ReasoningDelta, RefusalDelta, TextDelta

from .scripted import open_async_scripted, open_scripted, result_of, semantic_events, sse

CHAT = operations.CHAT_COMPLETIONS_CREATE
MESSAGES = operations.MESSAGES_CREATE
RESPONSES = operations.RESPONSES_CREATE


def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def stream_of(*deltas: dict[str, Any]) -> bytes:
    return sse(*(chunk(delta) for delta in deltas), chunk({}, "stop"), "[DONE]")


def text(value: str, **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": value, **more}


def thinking(value: str) -> dict[str, Any]:
    """Create a part in the form of Mistral."""
    return {"type": "thinking", "thinking": [text(value)]}


def detail(value: str | None, **more: Any) -> dict[str, Any]:
    """Create a part in the form of OpenRouter."""
    return {"type": "reasoning.text", "text": value, "index": 0, "format": "x", **more}


SIGNED = detail(None, signature="s")
CASES: dict[str, tuple[list[dict[str, Any]], str, str, dict[str, Any]]] = {
    "text in parts": (
        [{"content": [text("a")]}, {"content": [text("b"), text("c")]}],
        "abc",
        "",
        {"content": [text("abc")]},
    ),
    "text in parts after an empty text": (
        [{"role": "assistant", "content": ""}, {"content": [text("a")]}, {"content": [text("b")]}],
        "ab",
        "",
        {"content": [text("ab")]},
    ),
    "text, then parts": (
        [{"content": "a"}, {"content": [text("b")]}, {"content": "c"}],
        "abc",
        "",
        {"content": [text("abc")]},
    ),
    "one part, not in a list": (
        [{"content": text("a")}, {"content": text("b")}],
        "ab",
        "",
        {"content": [text("ab")]},
    ),
    "texts in a list": ([{"content": ["a", "b"]}, {"content": ["c"]}], "abc", "", {"content": [text("abc")]}),
    "thinking in parts, then text": (
        [
            {"role": "assistant", "content": ""},
            {"content": [thinking("th")]},
            {"content": [thinking("ink")]},
            {"content": "a"},
            {"content": "b"},
        ],
        "ab",
        "think",
        {"content": [thinking("think"), text("ab")]},
    ),
    "thinking as a text in a part": (
        [
            {"content": [{"type": "thinking", "thinking": "th"}]},
            {"content": [{"type": "thinking", "thinking": "ink"}]},
        ],
        "",
        "think",
        {"content": [{"type": "thinking", "thinking": "think"}]},
    ),
    "parts of several types": (
        [
            {"content": [thinking("t"), text("a")]},
            {"content": [text("b"), {"type": "image_url", "image_url": {}}]},
        ],
        "ab",
        "t",
        {"content": [thinking("t"), text("ab"), {"type": "image_url", "image_url": {}}]},
    ),
    "text around another part": (
        [{"content": [text("a")]}, {"content": [{"type": "reference", "ids": [1]}]}, {"content": "b"}],
        "ab",
        "",
        {"content": [text("a"), {"type": "reference", "ids": [1]}, text("b")]},
    ),
    "refusal in parts": (
        [
            {"content": [{"type": "refusal", "refusal": "n"}]},
            {"content": [{"type": "refusal", "refusal": "o"}]},
        ],
        "",
        "",
        {"content": [{"type": "refusal", "refusal": "no"}]},
    ),
    "details": (
        [{"reasoning_details": [detail("th")]}, {"reasoning_details": [detail("ink")]}, {"content": "a"}],
        "a",
        "think",
        {"content": "a", "reasoning_details": [detail("think")]},
    ),
    "details with a signature": (
        [{"reasoning_details": [detail("think")]}, {"reasoning_details": [SIGNED]}],
        "",
        "think",
        {"reasoning_details": [detail("think", signature="s")]},
    ),
    "details of two thoughts": (
        [
            {"reasoning_details": [detail("one", signature="s")]},
            {"reasoning_details": [detail("two", signature="t")]},
            {"reasoning_details": [detail("three", index=1)]},
        ],
        "",
        "onetwothree",
        {
            "reasoning_details": [
                detail("one", signature="s"),
                detail("two", signature="t"),
                detail("three", index=1),
            ]
        },
    ),
    "summary": (
        [
            {"reasoning_details": [{"type": "reasoning.summary", "summary": "su"}]},
            {"reasoning_details": [{"type": "reasoning.summary", "summary": "m"}]},
            {"reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}]},
            {"reasoning_details": [{"type": "reasoning.encrypted", "data": "y"}]},
        ],
        "",
        "sum",
        {
            "reasoning_details": [
                {"type": "reasoning.summary", "summary": "sum"},
                {"type": "reasoning.encrypted", "data": "x"},
                {"type": "reasoning.encrypted", "data": "y"},
            ]
        },
    ),
    "reasoning and details of it": (
        [
            {"reasoning": "th", "reasoning_details": [detail("th")]},
            {"reasoning": "ink", "reasoning_details": [detail("ink")]},
        ],
        "",
        "think",
        {"reasoning": "think", "reasoning_details": [detail("think")]},
    ),
    "three names for it": (
        [
            {"reasoning": "t", "reasoning_content": "t", "thinking": "t"},
            {"reasoning": "u", "reasoning_content": "u"},
        ],
        "",
        "tu",
        {"reasoning": "tu", "reasoning_content": "tu", "thinking": "t"},
    ),
    "the whole again at the end": (
        [{"reasoning_content": "th"}, {"reasoning_content": "ink"}, {"reasoning_details": [detail("think")]}],
        "",
        "think",
        {"reasoning_content": "think", "reasoning_details": [detail("think")]},
    ),
    "another field later": (
        [
            {"reasoning_details": [{"type": "reasoning.encrypted", "data": "x"}]},
            {"reasoning": "th"},
            {"reasoning": "ink"},
        ],
        "",
        "think",
        {"reasoning": "think"},
    ),
    "thinking blocks": (
        [
            {"thinking_blocks": [{"type": "thinking", "thinking": "th"}]},
            {"thinking_blocks": [{"type": "thinking", "thinking": "ink"}]},
            {"thinking_blocks": [{"type": "thinking", "thinking": "", "signature": "s"}]},
        ],
        "",
        "think",
        {"thinking_blocks": [{"type": "thinking", "thinking": "think", "signature": "s"}]},
    ),
    "part of an unknown type": (
        [{"content": [{"type": "novelty", "text": "x"}, text("a")]}],
        "a",
        "",
        {"content": [{"type": "novelty", "text": "x"}, text("a")]},
    ),
}


@pytest.mark.parametrize(("deltas", "said", "thought", "message"), CASES.values(), ids=CASES)
def test_chat_text_and_reasoning_are_found_once_and_combined(
    deltas: list[dict[str, Any]], said: str, thought: str, message: dict[str, Any]
) -> None:
    stream, _ = open_scripted(CHAT, stream_of(*deltas))
    with stream:
        assert "".join(stream.text) == said
        result = stream.result()
    found = result.choices[0].message.to_dict()
    assert {name: found.get(name) for name in message} == message
    stream, _ = open_scripted(CHAT, stream_of(*deltas))
    with stream:
        assert "".join(stream.reasoning_text) == thought
    assert text_of(result) == said
    assert reasoning_of(found) == thought
    events = semantic_events(CHAT, stream_of(*deltas))
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == said
    assert "".join(event.text for event in events if isinstance(event, ReasoningDelta)) == thought
    assert "".join(event.text for event in events if isinstance(event, RefusalDelta)) == refusal_of(result)


@pytest.mark.parametrize(("deltas", "said", "thought", "message"), CASES.values(), ids=CASES)
def test_response_in_chat_chunks_has_the_same_content(
    deltas: list[dict[str, Any]], said: str, thought: str, message: dict[str, Any]
) -> None:
    result = result_of(RESPONSES, stream_of(*deltas))
    assert text_of(result) == said
    items = result.to_dict()["output"]
    assert (
        "".join(part["text"] for item in items if item["type"] == "reasoning" for part in item["content"])
        == thought
    )
    events = semantic_events(RESPONSES, stream_of(*deltas))
    assert "".join(event.text for event in events if isinstance(event, ReasoningDelta)) == thought


@pytest.mark.parametrize(("deltas", "said", "thought", "message"), CASES.values(), ids=CASES)
def test_json_instead_of_a_chat_stream_has_the_same_content(
    deltas: list[dict[str, Any]], said: str, thought: str, message: dict[str, Any]
) -> None:
    body = json.dumps(
        {"choices": [{"index": 0, "message": {"content": None, **message}, "finish_reason": "stop"}]}
    )
    for part, expected in (("text", said), ("reasoning_text", thought)):
        stream, _ = open_scripted(CHAT, body.encode())
        with stream:
            assert "".join(getattr(stream, part)) == expected


def test_async_streams_find_reasoning_in_parts() -> None:
    import asyncio

    async def read() -> str:
        stream, _ = open_async_scripted(CHAT, stream_of({"content": [thinking("t")]}, {"content": "a"}))
        async with stream:
            return "".join([piece async for piece in stream.reasoning_text])

    assert asyncio.run(read()) == "t"


@pytest.mark.parametrize(
    "junk", [7, True, [7], [None], {"a": 1}, [[]], [{}], {"type": 5}, [{"type": "text", "text": 5}]]
)
@pytest.mark.parametrize("field", ["content", *REASONING_FIELDS])
def test_malformed_content_is_not_reported(field: str, junk: Any) -> None:
    stream = stream_of({field: "a"}, {field: junk}, {field: "b"})
    events = semantic_events(CHAT, stream)
    assert "".join(event.text for event in events if isinstance(event, TextDelta | ReasoningDelta)) == "ab"
    held = result_of(CHAT, stream).choices[0].message.to_dict()[field]
    assert "".join(said for _, said in text_fragments(held)) == "ab"


def test_blocks_and_items_use_the_same_names() -> None:
    blocks = [text("a"), {"type": "thinking", "thinking": "t"}, {"type": "redacted_thinking", "data": "x"}]
    events = [
        {"type": "content_block_start", "index": at, "content_block": block}
        for at, block in enumerate(blocks)
    ]
    told = semantic_events(MESSAGES, sse(*events, {"type": "message_stop"}))
    assert told[:2] == [TextDelta("a"), ReasoningDelta("t")]
    item = {
        "type": "reasoning",
        "summary": [{"type": "summary_text", "text": "s"}],
        "content": [{"type": "reasoning_text", "text": "t"}],
    }
    done = {"type": "response.completed", "response": {"status": "completed", "output": [item]}}
    assert [
        event.text for event in semantic_events(RESPONSES, sse(done)) if isinstance(event, ReasoningDelta)
    ] == ["s", "t"]


@pytest.mark.parametrize(
    "name", ["reasoning", "reasoning_text", "reasoning_summary", "reasoning_summary_text"]
)
def test_reasoning_of_a_response_has_several_names(name: str) -> None:
    pieces_of_it = [
        {"type": f"response.{name}.delta", "output_index": 0, "delta": piece} for piece in ("th", "ink")
    ]
    done = {"type": "response.completed", "response": {"status": "completed", "output": []}}
    stream, _ = open_scripted(
        RESPONSES, sse(*pieces_of_it, {"type": f"response.{name}.done", "text": "think"}, done)
    )
    with stream:
        assert "".join(stream.reasoning_text) == "think"
        (item,) = stream.result().to_dict()["output"]
    assert item["type"] == "reasoning"
    assert [said for part in (item.get("content"), item.get("summary")) for said in text_fragments(part)] == [
        ("reasoning", "think")
    ]


def test_a_refusal_is_not_part_of_the_text() -> None:
    choice = {"message": {"role": "assistant", "content": "a", "refusal": "no"}}
    assert text_of({"choices": [choice]}) == "a"
    assert refusal_of({"choices": [choice]}) == "no"
