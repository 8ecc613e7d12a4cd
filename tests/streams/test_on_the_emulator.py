"""Streamed and unstreamed, the emulator says the same: for every operation that can do both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import pytest

from do_inference import AgentClient, AsyncAgentClient, AsyncClient, Client
from do_inference_generated.operations import OPERATIONS

from .clients import CALLS, HELLO

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("jsonschema_rs")
pytest.importorskip("starlette")

from do_inference.emulator import Emulator

STREAMED = {operation.id for operation in OPERATIONS.values() if operation.stream is not None}
BY_OPERATION: dict[str, tuple[str, dict[str, Any]]] = {
    "chat_completions_create": (
        "chat",
        {"model": "llama3.3-70b-instruct", "messages": HELLO},
    ),
    "agent_chat_completions_create": ("agent", {"messages": HELLO}),
    "messages_create": (
        "message",
        {
            "model": "anthropic-claude-4-sonnet",
            "max_tokens": 300,
            "messages": HELLO,
        },
    ),
    "responses_create": ("response", {"model": "openai-gpt-5", "input": "hi"}),
    "images_generate": ("image", {"model": "openai-gpt-image-1", "prompt": "a cat", "n": 1}),
}
CHANGING = {"id", "created", "created_at", "completed_at", "call_id", "item_id", "b64_json"}


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(seed=7) as emulator:
        yield emulator


def settled(value: Any) -> Any:
    """JSON without nulls, and without what differs from call to call."""
    if isinstance(value, dict):
        return {key: settled(item) for key, item in value.items() if key not in CHANGING and item is not None}
    return [settled(item) for item in value] if isinstance(value, list) else value


def method(client: Any, operation_id: str) -> Any:
    operation = OPERATIONS[operation_id]
    for name in [*filter(None, operation.resource.split(".")), operation.name]:
        client = getattr(client, name)
    return client


def options(operation_id: str, *, stream: bool) -> dict[str, Any]:
    dialect, arguments = BY_OPERATION[operation_id]
    if not stream:
        return arguments
    more: dict[str, Any] = {"stream": True}
    if dialect in ("chat", "agent"):
        more["stream_options"] = {"include_usage": True}
    if dialect == "image":
        more["partial_images"] = 1
    return {**arguments, **more}


def test_every_streaming_operation_is_tried() -> None:
    assert set(BY_OPERATION) == STREAMED
    assert {dialect for dialect, _ in BY_OPERATION.values()} == set(CALLS)


@pytest.mark.parametrize("operation_id", BY_OPERATION)
def test_streamed_and_unstreamed_results_are_equal(emulator: Emulator, operation_id: str) -> None:
    agent = OPERATIONS[operation_id].api == "agent"
    made: Any = (
        AgentClient(api_key=emulator.agent_key, endpoint=emulator.base_url)
        if agent
        else Client(api_key=emulator.api_key, base_url=emulator.base_url)
    )
    with made as client:
        create = method(client, operation_id)
        whole = create(**options(operation_id, stream=False))
        with create(**options(operation_id, stream=True)) as stream:
            list(stream.events())
            assert stream.finished
            streamed = stream.result()
    assert type(streamed) is type(whole)
    assert settled(streamed.to_dict()) == settled(whole.to_dict())


@pytest.mark.parametrize("operation_id", BY_OPERATION)
def test_async_results_are_equal(emulator: Emulator, operation_id: str) -> None:
    agent = OPERATIONS[operation_id].api == "agent"

    async def main() -> None:
        made: Any = (
            AsyncAgentClient(api_key=emulator.agent_key, endpoint=emulator.base_url)
            if agent
            else AsyncClient(api_key=emulator.api_key, base_url=emulator.base_url)
        )
        async with made as client:
            create = method(client, operation_id)
            whole = await create(**options(operation_id, stream=False))
            async with await create(**options(operation_id, stream=True)) as stream:
                streamed = await stream.result()
        assert settled(streamed.to_dict()) == settled(whole.to_dict())

    anyio.run(main)
