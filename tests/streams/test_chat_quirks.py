"""Chat chunks as servers send them: all forms of tool calls, usage, reasoning and other fields."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from do_inference.streams._accumulators.merge import gather, merge, settle
from do_inference_generated import operations
from do_inference_generated._stream import (
    ChoiceDone,
    CitationsFound,
    InfoReported,
    ReasoningDelta,
    RefusalDelta,
    RetrievalReported,
    TextDelta,
    ToolCallDelta,
    ToolCallDone,
    ToolCallStarted,
    UsageReported,
)

from .recordings import CITED, RECORDINGS, RETRIEVED, USAGE
from .scripted import field, open_async_scripted, open_scripted, result_of, semantic_events, sse

CREATE = operations.CHAT_COMPLETIONS_CREATE
AGENT = operations.AGENT_CHAT_COMPLETIONS_CREATE


def chunk(delta: Any, finish: str | None = None, **more: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}


def message_of(*deltas: Any) -> dict[str, Any]:
    result = result_of(CREATE, sse(*(chunk(delta) for delta in deltas), chunk({}, "stop"), "[DONE]"))
    message: dict[str, Any] = result.choices[0].message.to_dict()
    return message


def calls_of(*pieces: Any) -> list[tuple[Any, str, str]]:
    """Return ID, name and arguments of the calls in `tool_calls` fragments, with one chunk per fragment."""
    deltas = [{"tool_calls": piece if isinstance(piece, list) else [piece]} for piece in pieces]
    return [
        (call.get("id"), call["function"]["name"], call["function"]["arguments"])
        for call in message_of(*deltas).get("tool_calls", [])
    ]


def piece(
    index: Any = None, call_id: Any = None, name: Any = None, arguments: Any = None, **more: Any
) -> dict[str, Any]:
    """Create a fragment of a tool call from the values that are not None."""
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    told = {key: value for key, value in (("index", index), ("id", call_id)) if value is not None}
    return {**told, **more, "function": function}


A = ("a", "f", '{"x":1}')
B = ("b", "g", '{"y":2}')
TOOL_CALLS: dict[str, tuple[list[Any], list[tuple[Any, str, str]]]] = {
    "id only in the first piece": (
        [piece(0, "a", "f", ""), piece(0, arguments='{"x"'), piece(0, arguments=":1}")],
        [A],
    ),
    "id and name in every piece": ([piece(0, "a", "f", '{"x"'), piece(0, "a", "f", ":1}")], [A]),
    "type empty, name null": (
        [
            piece(0, "a", "f", type="function"),
            {"index": 0, "type": "", "id": None, "function": {"name": None, "arguments": '{"x":1}'}},
        ],
        [A],
    ),
    "no id at all": (
        [piece(0, name="f", arguments='{"x"'), piece(0, arguments=":1}", type="")],
        [(None, "f", '{"x":1}')],
    ),
    "id late": ([piece(0, name="f", arguments='{"x"'), piece(0, "a", arguments=":1}")], [A]),
    "id empty, then told": ([piece(0, "", "f"), piece(0, "a", "", '{"x":1}')], [A]),
    "name in pieces": (
        [piece(0, "a", "get_"), piece(0, name="weather", arguments="{}")],
        [("a", "get_weather", "{}")],
    ),
    "name that grows": (
        [piece(0, "a", "get"), piece(0, name="get_weather", arguments="{}")],
        [("a", "get_weather", "{}")],
    ),
    "parallel, interleaved": (
        [
            piece(0, "a", "f"),
            piece(1, "b", "g"),
            piece(0, arguments='{"x"'),
            piece(1, arguments='{"y"'),
            piece(0, arguments=":1}"),
            piece(1, arguments=":2}"),
        ],
        [A, B],
    ),
    "parallel in one chunk": ([[piece(0, *A), piece(1, *B)]], [A, B]),
    "second first": ([piece(1, *B), piece(0, *A)], [A, B]),
    "index missing, ids told": (
        [piece(None, "a", "f"), piece(None, "a", arguments='{"x":1}'), piece(None, *B)],
        [A, B],
    ),
    "index missing, id in the first piece": (
        [
            piece(None, "a", "f", ""),
            piece(None, arguments='{"x":1}'),
            piece(None, "b", "g"),
            piece(None, arguments='{"y":2}'),
        ],
        [A, B],
    ),
    "neither index nor id": (
        [piece(name="f", arguments='{"x"'), piece(arguments=":1}"), piece(name="g", arguments='{"y":2}')],
        [(None, *A[1:]), (None, *B[1:])],
    ),
    "neither index nor id, same name": (
        [piece(name="f", arguments='{"x":1}'), piece(name="f", arguments='{"x":2}')],
        [(None, "f", '{"x":1}'), (None, "f", '{"x":2}')],
    ),
    "neither index nor id, name in every piece": (
        [piece(name="f", arguments='{"x"'), piece(name="f", arguments=":"), piece(name="f", arguments="1}")],
        [(None, "f", '{"x":1}')],
    ),
    "neither index nor id, two in each chunk": (
        [
            [piece(name="f", arguments='{"x"'), piece(name="g", arguments='{"y"')],
            [piece(arguments=":1}"), piece(arguments=":2}")],
        ],
        [(None, *A[1:]), (None, *B[1:])],
    ),
    "same index for two calls": (
        [piece(0, *A), piece(0, *B), piece(0, arguments=" ")],
        [A, ("b", "g", '{"y":2} ')],
    ),
    "index a string": ([piece("0", "a", "f"), piece("0", arguments='{"x":1}')], [A]),
    "arguments absent": ([piece(0, "a", "f"), {"index": 0}], [("a", "f", "")]),
    "arguments an object": ([piece(0, "a", "f", {"x": 1})], [A]),
    "no list": ([{"tool_calls": piece(0, *A)}["tool_calls"]], [A]),
    "function null": (
        [{"index": 0, "id": "a", "function": None}, piece(0, name="f", arguments='{"x":1}')],
        [A],
    ),
}


@pytest.mark.parametrize(("pieces", "expected"), TOOL_CALLS.values(), ids=TOOL_CALLS)
def test_tool_calls_are_combined(pieces: list[Any], expected: list[Any]) -> None:
    assert calls_of(*pieces) == expected


@pytest.mark.parametrize("junk", [None, [], "text", 7, [None, "x", 7, []], {}])
def test_malformed_tool_calls_are_ignored(junk: Any) -> None:
    assert message_of({"content": "a", "tool_calls": junk})["content"] == "a"


def test_tool_calls_preserve_unknown_fields_and_their_type() -> None:
    first = {
        "index": 0,
        "id": "a",
        "type": "custom",
        "custom": {"name": "sql", "input": "SELECT "},
        "signature": "s1",
    }
    second = {"index": 0, "custom": {"input": "1"}, "note": {"cost": 3}}
    message = message_of({"tool_calls": [first]}, {"tool_calls": [second]})
    assert message["tool_calls"] == [
        {
            "id": "a",
            "type": "custom",
            "custom": {"name": "sql", "input": "SELECT 1"},
            "signature": "s1",
            "note": {"cost": 3},
        }
    ]


def test_semantic_events_of_parallel_tool_calls() -> None:
    recording = RECORDINGS["chat tools"]
    assert semantic_events(CREATE, recording.stream) == [
        ToolCallStarted(0, "call_a", "weather"),
        ToolCallDelta(0, '{"city":'),
        ToolCallStarted(1, "call_b", "time"),
        ToolCallDelta(1, '{"tz"'),
        ToolCallDelta(0, '"世界"}'),
        ToolCallDelta(1, ':"CET"}'),
        ToolCallDone(0, "call_a", "weather", '{"city":"世界"}'),
        ToolCallDone(1, "call_b", "time", '{"tz":"CET"}'),
        ChoiceDone("tool_calls"),
        UsageReported(field(CREATE, "usage", USAGE)),
    ]


def test_semantic_events_of_several_choices() -> None:
    def of(index: int, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {"index": index, "delta": delta, "finish_reason": finish}

    events = semantic_events(
        CREATE,
        sse(
            {"choices": [of(0, {"content": "a"}), of(1, {"content": "b"})]},
            {"choices": [of(1, {"refusal": "no"}, "stop"), of(0, {"reasoning": "r"})]},
            {"choices": [of(0, {"content": "c"}, "length")]},
            "[DONE]",
        ),
    )
    assert events == [
        TextDelta("a", 0),
        TextDelta("b", 1),
        RefusalDelta("no", 1),
        ChoiceDone("stop", 1),
        ReasoningDelta("r", 0),
        TextDelta("c", 0),
        ChoiceDone("length", 0),
    ]


def test_text_is_the_text_of_the_first_choice() -> None:
    both = {"choices": [{"index": 1, "delta": {"content": "b"}}, {"index": 0, "delta": {"content": "a"}}]}
    stream, _ = open_scripted(CREATE, sse(both, "[DONE]"))
    with stream:
        assert list(stream.text) == ["a"]
        assert [choice.message.content for choice in stream.result().choices] == ["a", "b"]


def test_semantic_events_of_an_agent() -> None:
    events = semantic_events(AGENT, RECORDINGS["agent"].stream)
    told: list[Any] = [TextDelta("From "), RetrievalReported(field(AGENT, "retrieval", RETRIEVED))]
    told += [TextDelta("the docs."), CitationsFound(field(AGENT, "citations", CITED))]
    told += [UsageReported(field(AGENT, "usage", USAGE)), ChoiceDone(None)]
    told += [
        InfoReported(name, field(AGENT, name, value))
        for name, value in (
            ("guardrails", {"triggered_guardrails": []}),
            ("functions", {"called_functions": ["f"]}),
        )
    ]
    assert all(event in events for event in told)
    assert len(events) == len(told)
    assert events[-1] == ChoiceDone(None)


def test_malformed_reports_are_passed_on_unchanged() -> None:
    events = semantic_events(
        AGENT,
        sse(
            chunk({"content": "a"}, "stop"),
            {"choices": [], "retrieval": ["r"]},
            {"choices": [], "citations": ["c"], "novelty": {"x": 1}},
            "[DONE]",
        ),
    )
    told = [
        InfoReported("retrieval", ["r"]),
        InfoReported("citations", ["c"]),
        InfoReported("novelty", {"x": 1}),
    ]
    assert [event for event in events if isinstance(event, InfoReported)] == told
    assert not any(isinstance(event, RetrievalReported | CitationsFound) for event in events)


USAGES: dict[str, list[Any]] = {
    "alone, without choices": [chunk({"content": "a"}, "stop"), {"choices": [], "usage": USAGE}],
    "alone, with one empty choice": [chunk({"content": "a"}, "stop"), {"choices": [{}], "usage": USAGE}],
    "alone, choices null": [chunk({"content": "a"}, "stop"), {"choices": None, "usage": USAGE}],
    "alone, nothing else": [chunk({"content": "a"}, "stop"), {"usage": USAGE}],
    "on the last chunk": [chunk({"content": "a"}, "stop", usage=USAGE)],
    "on every chunk": [chunk({"content": "a"}, usage={"total_tokens": 1}), chunk({}, "stop", usage=USAGE)],
    "null but once": [chunk({"content": "a"}, usage=USAGE), chunk({}, "stop", usage=None)],
    "in the choice": [
        {"choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": "stop", "usage": USAGE}]}
    ],
}


@pytest.mark.parametrize("events", USAGES.values(), ids=USAGES)
def test_usage_is_found_in_every_position(events: list[Any]) -> None:
    stream, _ = open_scripted(CREATE, sse(*events, "[DONE]"))
    with stream:
        result = stream.result()
        assert stream.usage == result.usage == field(CREATE, "usage", USAGE)
    assert result.usage.total_tokens == 14
    assert [choice.message.content for choice in result.choices] == ["a"]


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_has_two_names_and_can_precede_the_role(field: str) -> None:
    deltas = [{field: "th"}, {field: "ink"}, {"role": "assistant", "content": "a"}]
    assert message_of(*deltas)[field] == "think"
    stream, _ = open_scripted(CREATE, sse(*map(chunk, deltas), "[DONE]"))
    with stream:
        assert list(stream.reasoning_text) == ["th", "ink"]


def test_reasoning_sent_under_both_names_is_reported_once() -> None:
    both = chunk({"reasoning": "x", "reasoning_content": "x"})
    stream, _ = open_scripted(CREATE, sse(both, "[DONE]"))
    with stream:
        assert list(stream.reasoning_text) == ["x"]


@pytest.mark.parametrize(
    ("deltas", "content"),
    [
        ([{"content": None}, {"content": "a"}, {"content": ""}, {"content": None}], "a"),
        ([{"role": "assistant", "content": ""}], ""),
        ([{"role": "assistant"}], None),
        ([{"content": "", "tool_calls": [piece(0, *A)]}], None),
        ([{"content": "Calling.", "tool_calls": [piece(0, *A)]}], "Calling."),
    ],
)
def test_content_is_null_or_empty_as_in_the_unstreamed_result(deltas: list[Any], content: str | None) -> None:
    assert message_of(*deltas)["content"] == content


def test_content_in_parts_is_text() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "image_url"}, "b"]
    stream, _ = open_scripted(
        CREATE, sse(chunk({"content": parts}), chunk({"content": [parts[0]]}), "[DONE]")
    )
    with stream:
        assert list(stream.text) == ["a", "b", "a"]


def test_role_can_be_repeated_or_missing() -> None:
    assert message_of({"role": "assistant"}, {"role": "assistant"}, {"role": ""})["role"] == "assistant"
    assert message_of({"content": "a"})["role"] == "assistant"


def test_logprobs_are_concatenated() -> None:
    def with_logprobs(token: str) -> dict[str, Any]:
        entry = {"token": token, "logprob": -1.0, "bytes": None, "top_logprobs": []}
        choice = {"index": 0, "delta": {"content": token}, "logprobs": {"content": [entry], "refusal": None}}
        return {"choices": [choice]}

    result = result_of(CREATE, sse(with_logprobs("a"), with_logprobs("b"), chunk({}, "stop"), "[DONE]"))
    assert [entry.token for entry in result.choices[0].logprobs.content] == ["a", "b"]


def test_top_level_fields_are_read_from_any_chunk() -> None:
    events = [
        chunk({}, id="", model=None),
        chunk({"content": "a"}, id="c9", model="m", created=4),
        chunk({}, "stop", id="zz"),
    ]
    result = result_of(CREATE, sse(*events, "[DONE]"))
    assert (result.id, result.model, result.created, result.object) == ("c9", "m", 4, "chat.completion")


def test_unknown_fields_are_preserved() -> None:
    first = {
        "choices": [
            {"index": 0, "delta": {"audio": {"id": "u", "data": "QU"}}, "token_ids": [1], "stop_reason": None}
        ]
    }
    second = {
        "choices": [
            {"index": 0, "delta": {"audio": {"id": "u", "data": "FB"}}, "token_ids": [1, 2], "stop_reason": 7}
        ]
    }
    events = [
        {**first, "system_fingerprint": "fp"},
        {**second, "system_fingerprint": "fp", "provider": {"name": "p"}},
    ]
    result = result_of(CREATE, sse(*events, "[DONE]")).to_dict()
    assert result["choices"][0]["message"]["audio"] == {"id": "u", "data": "QUFB"}
    assert result["choices"][0]["token_ids"] == [1, 1, 2]
    assert result["choices"][0]["stop_reason"] == 7
    assert (result["system_fingerprint"], result["provider"]) == ("fp", {"name": "p"})


def test_deprecated_function_call_is_combined() -> None:
    message = message_of(
        {"function_call": {"name": "f", "arguments": '{"a"'}}, {"function_call": {"arguments": ":1}"}}
    )
    assert message["function_call"] == {"name": "f", "arguments": '{"a":1}'}


def test_citations_can_be_repeated_or_sent_one_by_one() -> None:
    one, two = {"id": "1"}, {"id": "2"}
    again = result_of(
        AGENT,
        sse(chunk({}, citations=[one]), chunk({}, citations=[one, two]), chunk({}, citations=[]), "[DONE]"),
    )
    in_turn = result_of(
        AGENT,
        sse(chunk({}, citations=[one]), chunk({}, citations=[two]), chunk({}, citations=None), "[DONE]"),
    )
    assert again.to_dict()["citations"] == in_turn.to_dict()["citations"] == [one, two]


def test_choice_without_an_index_is_identified_by_its_position() -> None:
    event = {"choices": [{"delta": {"content": "a"}}, {"delta": {"content": "b"}}]}
    result = result_of(CREATE, sse(event, event, "[DONE]"))
    assert [choice.message.content for choice in result.choices] == ["aa", "bb"]


def test_message_instead_of_a_delta() -> None:
    event = {
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": "whole"}, "finish_reason": "stop"}
        ]
    }
    stream, _ = open_scripted(CREATE, sse(event, "[DONE]"))
    with stream:
        assert list(stream.text) == ["whole"]
        assert stream.result().choices[0].message.content == "whole"


def test_finish_reason_in_the_chunk_of_the_last_text_follows_the_text() -> None:
    events = semantic_events(CREATE, sse(chunk({"content": "a"}, "stop"), chunk({}, "stop"), "[DONE]"))
    assert events == [TextDelta("a"), ChoiceDone("stop")]


ANYTHING: list[Any] = [
    *(
        {"choices": value}
        for value in (None, {}, "x", [None], ["x"], [[]], [{}], [{"index": "x"}], [{"index": None}])
    ),
    *(
        chunk(value)
        for value in (
            None,
            "x",
            5,
            [],
            {"content": 5},
            {"content": {"a": 1}},
            {"role": []},
            {"reasoning": [1]},
        )
    ),
    *({"choices": [], "usage": value} for value in ("x", [], 5, {})),
    {"choices": [{"index": -1, "delta": {}}, {"index": 10**20, "delta": {"content": "x"}}]},
    {"choices": [{"index": True, "delta": {"content": "x"}, "finish_reason": 5}]},
    *([], '"text"', 5, True, {}),
]


@pytest.mark.parametrize("event", ANYTHING, ids=json.dumps)
def test_event_of_any_shape_raises_nothing(event: Any) -> None:
    stream, _ = open_scripted(
        CREATE, sse(chunk({"content": "a"}), event, chunk({"content": "b"}, "stop"), "[DONE]")
    )
    with stream:
        events = list(stream.events())
        result = stream.result()
    (message,) = [choice.message for choice in result.choices if choice.index == 0]
    assert message.content.replace("x", "") == "ab"
    assert [event.text for event in events if isinstance(event, TextDelta) and event.text in "ab"] == [
        "a",
        "b",
    ]


def test_field_next_to_a_fragment_of_text_is_preserved() -> None:
    deltas = [{"content": "a"}, {"content": "b"}, {"content": "c", "reasoning_content": "r"}]
    message = message_of(*deltas)
    assert (message["content"], message["reasoning_content"]) == ("abc", "r")
    last = {"index": 0, "delta": {"content": "c"}, "finish_reason": None, "novelty": "n"}
    chunks = [
        chunk({"content": "a"}),
        chunk({"content": "b"}),
        {"choices": [last]},
        chunk({}, "stop"),
        "[DONE]",
    ]
    choice = result_of(CREATE, sse(*chunks)).choices[0].to_dict()
    assert (choice["message"]["content"], choice["novelty"]) == ("abc", "n")


def test_lists_other_than_citations_are_reported_under_their_names() -> None:
    events = semantic_events(CREATE, sse(chunk({"content": "a"}, "stop", audits=[{"a": 1}]), "[DONE]"))
    assert InfoReported("audits", [{"a": 1}]) in events
    assert [event for event in events if isinstance(event, CitationsFound)] == []


def test_async_text_is_the_text_of_the_first_choice() -> None:
    async def read() -> list[str]:
        chunks = [
            {"choices": [{"index": index, "delta": {"content": text}, "finish_reason": "stop"}]}
            for index, text in ((1, "b"), (0, "a"))
        ]
        stream, _ = open_async_scripted(CREATE, sse(*chunks, "[DONE]"))
        async with stream:
            return [text async for text in stream.text]

    assert asyncio.run(read()) == ["a"]


@pytest.mark.parametrize("add_up", [gather, merge])
def test_fields_of_any_depth_are_combined(add_up: Any) -> None:
    value: Any = "a"
    for _ in range(3000):
        value = {"x": value}
    held = settle(add_up(None, value))
    for _ in range(3000):
        held = held["x"]
    assert settle(held) == "a"
