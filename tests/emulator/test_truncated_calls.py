"""Completions that end at the token limit, in every API, complete and streamed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .api_client import HELLO, parse

if TYPE_CHECKING:
    from .api_client import APIClient

WHOLE = '{"path":"/tmp/x","recursive":true}'
CALLS: list[Any] = [
    {"name": "remove", "arguments": WHOLE},
    {"name": "list", "arguments": {"path": "/"}},
]


@pytest.fixture
def calling(start: Any) -> APIClient:
    api: APIClient = start(limits="none")
    api.emulator.respond(tool_calls=CALLS)
    return api


def body(operation: str, limit: int, **more: Any) -> dict[str, Any]:
    if operation == "responses_create":
        return {"model": "m", "input": "hello", "max_output_tokens": limit, **more}
    return {"model": "m", "messages": HELLO, "max_tokens": limit, **more}


def streamed(api: APIClient, operation: str, limit: int) -> list[Any]:
    text = api.call(operation, body(operation, limit, stream=True)).text
    return [data for _, data in parse(text) if data != "[DONE]"]


# The name of a tool counts as four tokens, and the arguments of the first call as nineteen.
@pytest.mark.parametrize(
    ("limit", "arguments", "parsed"),
    [
        (5, "{", {}),
        (7, '{"path', {}),
        (11, '{"path":"/', {"path": "/"}),
        (13, '{"path":"/tmp/', {"path": "/tmp/"}),
        (21, '{"path":"/tmp/x","recursive":', {"path": "/tmp/x"}),
        (23, WHOLE, {"path": "/tmp/x", "recursive": True}),
    ],
)
def test_a_tool_call_ends_at_the_token_limit(
    calling: APIClient, limit: int, arguments: str, parsed: Any
) -> None:
    message = calling.ok("messages_create", body("messages_create", limit))
    assert message["stop_reason"] == "max_tokens"
    assert [block["input"] for block in message["content"]] == [parsed]
    deltas = [
        event["delta"]["partial_json"]
        for event in streamed(calling, "messages_create", limit)
        if event["type"] == "content_block_delta"
    ]
    assert "".join(deltas) == arguments

    choice = calling.ok("chat_completions_create", body("chat_completions_create", limit))["choices"][0]
    assert choice["finish_reason"] == "length"
    assert [call["function"]["arguments"] for call in choice["message"]["tool_calls"]] == [arguments]
    fragments = [
        call["function"]["arguments"]
        for chunk in streamed(calling, "chat_completions_create", limit)
        for call in chunk["choices"][0]["delta"].get("tool_calls", ())
    ]
    assert "".join(fragments) == arguments

    response = calling.ok("responses_create", body("responses_create", limit))
    assert response["status"] == "incomplete"
    status = "completed" if arguments == WHOLE else "incomplete"
    assert [(item["arguments"], item["status"]) for item in response["output"]] == [(arguments, status)]
    last = streamed(calling, "responses_create", limit)[-1]
    assert last["type"] == "response.incomplete"
    assert [item["arguments"] for item in last["response"]["output"]] == [arguments]


def test_only_the_truncated_tool_call_is_incomplete(calling: APIClient) -> None:
    def items(limit: int) -> list[tuple[str, str]]:
        response = calling.ok("responses_create", body("responses_create", limit))
        return [(item["name"], item["status"]) for item in response["output"]]

    whole = calling.ok("responses_create", body("responses_create", 1000))["usage"]["output_tokens"]
    assert items(whole) == [("remove", "completed"), ("list", "completed")]
    assert items(whole - 1) == [("remove", "completed"), ("list", "incomplete")]
    assert items(whole - 13) == [("remove", "completed")]


def test_a_stream_of_messages_has_the_input_exactly_as_prescribed(calling: APIClient) -> None:
    deltas: dict[int, str] = {}
    for event in streamed(calling, "messages_create", 1000):
        if event["type"] == "content_block_delta":
            deltas[event["index"]] = deltas.get(event["index"], "") + event["delta"]["partial_json"]
    assert deltas == {0: WHOLE, 1: '{"path": "/"}'}


def test_nothing_follows_truncated_reasoning(start: Any) -> None:
    api: APIClient = start(limits="none")
    api.emulator.respond(text="Found.", reasoning="One two three four five.")
    request = {**body("responses_create", 2), "tools": [{"type": "web_search"}]}
    response = api.ok("responses_create", request)
    assert [(item["type"], item["status"]) for item in response["output"]] == [("reasoning", "incomplete")]
    request = {
        **body("messages_create", 2),
        "tools": [{"type": "web_search_20250305", "name": "web_search"}],
    }
    assert [block["type"] for block in api.ok("messages_create", request)["content"]] == ["thinking"]
