"""The `anthropic` package against the emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

anthropic = pytest.importorskip("anthropic")


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from do_inference.emulator import Emulator

HELLO: list[Any] = [{"role": "user", "content": "Hello there"}]
TOOL: Any = {
    "name": "get_weather",
    "description": "Weather of a city",
    "input_schema": {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}},
}


@pytest.fixture
def emulator(emulated: Callable[..., Emulator]) -> Emulator:
    return emulated(limits="none")


@pytest.fixture
def client(emulator: Emulator) -> Iterator[Any]:
    with anthropic.Anthropic(base_url=emulator.base_url, api_key=emulator.api_key, max_retries=0) as made:
        yield made


def test_a_message_is_created(client: Any) -> None:
    message = client.messages.create(model="claude", max_tokens=200, messages=HELLO, system="Be short.")
    assert message.content[0].text
    assert message.stop_reason == "end_turn"
    assert message.usage.output_tokens > 0


def test_a_bearer_token_is_accepted(emulator: Emulator) -> None:
    with anthropic.Anthropic(base_url=emulator.base_url, auth_token=emulator.api_key) as client:
        assert (
            client.messages.create(model="claude", max_tokens=9, messages=HELLO).stop_reason == "max_tokens"
        )


def test_a_raw_stream_is_parsed(client: Any) -> None:
    with client.messages.create(model="claude", max_tokens=200, messages=HELLO, stream=True) as stream:
        kinds = [event.type for event in stream]
    assert kinds[0] == "message_start"
    assert kinds[-1] == "message_stop"


def test_the_stream_helper_adds_up_text_thinking_and_tools(client: Any) -> None:
    thinking = {"type": "enabled", "budget_tokens": 1024}
    with client.messages.stream(model="claude", max_tokens=2000, messages=HELLO, thinking=thinking) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert [block.type for block in final.content] == ["thinking", "text"]
    assert final.content[0].signature
    assert final.content[1].text == text
    messages = [{"role": "user", "content": "Weather in Paris?"}]
    with client.messages.stream(model="claude", max_tokens=2000, messages=messages, tools=[TOOL]) as stream:
        call = stream.get_final_message().content[0]
    assert (call.name, call.input) == ("get_weather", {"city": "Paris"})
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "22 degrees"}
    turns = [
        *messages,
        {"role": "assistant", "content": [call.model_dump()]},
        {"role": "user", "content": [result]},
    ]
    message = client.messages.create(model="claude", max_tokens=200, messages=turns, tools=[TOOL])
    assert "22 degrees" in message.content[0].text


def test_server_search_and_prompt_caching(client: Any) -> None:
    search: Any = {"type": "web_search_20250305", "name": "web_search", "max_uses": 2}
    with client.messages.stream(model="claude", max_tokens=2000, messages=HELLO, tools=[search]) as stream:
        final = stream.get_final_message()
    assert [block.type for block in final.content] == ["server_tool_use", "web_search_tool_result", "text"]
    assert final.content[2].citations[0].url
    system = [{"type": "text", "text": "word " * 900, "cache_control": {"type": "ephemeral"}}]
    first, second = (
        client.messages.create(model="claude", max_tokens=9, messages=HELLO, system=system).usage
        for _ in range(2)
    )
    assert first.cache_creation_input_tokens == second.cache_read_input_tokens > 0


def test_vendor_tools_work_complete_and_streamed(client: Any) -> None:
    request: dict[str, Any] = {
        "model": "claude",
        "max_tokens": 2000,
        "messages": [{"role": "user", "content": "Read https://example.com/page and run some code."}],
        "tools": [
            {"type": "web_fetch_20250910", "name": "web_fetch", "citations": {"enabled": True}},
            {"type": "code_execution_20250825", "name": "code_execution"},
            {"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25"},
            {**TOOL, "defer_loading": True},
        ],
    }
    complete = client.messages.create(**request)
    with client.messages.stream(**request) as stream:
        final = stream.get_final_message()
    kinds = [
        type(block).__name__ for block in complete.content if not block.type.startswith(("text", "tool_use"))
    ]
    assert kinds == [
        "ServerToolUseBlock",
        "WebFetchToolResultBlock",
        "ServerToolUseBlock",
        "BashCodeExecutionToolResultBlock",
        "ServerToolUseBlock",
        "ToolSearchToolResultBlock",
    ]
    assert [block.type for block in final.content] == [block.type for block in complete.content]
    assert final.usage.server_tool_use.web_fetch_requests == 1
    assert complete.container.id == final.container.id
    turns = [*request["messages"], {"role": "assistant", "content": complete.content}, *HELLO]
    assert client.messages.create(**{**request, "messages": turns}, container=complete.container.id).content


def test_errors_have_their_classes(client: Any, emulator: Emulator) -> None:
    with pytest.raises(anthropic.BadRequestError) as raised:
        client.messages.create(model="claude", max_tokens=9, messages=[])
    assert "/messages" in str(raised.value)
    with pytest.raises(anthropic.AuthenticationError):
        anthropic.Anthropic(base_url=emulator.base_url, api_key="no").messages.create(
            model="c", max_tokens=9, messages=HELLO
        )
    emulator.respond("messages_create", fault="error-event=3, error-last", times=1)
    with (
        pytest.raises(anthropic.APIStatusError),
        client.messages.stream(model="c", max_tokens=99, messages=HELLO) as stream,
    ):
        stream.get_final_message()
    emulator.respond("messages_create", fault="529", times=1)
    assert (
        client.with_options(max_retries=2).messages.create(model="c", max_tokens=99, messages=HELLO).content
    )


async def _async(emulator: Emulator) -> str:
    async with anthropic.AsyncAnthropic(base_url=emulator.base_url, api_key=emulator.api_key) as client:
        async with client.messages.stream(model="claude", max_tokens=200, messages=HELLO) as stream:
            return str(await stream.get_final_text())


def test_async(emulator: Emulator) -> None:
    import asyncio

    assert asyncio.run(_async(emulator))
