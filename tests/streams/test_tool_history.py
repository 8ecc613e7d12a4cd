"""The conversation of a tool loop: strict servers accept it for any output of the model, and it can be resumed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from do_inference import Client
from do_inference._truncation import is_truncated
from do_inference.emulator import Emulator
from do_inference.models import ChatCompletion, Message, Response
from do_inference.tools import Step, ToolLoop, ToolLoopError

from .mock_responses import MockResponses, chunks, completion, message
from .test_truncated_calls import DIALECTS, HELLO, NO_OBJECTS, SAID_RESPONSE, Dialect, chat, each_dialect

CHAT, MESSAGES, RESPONSES = DIALECTS["chat"], DIALECTS["messages"], DIALECTS["responses"]


def remove(path: str = "/") -> str:
    """Remove a file."""
    return f"removed {path}"


def run(dialect: Dialect, *answers: Any, **options: Any) -> list[Any]:
    """Return the conversation in the last request of a loop, after checking it."""
    answering = MockResponses(*answers, dialect.said[False])
    with dialect.client(answering) as client:
        create, arguments = dialect.create(client)
        made = ToolLoop([remove], **options).run(create, **arguments)
    check(made.conversation)
    asked = answering.requests[-1]
    sent: list[Any] = asked["input"] if dialect.whole is RESPONSES.whole else asked["messages"]
    check(sent)
    return sent


def check(conversation: list[Any]) -> None:
    """Check what a strict server checks: each call is well-formed, has a unique id, and has one result."""
    calls: list[str] = []
    results: list[str] = []
    items = [item["id"] for item in conversation if item.get("type") == "function_call" and "id" in item]
    assert len(set(items)) == len(items)
    assert not has_nulls(conversation)
    for item in conversation:
        assert item.get("role") or item.get("type")
        for call in item.get("tool_calls", ()):
            function = call[call["type"]]
            assert function["name"]
            if call["type"] == "function":
                assert type(json.loads(function["arguments"])) is dict
            calls.append(call["id"])
        if item.get("role") == "tool":
            results.append(item["tool_call_id"])
        if item.get("type") == "function_call":
            assert item["name"]
            assert type(json.loads(item["arguments"])) is dict
            calls.append(item["call_id"])
        if item.get("type") == "custom_tool_call":
            calls.append(item["call_id"])
        if item.get("type") in ("function_call_output", "custom_tool_call_output"):
            results.append(item["call_id"])
        for block in item["content"] if isinstance(item.get("content"), list) else ():
            if block["type"] == "tool_use":
                assert block["name"]
                assert type(block["input"]) is dict
                calls.append(block["id"])
            elif block["type"] == "tool_result":
                results.append(block["tool_use_id"])
            elif block["type"] == "text":
                assert block["text"].strip()
    assert all(isinstance(call, str) and call.strip() for call in calls)
    assert len(set(calls)) == len(calls)
    assert results == calls
    assert json.loads(json.dumps(conversation)) == conversation


def has_nulls(value: Any) -> bool:
    """Return whether there is a null outside of free-form input."""
    if isinstance(value, dict):
        return any(item is None or (name != "input" and has_nulls(item)) for name, item in value.items())
    return isinstance(value, list) and any(map(has_nulls, value))


# --- arguments, names, ids


@each_dialect
@pytest.mark.parametrize(
    "arguments",
    [None, [], 5, True, {"path": "/a"}, {"path": None}, {"path": float("nan")}, "", "null", *NO_OBJECTS],
    ids=lambda value: repr(value)[:20],
)
def test_arguments_are_sent_back_as_an_object(dialect: Dialect, arguments: Any) -> None:
    run(dialect, dialect.whole(arguments, dialect.finished), dialect.whole(arguments, dialect.cut))


@pytest.mark.parametrize("text", ['{"path":"/a"}', '{ "path" : "/a" }\n', "{}"])
def test_valid_arguments_are_sent_back_unchanged(text: str) -> None:
    assert run(CHAT, chat(text))[1]["tool_calls"][0]["function"]["arguments"] == text
    assert run(RESPONSES, RESPONSES.whole(text))[1]["arguments"] == text


def test_nulls_in_free_form_input_are_preserved() -> None:
    made = message({"type": "tool_use", "id": "t", "name": "remove", "input": {"path": None, "more": [None]}})
    assert run(MESSAGES, made)[1]["content"][0]["input"] == {"path": None, "more": [None]}


@pytest.mark.parametrize("name", ["", None, 5, "no/such tool", "x" * 100])
@pytest.mark.parametrize("call_id", ["", None, 7, " ", "same"])
@each_dialect
def test_missing_and_invalid_names_and_ids_are_replaced(dialect: Dialect, name: Any, call_id: Any) -> None:
    rounds = []
    for _ in range(3):
        made = dialect.whole({"path": "/a"}, dialect.finished)
        for holder in (
            made.get("content") or made.get("output") or made["choices"][0]["message"]["tool_calls"]
        ):
            holder["id"] = call_id
            target = holder.get("function", holder)
            target["name"] = name
            if "call_id" in holder:
                holder["call_id"] = call_id
        rounds.append(made)
    assert "Error: " in json.dumps(run(dialect, *rounds))


def test_ids_are_unique_across_parallel_calls_and_rounds() -> None:
    calls = [("call_0", "remove", "{}"), ("call_0", "remove", "{}"), ("", "remove", "{}")]
    earlier: list[Any] = [
        *HELLO,
        completion(None, [("call_1", "remove", "{}")])["choices"][0]["message"],
        {"role": "tool", "tool_call_id": "call_1", "content": "ok"},
    ]
    answers = MockResponses(completion(None, calls), completion(None, calls), completion("ok"))
    with answers.client() as client:
        made = ToolLoop([remove]).run(client.chat.completions.create, model="m", messages=earlier)
    ids = [result.call.id for step in made.steps for result in step.results]
    assert len({"call_1", *ids}) == 7
    assert [item["tool_call_id"] for item in made.conversation[4:7]] == ids[:3]


def test_response_only_fields_are_not_sent_back() -> None:
    call = {
        "index": 0,
        "id": "c1",
        "type": "",
        "function": {"name": "remove", "arguments": "{}", "parsed": None},
        "extra_content": {"vendor": {"signature": "s", "none": None}},
    }
    made = completion(None)
    made["choices"][0]["message"] |= {
        "refusal": None,
        "reasoning_content": None,
        "reasoning_details": [],
        "annotations": [],
        "audio": {"id": "a1", "data": "AAAA", "expires_at": 1, "transcript": "t"},
        "function_call": None,
        "vendor": {"trace": None, "kept": [{"a": None, "b": 1}]},
        "tool_calls": [call],
    }
    assert run(CHAT, made)[1] == {
        "role": "assistant",
        "audio": {"id": "a1"},
        "vendor": {"kept": [{"b": 1}]},
        "tool_calls": [
            {
                "id": "c1",
                "type": "function",
                "function": {"name": "remove", "arguments": "{}"},
                "extra_content": {"vendor": {"signature": "s"}},
            }
        ],
    }


def test_responses_without_calls_have_no_empty_list_of_calls() -> None:
    said = completion("Cold.")
    said["choices"][0]["message"] |= {"tool_calls": [], "refusal": None}
    with MockResponses(said, completion(None)).client() as client:
        create = client.chat.completions.create
        first = ToolLoop([remove]).run(create, model="m", messages=HELLO)
        second = ToolLoop([remove]).run(create, model="m", messages=HELLO)
    assert first.conversation[-1] == {"role": "assistant", "content": "Cold."}
    assert second.conversation[-1] == {"role": "assistant", "content": ""}


def test_blocks_that_strict_servers_reject_are_not_sent_back() -> None:
    made = message(
        {"type": "thinking", "thinking": "Hm.", "signature": "s", "vendor": None},
        {"type": "text", "text": ""},
        {"type": "text", "text": "I look.", "citations": None},
        {},
        {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": '{"que'},
        {"type": "tool_use", "id": "t1", "name": "remove", "input": {}, "caller": None},
        stop_reason="tool_use",
    )
    assert run(MESSAGES, made)[1]["content"] == [
        {"type": "thinking", "thinking": "Hm.", "signature": "s"},
        {"type": "text", "text": "I look."},
        {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {}},
        {"type": "tool_use", "id": "t1", "name": "remove", "input": {}},
    ]


def test_items_are_sent_back_without_response_only_fields() -> None:
    made = RESPONSES.whole("{}")
    made["output"][0] |= {"status": "in_progress", "encrypted_content": None}
    made["output"].insert(
        0, {"type": "reasoning", "id": "rs", "summary": [], "encrypted_content": "e", "status": None}
    )
    made["output"].append(
        {"type": "custom_tool_call", "call_id": "c2", "name": "grep", "input": "x", "status": None}
    )
    sent = run(RESPONSES, made)
    assert sent[1] == {"type": "reasoning", "id": "rs", "summary": [], "encrypted_content": "e"}
    assert "status" not in sent[2]
    assert [item["type"] for item in sent[4:]] == ["function_call_output", "custom_tool_call_output"]
    assert "custom tools" in sent[5]["output"]


def test_custom_tool_calls_get_an_error() -> None:
    made = completion(None)
    call = {"id": "c1", "type": "custom", "custom": {"name": "grep", "input": "x"}}
    made["choices"][0]["message"]["tool_calls"] = [call]
    sent = run(CHAT, made)
    assert sent[1]["tool_calls"] == [call]
    assert "custom tools" in sent[2]["content"]


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "type", "name", "function", "arguments", "input", "call_id", "custom", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
NAMES_OF_FIELDS = st.sampled_from(["id", "call_id", "name", "arguments", "input", "function", "status"])
REASONS = st.sampled_from(["tool_calls", "length", "stop", "tool_use", "max_tokens", None])


@each_dialect
@given(fields=st.dictionaries(NAMES_OF_FIELDS, ANY_JSON), reason=REASONS)
def test_conversation_is_well_formed_for_any_call(
    dialect: Dialect, fields: dict[str, Any], reason: str | None
) -> None:
    made = dialect.whole({"path": "/a"}, reason)
    calls = made.get("content") or made.get("output") or made["choices"][0]["message"]["tool_calls"]
    calls[0] |= fields
    calls.append(dict(calls[0]))
    run(dialect, json.loads(json.dumps(made)))


# --- sending models back


NULLS: dict[str, Any] = {"new": None, "nested": {"a": None, "b": [{"c": None}]}}


@pytest.mark.parametrize(
    "model",
    [
        ChatCompletion.from_dict({"choices": [{"message": {"content": "a", "refusal": None, **NULLS}}]}),
        Message.from_dict({"content": [{"type": "text", "text": "a", **NULLS}, {"type": "new", **NULLS}]}),
        Response.from_dict(
            {"output": [{"type": "message", "content": [], **NULLS}, {"type": "new", **NULLS}]}
        ),
    ],
    ids=["chat", "message", "response"],
)
def test_models_are_sent_without_nulls_at_any_depth(model: Any) -> None:
    assert has_nulls(model.to_dict())
    assert not has_nulls(model.to_dict(exclude_none=True))


def test_nulls_in_free_form_objects_and_unexpected_values_are_sent() -> None:
    block = {"type": "tool_use", "id": "t", "name": "f", "input": {"a": None}}
    sent = Message.from_dict({"content": [block, {**block, "input": "text"}]}).to_dict(exclude_none=True)
    assert [part["input"] for part in sent["content"]] == [{"a": None}, "text"]


# --- conversations that are saved and resumed


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(seed=7) as emulator:
        yield emulator


MODELS = {
    "chat": "llama3.3-70b-instruct",
    "messages": "anthropic-claude-4-sonnet",
    "responses": "openai-gpt-5",
}


def resume(emulator: Emulator, name: str, conversation: list[Any]) -> None:
    """Save a conversation, and send it to the emulator, which checks it against the description."""
    saved = json.loads(json.dumps(conversation))
    if name == "agent":
        return  # Agents run their tools on the server, so their description has no tool results.
    with Client(api_key=emulator.api_key, base_url=emulator.base_url) as client:
        model = MODELS[name]
        if name == "messages":
            client.messages.create(model=model, max_tokens=50, messages=saved)
        elif name == "responses":
            client.responses.create(model=model, input=saved)
        else:
            client.chat.completions.create(model=model, messages=saved)


NAMES = ["chat", "agent", "messages", "responses"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("awaited", [False, True])
def test_each_streamed_step_contains_the_conversation_as_json(
    emulator: Emulator, name: str, awaited: bool
) -> None:
    dialect = DIALECTS[name]
    given: list[Any] = ['{"path": "/a"}', '{"pa', "[]"]
    answers = MockResponses(
        *(dialect.streamed([text], dialect.finished) for text in given), dialect.said[True]
    )
    hooked: list[list[Any]] = []
    loop = ToolLoop([remove], on_step=lambda step: hooked.append(step.conversation))

    async def read() -> list[Any]:
        async with dialect.async_client(answers) as client:
            create, arguments = dialect.create(client)
            return [event async for event in loop.stream_async(create, **arguments)]

    if awaited:
        events = asyncio.run(read())
    else:
        with dialect.client(answers) as client:
            create, arguments = dialect.create(client)
            events = list(loop.stream(create, **arguments))
    steps = [event for event in events if isinstance(event, Step)]
    assert [step.conversation for step in steps] == hooked
    assert [len(step.conversation) for step in steps] == [3, 5, 7, 8]
    for step, later in pairwise(steps):
        assert later.conversation[: len(step.conversation)] == step.conversation
    for step in steps:
        check(step.conversation)
        resume(emulator, name, step.conversation)


@pytest.mark.parametrize("name", NAMES)
def test_conversation_of_models_is_plain_json(emulator: Emulator, name: str) -> None:
    dialect = DIALECTS[name]
    first: dict[str, Any] = {
        "chat": completion("Hi."),
        "agent": completion("Hi."),
        "messages": message({"type": "text", "text": "Hi.", "citations": None, "new": None}),
        "responses": SAID_RESPONSE,
    }[name]
    answers = MockResponses(first, dialect.whole({"path": "/a"}, dialect.finished), dialect.said[False])
    with dialect.client(answers) as client:
        create, arguments = dialect.create(client)
        result = create(**arguments)
        said: Any = {"chat": lambda: [result.choices[0].message], "agent": lambda: [result.choices[0].message],
                     "messages": lambda: [{"role": "assistant", "content": result.content}],
                     "responses": lambda: result.output}[name]()  # fmt: skip
        key = "input" if name == "responses" else "messages"
        arguments[key] = [*HELLO, *said, {"role": "user", "content": "Remove it."}]
        made = ToolLoop([remove]).run(create, **arguments)
    check(made.conversation)
    assert made.conversation == made.steps[-1].conversation
    resume(emulator, name, made.conversation)


def test_content_that_is_a_single_part_is_preserved(emulator: Emulator) -> None:
    dialect = DIALECTS["chat"]
    said = [
        {"role": "system", "content": {"type": "text", "text": "Be brief."}},
        {"role": "user", "content": {"type": "text", "text": "Hi", "cache_control": {"type": "ephemeral"}}},
    ]
    answers = MockResponses(dialect.whole({"path": "/a"}, dialect.finished), dialect.said[False])
    with dialect.client(answers) as client:
        create, arguments = dialect.create(client)
        made = ToolLoop([remove]).run(create, **{**arguments, "messages": said})
    assert made.conversation[:2] == said
    resume(emulator, "chat", made.conversation)


@pytest.mark.parametrize("name", NAMES)
def test_loop_that_ends_with_an_error_can_be_resumed(emulator: Emulator, name: str) -> None:
    dialect = DIALECTS[name]
    calls = dialect.whole({"path": "/a"}, dialect.finished)
    with dialect.client(MockResponses(calls, calls)) as client:
        create, arguments = dialect.create(client)
        with pytest.raises(ToolLoopError) as caught:
            ToolLoop([remove], max_rounds=2).run(create, **arguments)
    check(caught.value.conversation)
    resume(emulator, name, caught.value.conversation)


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("name", ["chat", "messages", "responses"])
def test_emulator_cuts_off_calls_and_accepts_the_next_request(
    emulator: Emulator, name: str, streamed: bool
) -> None:
    ran: list[str] = []

    def forecast(city: str = "nowhere", comment: str = "none", unit: str = "c") -> str:
        """Tell the weather of a city."""
        ran.append(city)
        return "sunny"

    loop = ToolLoop([forecast], max_rounds=3)
    asked = "What is the forecast, the weather in Paris?"
    arguments: dict[str, Any] = {"model": MODELS[name]}
    arguments |= (
        {"input": asked} if name == "responses" else {"messages": [{"role": "user", "content": asked}]}
    )
    with Client(api_key=emulator.api_key, base_url=emulator.base_url) as client:
        create: Any = {
            "chat": client.chat.completions.create,
            "messages": client.messages.create,
            "responses": client.responses.create,
        }[name]
        arguments["max_output_tokens" if name == "responses" else "max_tokens"] = 8
        if streamed:
            steps = [event for event in loop.stream(create, **arguments) if isinstance(event, Step)]
        else:
            steps = loop.run(create, **arguments).steps
    assert ran == []
    assert steps[0].results[0].call.problem is not None
    assert len(steps) == 2


def test_finish_reasons_are_case_insensitive_strings() -> None:
    assert is_truncated("LENGTH")
    assert not any(map(is_truncated, [None, "", "stop", "tool_calls", "novelty", 5, ["length"], {}]))


def test_json_body_instead_of_a_stream_can_be_truncated() -> None:
    answers = MockResponses(chat('{"path": "/a"}', "length"), chunks("ok"))
    with answers.client() as client:
        steps = list(ToolLoop([remove]).stream(client.chat.completions.create, model="m", messages=HELLO))
    assert "was cut off" in json.dumps(answers.requests[1]["messages"][-1])
    assert isinstance(steps[-1], Step)
