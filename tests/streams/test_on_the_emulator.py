"""The emulator returns the same result with and without `stream`, for every operation that supports both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import pytest

from do_inference import AgentClient, AsyncAgentClient, AsyncClient, Client
from do_inference.streams import ImageReceived
from do_inference.structured import OutputFormat
from do_inference_generated.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("jsonschema_rs")
pytest.importorskip("starlette")

from do_inference.emulator import Emulator

STREAMED = {operation.id for operation in OPERATIONS.values() if operation.stream is not None}
WEATHER = "What is the weather in Paris and in Rome?"
ASKED: list[Any] = [{"role": "user", "content": WEATHER}]
CITY: dict[str, Any] = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOLD: dict[str, Any] = {"name": "get_weather", "description": "The weather in a city."}
CHAT_TOOL = {"type": "function", "function": {**TOLD, "parameters": CITY}}
CHAT_FORMAT = {"type": "json_schema", "json_schema": {"name": "place", "schema": CITY}}
COMMON: dict[str, dict[str, Any]] = {
    "chat_completions_create": {"model": "llama3.3-70b-instruct", "messages": ASKED},
    "agent_chat_completions_create": {"messages": ASKED},
    "completions_create": {"model": "llama3.3-70b-instruct", "prompt": WEATHER},
    "messages_create": {"model": "anthropic-claude-4-sonnet", "max_tokens": 300, "messages": ASKED},
    "responses_create": {"model": "openai-gpt-5", "input": WEATHER},
    "images_generate": {"model": "openai-gpt-image-1", "prompt": "a cat", "size": "256x256"},
}
VARIED: dict[str, list[dict[str, Any]]] = {
    "chat_completions_create": [
        {},
        {"n": 3, "logprobs": True, "top_logprobs": 2},
        {"n": 2, "tools": [CHAT_TOOL]},
        {"tools": [CHAT_TOOL], "max_tokens": 7},
        {"reasoning_effort": "high"},
        {"reasoning_effort": "high", "max_tokens": 1},
        {"stop": ["a"]},
        {"response_format": CHAT_FORMAT},
    ],
    "agent_chat_completions_create": [
        {},
        {
            "include_retrieval_info": True,
            "include_functions_info": True,
            "include_guardrails_info": True,
            "provide_citations": True,
        },
    ],
    "completions_create": [
        {},
        {"n": 2, "echo": True, "prompt": ["one", "two"]},
        {"max_tokens": None, "stop": ["a"]},
    ],
    "messages_create": [
        {},
        {"tools": [{**TOLD, "input_schema": CITY}], "thinking": {"type": "enabled", "budget_tokens": 1024}},
        {"tools": [{"type": "web_search_20250305", "name": "web_search"}], "stop_sequences": ["e"]},
        {
            "messages": [{"role": "user", "content": "Read https://example.com/page, please."}],
            "tools": [
                {"type": "web_fetch_20260318", "name": "web_fetch", "citations": {"enabled": True}},
                {"type": "code_execution_20250825", "name": "code_execution"},
                {"type": "tool_search_tool_bm25", "name": "tool_search_tool_bm25"},
                {**TOLD, "input_schema": CITY, "defer_loading": True},
            ],
        },
        {"max_tokens": 4},
        {"output_config": {"format": {"type": "json_schema", "schema": CITY}}},
    ],
    "responses_create": [
        {},
        {"tools": [{"type": "function", **TOLD, "parameters": CITY}], "reasoning": {"effort": "high"}},
        {"max_output_tokens": 4, "metadata": {"a": "b"}},
        {"text": {"format": {"type": "json_schema", "name": "place", "schema": CITY}}},
    ],
    "images_generate": [{}, {"n": 3}, {"n": 3, "partial_images": 0}],
}
CASES = [(name, more) for name, variants in VARIED.items() for more in variants]
each_case = pytest.mark.parametrize(
    ("operation_id", "more"), CASES, ids=[f"{name}-{'-'.join(more) or 'plain'}" for name, more in CASES]
)
CHANGING = {"id", "created", "created_at", "expires_at", "retrieved_at"}


def accumulator(operation_id: str) -> str:
    stream = OPERATIONS[operation_id].stream
    assert stream is not None
    return stream.accumulator


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(seed=7) as emulator:
        yield emulator


def settled(value: Any) -> Any:
    """Return JSON without the fields that differ between calls."""
    if isinstance(value, dict):
        return {key: settled(item) for key, item in value.items() if key not in CHANGING}
    return [settled(item) for item in value] if isinstance(value, list) else value


def method(client: Any, operation_id: str) -> Any:
    operation = OPERATIONS[operation_id]
    for name in [*filter(None, operation.resource.split(".")), operation.name]:
        client = getattr(client, name)
    return client


def options(operation_id: str, more: dict[str, Any], *, stream: bool) -> dict[str, Any]:
    arguments = {**COMMON[operation_id], **more}
    if not stream:
        return arguments
    if "completions" in operation_id:
        arguments["stream_options"] = {"include_usage": True}
    if operation_id == "images_generate":
        arguments.setdefault("partial_images", 2)
    return {**arguments, "stream": True}


def test_every_accumulator_is_tested() -> None:
    assert set(VARIED) == set(COMMON)
    assert {accumulator(name) for name in COMMON} == {accumulator(name) for name in STREAMED} - {"none"}


@each_case
def test_streamed_and_unstreamed_results_are_equal(
    emulator: Emulator, operation_id: str, more: dict[str, Any]
) -> None:
    agent = OPERATIONS[operation_id].api == "agent"
    made: Any = (
        AgentClient(api_key=emulator.agent_key, endpoint=emulator.base_url)
        if agent
        else Client(api_key=emulator.api_key, base_url=emulator.base_url)
    )
    with made as client:
        create = method(client, operation_id)
        whole = create(**options(operation_id, more, stream=False))
        with create(**options(operation_id, more, stream=True)) as stream:
            list(stream.events())
            assert stream.finished
            streamed = stream.result()
    assert type(streamed) is type(whole)
    assert settled(streamed.to_dict()) == settled(whole.to_dict())


@each_case
def test_async_results_are_equal(emulator: Emulator, operation_id: str, more: dict[str, Any]) -> None:
    agent = OPERATIONS[operation_id].api == "agent"

    async def main() -> None:
        made: Any = (
            AsyncAgentClient(api_key=emulator.agent_key, endpoint=emulator.base_url)
            if agent
            else AsyncClient(api_key=emulator.api_key, base_url=emulator.base_url)
        )
        async with made as client:
            create = method(client, operation_id)
            whole = await create(**options(operation_id, more, stream=False))
            async with await create(**options(operation_id, more, stream=True)) as stream:
                streamed = await stream.result()
        assert settled(streamed.to_dict()) == settled(whole.to_dict())

    anyio.run(main)


def test_stream_of_several_images_reports_each(emulator: Emulator) -> None:
    with Client(api_key=emulator.api_key, base_url=emulator.base_url) as client:
        stream = client.images.generate(
            model="openai-gpt-image-1", prompt="a cat", n=3, partial_images=2, stream=True
        )
        with stream:
            told = [
                (event.partial, event.index) for event in stream.events() if isinstance(event, ImageReceived)
            ]
    assert told == [
        (True, 0),
        (True, 1),
        (False, 0),
        (True, 0),
        (True, 1),
        (False, 1),
        (True, 0),
        (True, 1),
        (False, 2),
    ]


@pytest.mark.parametrize("dialect", ["chat", "message", "response"])
def test_requested_structure_is_returned_by_every_api(emulator: Emulator, dialect: str) -> None:
    asked = OutputFormat(CITY)
    with Client(api_key=emulator.api_key, base_url=emulator.base_url) as client:
        made: dict[str, Any] = {
            "chat": lambda **more: client.chat.completions.create(
                **COMMON["chat_completions_create"], response_format=asked.response_format, **more
            ),
            "message": lambda **more: client.messages.create(
                **COMMON["messages_create"], output_config=asked.output_config, **more
            ),
            "response": lambda **more: client.responses.create(
                **COMMON["responses_create"], text=asked.text, **more
            ),
        }
        whole = asked.parse(made[dialect]())
        with made[dialect](stream=True) as stream:
            drafts = list(asked.drafts(stream))
            assert asked.parse(stream.result()) == whole == drafts[-1]
    assert set(whole) == {"city"}
