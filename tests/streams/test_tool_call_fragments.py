"""The assignment of fragments to tool calls, for all forms that servers use in all APIs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from do_inference.streams._accumulators.tool_calls import ArgumentsBuffer
from do_inference_generated import operations
from do_inference_generated._stream import ToolCallDelta, ToolCallDone, ToolCallStarted

from .scripted import result_of, semantic_events, sse

CHAT = operations.CHAT_COMPLETIONS_CREATE
MESSAGES = operations.MESSAGES_CREATE
RESPONSES = operations.RESPONSES_CREATE

Calls = list[tuple[Any, str, str]]


def piece(
    index: Any = None, call_id: Any = None, name: Any = None, arguments: Any = None, **more: Any
) -> dict[str, Any]:
    """Create a fragment of a tool call from the values that are not None."""
    function = {key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None}
    head = {key: value for key, value in (("index", index), ("id", call_id)) if value is not None}
    return {**head, **more, "function": function}


F = '{"x":1}'
G = '{"y":2}'
BOTH: Calls = [(None, "f", F), (None, "g", G)]
BOTH_WITH_IDS: Calls = [("a", "f", F), ("b", "g", G)]
TWICE: Calls = [(None, "f", F), (None, "f", '{"x":2}')]
OPENS = {"type": "function"}


# Each case is also tested with index 0 for all calls, and without an index.
WITHOUT_TELLING_INDEX: dict[str, tuple[list[dict[str, Any]], Calls]] = {
    "ids": (
        [piece(None, "a", "f", ""), piece(arguments=F), piece(None, "b", "g", ""), piece(arguments=G)],
        BOTH_WITH_IDS,
    ),
    "id only in the first call": (
        [piece(None, "a", "f", F), piece(name="g", arguments=G)],
        [("a", "f", F), (None, "g", G)],
    ),
    "no ids": ([piece(name="f", arguments=F), piece(name="g", arguments=G)], BOTH),
    "no ids, in fragments": (
        [
            piece(name="f", arguments='{"x"'),
            piece(arguments=":1}"),
            piece(name="g", arguments=""),
            piece(arguments='{"y"'),
            piece(arguments=":2}"),
        ],
        BOTH,
    ),
    "no ids, the first call is cut off": (
        [piece(name="f", arguments='{"x"'), piece(name="g", arguments=G)],
        [(None, "f", '{"x"'), (None, "g", G)],
    ),
    "name in each piece": (
        [
            piece(name="f", arguments='{"x"'),
            piece(name="f", arguments=":1}"),
            piece(name="g", arguments='{"y"'),
            piece(name="g", arguments=":2}"),
        ],
        BOTH,
    ),
    "empty name in each further piece": (
        [
            piece(None, "a", "f", '{"x"'),
            piece(None, "", "", ":1}"),
            piece(None, "b", "g", '{"y"'),
            piece(None, "", "", ":2}"),
        ],
        BOTH_WITH_IDS,
    ),
    "id and name in each piece": (
        [
            piece(None, "a", "f", '{"x"'),
            piece(None, "a", "f", ":1}"),
            piece(None, "b", "g", '{"y"'),
            piece(None, "b", "g", ":2}"),
        ],
        BOTH_WITH_IDS,
    ),
    "objects": ([piece(name="f", arguments={"x": 1}), piece(name="g", arguments={"y": 2})], BOTH),
    "objects of one name": (
        [piece(name="f", arguments={"x": 1}), piece(name="f", arguments={"x": 2})],
        TWICE,
    ),
    "one name, whole arguments": (
        [piece(name="f", arguments=F), piece(name="f", arguments='{"x":2}')],
        TWICE,
    ),
    "one name, equal arguments": (
        [piece(name="f", arguments="{}"), piece(name="f", arguments="{}")],
        [(None, "f", "{}"), (None, "f", "{}")],
    ),
    "one name, in fragments": (
        [
            piece(name="f", arguments=""),
            piece(arguments='{"x"'),
            piece(arguments=":1}"),
            piece(name="f", arguments=""),
            piece(arguments='{"x":'),
            piece(arguments="2}"),
        ],
        TWICE,
    ),
    "one name, ids": (
        [piece(None, "a", "f", ""), piece(arguments=F), piece(None, "b", "f", ""), piece(arguments=G)],
        [("a", "f", F), ("b", "f", G)],
    ),
    "one name, ids, no arguments": (
        [piece(None, "a", "f", ""), piece(None, "b", "f", "")],
        [("a", "f", ""), ("b", "f", "")],
    ),
    "interleaved by id": (
        [
            piece(None, "a", "f"),
            piece(None, "b", "g"),
            piece(None, "a", arguments='{"x"'),
            piece(None, "b", arguments='{"y"'),
            piece(None, "a", arguments=":1}"),
            piece(None, "b", arguments=":2}"),
        ],
        BOTH_WITH_IDS,
    ),
    "another id in each piece": (
        [piece(None, "a", "f", '{"x"'), piece(None, "r1", None, ":"), piece(None, "r2", "", "1}")],
        [("a", "f", F)],
    ),
    "no arguments, ids": ([piece(None, "a", "f"), piece(None, "b", "g", G)], [("a", "f", ""), ("b", "g", G)]),
    "an id that says nothing": (
        [piece(None, "null", "f", F), piece(None, "null", "f", F)],
        [(None, "f", F), (None, "f", F)],
    ),
    "no arguments, types": (
        [piece(name="f", **OPENS), piece(name="g", arguments=G, **OPENS)],
        [(None, "f", ""), (None, "g", G)],
    ),
    "white space and nothing after whole arguments": (
        [piece(None, "a", "f", F), piece(arguments=""), piece(arguments=" \n"), piece(None, "b", "g", G)],
        [("a", "f", F + " \n"), ("b", "g", G)],
    ),
    "name again after whole arguments": (
        [piece(name="f", arguments=F), piece(name="f", arguments="")],
        BOTH[:1],
    ),
    "whole arguments again, nameless": ([piece(name="f", arguments=F), piece(arguments=F)], BOTH[:1]),
    "whole call again with its id": ([piece(None, "a", "f", F), piece(None, "a", "f", F)], BOTH_WITH_IDS[:1]),
    "other arguments after whole ones": (
        [piece(None, "a", "f", F), piece(arguments=G)],
        [("a", "f", F), (None, "", G)],
    ),
    "name in pieces": (
        [piece(None, "a", "get_"), piece(name="wea"), piece(name="ther", arguments=F)],
        [("a", "get_weather", F)],
    ),
    "name in pieces, no id": (
        [piece(name="get_"), piece(name="weather", arguments=F)],
        [(None, "get_weather", F)],
    ),
    "name in pieces, id in each": (
        [piece(None, "a", "get_", **OPENS), piece(None, "a", "weather", F, **OPENS)],
        [("a", "get_weather", F)],
    ),
    "name that grows": (
        [piece(None, "a", "get"), piece(name="get_weather"), piece(arguments=F)],
        [("a", "get_weather", F)],
    ),
    "a name that begins like the one before": (
        [piece(None, "a", "get", F), piece(None, "b", "get_weather", G)],
        [("a", "get", F), ("b", "get_weather", G)],
    ),
}
WITH_INDEX: dict[str, tuple[list[Any], Calls]] = {
    "interleaved by index": (
        [
            piece(0, None, "f", ""),
            piece(1, None, "g", ""),
            piece(0, arguments='{"x"'),
            piece(1, arguments='{"y"'),
            piece(0, arguments=":1}"),
            piece(1, arguments=":2}"),
        ],
        BOTH,
    ),
    "one id for two indices": (
        [piece(0, "a", "f"), piece(1, "a", "g"), piece(0, "a", arguments=F), piece(1, "a", arguments=G)],
        [("a", "f", F), (None, "g", G)],
    ),
    "one list at index 0": (
        [[piece(0, None, "f"), piece(0, None, "g", G)]],
        [(None, "f", ""), (None, "g", G)],
    ),
    "one list without index, no arguments": (
        [piece(name="e", arguments=F), [piece(name="f"), piece(name="g")]],
        [(None, "e", F), (None, "f", ""), (None, "g", "")],
    ),
    "lists that continue the list before": (
        [
            [piece(name="f", arguments=F), piece(name="g", arguments=G)],
            [piece(name="h", arguments='{"x"'), piece(name="k", arguments='{"y"')],
            [piece(arguments=":1}"), piece(arguments=":2}")],
        ],
        [*BOTH, (None, "h", F), (None, "k", G)],
    ),
}
CHAT_CASES = {
    **WITH_INDEX,
    **{f"{name}, no index": case for name, case in WITHOUT_TELLING_INDEX.items()},
    **{
        f"{name}, index 0": ([{"index": 0, **fields} for fields in pieces], calls)
        for name, (pieces, calls) in WITHOUT_TELLING_INDEX.items()
    },
}


def chunks(pieces: list[Any]) -> bytes:
    deltas = [{"tool_calls": given if isinstance(given, list) else [given]} for given in pieces]
    events = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    return sse(*events, {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}, "[DONE]")


def from_events(events: list[Any]) -> Calls:
    """Return the calls that the semantic events report. The arguments of a complete call are those of its fragments."""
    started = {event.index: event for event in events if isinstance(event, ToolCallStarted)}
    texts = dict.fromkeys(started, "")
    for event in events:
        if isinstance(event, ToolCallDelta):
            texts[event.index] += event.arguments
    done = [event for event in events if isinstance(event, ToolCallDone)]
    for event in done:
        assert event.arguments == texts[event.index]
        assert event.name.startswith(started[event.index].name)
    assert len({event.index for event in done}) == len(done)
    return [(event.id, event.name, event.arguments) for event in done]


@pytest.mark.parametrize(("pieces", "calls"), CHAT_CASES.values(), ids=CHAT_CASES)
def test_fragments_in_chat_chunks_are_combined_into_the_calls_of_the_model(
    pieces: list[Any], calls: Calls
) -> None:
    stream = chunks(pieces)
    found = result_of(CHAT, stream).choices[0].message.to_dict()["tool_calls"]
    assert [
        (call.get("id"), call["function"]["name"], call["function"]["arguments"]) for call in found
    ] == calls
    told = from_events(semantic_events(CHAT, stream))
    assert [call for call in told if _is_json(call[2])] == [call for call in calls if _is_json(call[2])]


@pytest.mark.parametrize(("pieces", "calls"), CHAT_CASES.values(), ids=CHAT_CASES)
def test_fragments_in_chunks_of_a_response_are_combined_into_the_same_calls(
    pieces: list[Any], calls: Calls
) -> None:
    output = result_of(RESPONSES, chunks(pieces)).to_dict()["output"]
    assert [(item.get("call_id"), item["name"], item["arguments"]) for item in output] == calls


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


OBJECTS = [
    "{}",
    '{"a":"}"}',
    '{"a":"\\"}"}',
    '{"a":"\\\\"}',
    '{"a":[{"b":{}}]}',
    ' {"a":"世界 \\u0041"} ',
    '{"a":"' + "\\\\" * 50 + '"}',
]
NOT_OBJECTS = [
    "",
    " ",
    "[]",
    '"{}"',
    "7",
    "{}{}",
    "{} x",
    "x{}",
    "{",
    '{"a":"}',
    '{"a":"\\"}',
    '{"a":{}',
    "}{",
]


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize("text", [*OBJECTS, *NOT_OBJECTS])
def test_arguments_detect_a_complete_object_for_all_chunk_sizes(text: str, size: int) -> None:
    arguments = ArgumentsBuffer()
    for start in range(0, len(text), size):
        arguments.add(text[start : start + size])
    assert arguments.complete == (text in OBJECTS)
    assert arguments.getvalue() == text


# --- messages: blocks that share an index or have no index


def start(**block: Any) -> dict[str, Any]:
    return {"type": "content_block_start", "content_block": block}


def tool(name: str, call_id: str | None = None) -> dict[str, Any]:
    return start(type="tool_use", name=name, input={}, **({"id": call_id} if call_id else {}))


def more(partial_json: str) -> dict[str, Any]:
    return {
        "type": "content_block_delta",
        "delta": {"type": "input_json_delta", "partial_json": partial_json},
    }


def words(text: str) -> dict[str, Any]:
    return {"type": "content_block_delta", "delta": {"type": "text_delta", "text": text}}


STOP = {"type": "content_block_stop"}
END = [{"type": "message_delta", "delta": {"stop_reason": "tool_use"}}, {"type": "message_stop"}]
A = {"type": "tool_use", "id": "a", "name": "f", "input": {"x": 1}}
B = {"type": "tool_use", "id": "b", "name": "g", "input": {"y": 2}}
BLOCKS: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "one after the other": (
        [tool("f", "a"), more('{"x"'), more(":1}"), STOP, tool("g", "b"), more(G), STOP],
        [A, B],
    ),
    "without stops": ([tool("f", "a"), more(F), tool("g", "b"), more('{"y"'), more(":2}")], [A, B]),
    "without ids": (
        [tool("f"), more(F), STOP, tool("f"), more('{"x":2}'), STOP],
        [
            {"type": "tool_use", "name": "f", "input": {"x": 1}},
            {"type": "tool_use", "name": "f", "input": {"x": 2}},
        ],
    ),
    "without input": (
        [tool("f", "a"), STOP, tool("g", "b"), more(G), STOP],
        [{**A, "input": {}}, B],
    ),
    "text and a call": (
        [start(type="text", text=""), words("a"), words("b"), STOP, tool("f", "a"), more(F), STOP],
        [{"type": "text", "text": "ab"}, A],
    ),
    "text again after a call": (
        [
            tool("f", "a"),
            more(F),
            STOP,
            start(type="text", text=""),
            words("a"),
            STOP,
            start(type="text", text="b"),
            STOP,
        ],
        [A, {"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
    ),
    "deltas of several types, nothing opened": (
        [words("a"), words("b"), more(F)],
        [{"type": "text", "text": "ab"}, {"type": "tool_use", "input": {"x": 1}}],
    ),
    "opened again": ([tool("f", "a"), tool("f", "a"), more(F), STOP], [A]),
    "opened late": (
        [words("a"), start(type="text", text=""), words("b"), STOP],
        [{"type": "text", "text": "ab"}],
    ),
    "whole input again": ([tool("f", "a"), more(F), more(F), STOP], [A]),
    "white space after whole input": ([tool("f", "a"), more(F), more(" "), more(""), STOP], [A]),
    "other input after whole input": (
        [tool("f", "a"), more(F), more(G), STOP],
        [A, {"type": "tool_use", "input": {"y": 2}}],
    ),
}


ONLY_WITH_INDEX = {"opened again", "opened late"}
BLOCK_CASES = {
    **{f"{name}, index 0": (*case, {"index": 0}) for name, case in BLOCKS.items()},
    **{f"{name}, no index": (*case, {}) for name, case in BLOCKS.items() if name not in ONLY_WITH_INDEX},
}


@pytest.mark.parametrize(("events", "content", "index"), BLOCK_CASES.values(), ids=BLOCK_CASES)
def test_blocks_that_share_an_index_are_separate(
    events: list[dict[str, Any]], content: list[dict[str, Any]], index: dict[str, int]
) -> None:
    stream = sse(*({**event, **index} for event in events), *END)
    assert result_of(MESSAGES, stream).to_dict()["content"] == content
    calls = [block for block in content if block["type"] == "tool_use"]
    told = from_events(semantic_events(MESSAGES, stream))
    assert [(call_id, name, json.loads(text or "{}")) for call_id, name, text in told] == [
        (block.get("id"), block.get("name", ""), block["input"]) for block in calls
    ]


# --- responses: items that share an index or have no index


def added(name: str, call_id: str, item_id: str | None = None) -> dict[str, Any]:
    item = {"type": "function_call", "call_id": call_id, "name": name, "arguments": ""}
    return {"type": "response.output_item.added", "item": item | ({"id": item_id} if item_id else {})}


def grows(piece_of_it: str, item_id: str | None = None) -> dict[str, Any]:
    event = {"type": "response.function_call_arguments.delta", "delta": piece_of_it}
    return event | ({"item_id": item_id} if item_id else {})


def item_done(name: str, call_id: str, arguments: str, item_id: str | None = None) -> dict[str, Any]:
    item = {"type": "function_call", "call_id": call_id, "name": name, "arguments": arguments}
    return {"type": "response.output_item.done", "item": item | ({"id": item_id} if item_id else {})}


def says(text: str) -> dict[str, Any]:
    return {"type": "response.output_text.delta", "delta": text}


COMPLETED = {"type": "response.completed", "response": {"id": "r", "status": "completed", "output": []}}
ITEMS: dict[str, tuple[list[dict[str, Any]], Calls]] = {
    "one after the other": (
        [
            added("f", "a"),
            grows('{"x"'),
            grows(":1}"),
            item_done("f", "a", F),
            added("g", "b"),
            grows(G),
            item_done("g", "b", G),
        ],
        BOTH_WITH_IDS,
    ),
    "never done": ([added("f", "a"), grows(F), added("g", "b"), grows('{"y"'), grows(":2}")], BOTH_WITH_IDS),
    "of one name": (
        [added("f", "a"), grows(F), added("f", "b"), grows(G)],
        [("a", "f", F), ("b", "f", G)],
    ),
    "interleaved by id": (
        [
            added("f", "a", "i1"),
            added("g", "b", "i2"),
            grows('{"x"', "i1"),
            grows('{"y"', "i2"),
            grows(":1}", "i1"),
            grows(":2}", "i2"),
            item_done("f", "a", F, "i1"),
            item_done("g", "b", G, "i2"),
        ],
        BOTH_WITH_IDS,
    ),
    "another id in each event": (
        [added("f", "a", "i1"), grows('{"x"', "i2"), grows(":1}", "i3"), item_done("f", "a", F, "i4")],
        BOTH_WITH_IDS[:1],
    ),
    "one id for all": (
        [added("f", "a", "i"), grows(F, "i"), added("g", "b", "i"), grows('{"y"', "i"), grows(":2}", "i")],
        BOTH_WITH_IDS,
    ),
    "only done": ([item_done("f", "a", F), item_done("g", "b", G)], BOTH_WITH_IDS),
    "text and a call": ([says("t"), says("u"), added("f", "a"), grows(F)], BOTH_WITH_IDS[:1]),
    "whole arguments again": ([added("f", "a"), grows(F), grows(F)], BOTH_WITH_IDS[:1]),
    "other arguments after whole ones": (
        [added("f", "a"), grows(F), grows(G)],
        [("a", "f", F), (None, "", G)],
    ),
}


@pytest.mark.parametrize("index", [{"output_index": 0}, {}], ids=["index 0", "no index"])
@pytest.mark.parametrize(("events", "calls"), ITEMS.values(), ids=ITEMS)
def test_items_that_share_an_index_are_separate(
    events: list[dict[str, Any]], calls: Calls, index: dict[str, int]
) -> None:
    stream = sse(*({**event, **index} for event in events), COMPLETED)
    output = result_of(RESPONSES, stream).to_dict()["output"]
    assert "".join(
        part["text"] for item in output if item["type"] == "message" for part in item["content"]
    ) == ("tu" if says("t") in events else "")
    found = [item for item in output if item["type"] == "function_call"]
    assert [(item.get("call_id"), item.get("name", ""), item["arguments"]) for item in found] == calls
    assert from_events(semantic_events(RESPONSES, stream)) == calls


def test_calls_of_the_final_output_are_the_streamed_calls() -> None:
    events = [
        added("f", "a"),
        grows(F),
        item_done("f", "a", F),
        added("g", "b"),
        grows(G),
        item_done("g", "b", G),
    ]
    output = [item_done("f", "a", F)["item"], item_done("g", "b", G)["item"]]
    done = {"type": "response.completed", "response": {"id": "r", "status": "completed", "output": output}}
    told = semantic_events(RESPONSES, sse(*({**event, "output_index": 0} for event in events), done))
    assert from_events(told) == BOTH_WITH_IDS
    assert len([event for event in told if isinstance(event, ToolCallStarted)]) == 2


def test_input_of_a_custom_tool_is_arbitrary_text() -> None:
    custom = [{"index": 0, "id": "a", "type": "custom", "custom": {"name": "run", "input": "{}"}}]
    second = [{"index": 0, "custom": {"input": "\n{}"}}]
    deltas = [{"choices": [{"index": 0, "delta": {"tool_calls": calls}}]} for calls in (custom, second)]
    (call,) = result_of(CHAT, sse(*deltas, "[DONE]")).choices[0].message.to_dict()["tool_calls"]
    assert call["custom"] == {"name": "run", "input": "{}\n{}"}
    pieces = [
        {"type": "response.custom_tool_call_input.delta", "output_index": 0, "delta": text}
        for text in ("{}", "x")
    ]
    (item,) = result_of(RESPONSES, sse(*pieces, COMPLETED)).to_dict()["output"]
    assert item["input"] == "{}x"


def test_index_can_be_a_string() -> None:
    pieces = [
        {"index": "0", "id": "a", "function": {"name": "f", "arguments": '{"x"'}},
        {"index": "1", "id": "b", "function": {"name": "g", "arguments": '{"y"'}},
        {"index": "0", "function": {"arguments": ":1}"}},
        {"index": "1", "function": {"arguments": ":2}"}},
    ]
    chunks = [{"choices": [{"index": 0, "delta": {"tool_calls": [call_piece]}}]} for call_piece in pieces]
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}
    calls = result_of(CHAT, sse(*chunks, end, "[DONE]")).to_dict()["choices"][0]["message"]["tool_calls"]
    assert [(call["id"], call["function"]["arguments"]) for call in calls] == [("a", F), ("b", G)]


@pytest.mark.parametrize(
    ("pieces", "call"),
    [
        (
            [{"type": "builtin", "function": {"name": "f", "arguments": F}}],
            {"type": "builtin", "function": {"name": "f", "arguments": F}},
        ),
        (
            [
                {"type": "custom", "custom": {"name": "f", "input": "a"}},
                {"type": "", "custom": {"input": "b"}},
            ],
            {"type": "custom", "custom": {"name": "f", "input": "ab"}},
        ),
    ],
)
def test_type_of_a_call_is_the_first_non_empty_one(pieces: Any, call: Any) -> None:
    chunks = [
        {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, **call_piece}]}}]}
        for call_piece in pieces
    ]
    end = {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]}
    message = result_of(CHAT, sse(*chunks, end, "[DONE]")).to_dict()["choices"][0]["message"]
    assert message["tool_calls"] == [call]
