"""Calls through an inference router: requests, and the route in results, streams and raw responses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from .loopback import STREAM_HEAD, Handler, Loopback, chunk, reply

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from .conftest import Driver
    from .loopback import Request

ROUTE = "Code Generation"
SERVED = "openai-gpt-oss-20b"
HELLO = [{"role": "user", "content": "Hi"}]


class Dialect(NamedTuple):
    """An operation that runs a language model, and a response to it."""

    resource: Callable[[Any], Any]
    arguments: dict[str, Any]
    result: dict[str, Any]
    events: tuple[dict[str, Any], ...]


_MESSAGE = {
    "id": "1",
    "type": "message",
    "role": "assistant",
    "model": SERVED,
    "content": [{"type": "text", "text": "Hi"}],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 1, "output_tokens": 1},
}
_RESPONSE = {
    "id": "1",
    "object": "response",
    "model": SERVED,
    "status": "completed",
    "output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hi"}]}],
}
_CHOICE = {"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}
_CHUNK = {"index": 0, "delta": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}
DIALECTS = {
    "chat": Dialect(
        lambda client: client.chat.completions,
        {"messages": HELLO},
        {"id": "1", "object": "chat.completion", "created": 1, "model": SERVED, "choices": [_CHOICE]},
        ({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": SERVED, "choices": [_CHUNK]},),
    ),
    "messages": Dialect(
        lambda client: client.messages,
        {"messages": HELLO, "max_tokens": 9},
        _MESSAGE,
        ({"type": "message_start", "message": _MESSAGE}, {"type": "message_stop"}),
    ),
    "responses": Dialect(
        lambda client: client.responses,
        {"input": "Hi"},
        _RESPONSE,
        (
            {"type": "response.created", "response": {"id": "1", "object": "response", "model": SERVED}},
            {"type": "response.completed", "response": _RESPONSE},
        ),
    ),
}
WANTED = {"model": "inference-router", "routing_preference": "budget", "model_affinity": "conversation 7"}


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    return DIALECTS[request.param]


def streaming(dialect: Dialect) -> Handler:
    def handle(request: Request, sock: socket.socket) -> None:
        sock.sendall(STREAM_HEAD + f"x-model-router-selected-route: {ROUTE}\r\n\r\n".encode())
        for value in dialect.events:
            sock.sendall(chunk(b"data: " + json.dumps(value).encode() + b"\n\n"))
        sock.sendall(chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n")

    return handle


def sent(server: Loopback) -> tuple[Any, Any, Any]:
    request = server.requests[-1]
    return (
        request.json["model"],
        request.json["routing_preference"],
        request.headers.get("x-model-affinity"),
    )


def test_a_result_contains_the_route_and_the_model(
    driver: Driver, server: Loopback, dialect: Dialect
) -> None:
    server.respond_with(reply(dialect.result, headers={"X-Model-Router-Selected-Route": ROUTE}))
    result = driver.run(
        lambda client: dialect.resource(client).create(**dialect.arguments, **WANTED), base_url=server.url
    )

    assert (result.response.route, result.model) == (ROUTE, SERVED)
    assert sent(server) == ("inference-router", "budget", "conversation 7")


def test_a_raw_response_contains_the_route_and_the_model(
    driver: Driver, server: Loopback, dialect: Dialect
) -> None:
    server.respond_with(reply(dialect.result, headers={"X-Model-Router-Selected-Route": ROUTE}))
    raw = driver.run(
        lambda client: dialect.resource(client).with_raw_response.create(**dialect.arguments, **WANTED),
        base_url=server.url,
    )

    assert (raw.info.route, raw.parse().model) == (ROUTE, SERVED)
    assert sent(server) == ("inference-router", "budget", "conversation 7")


def test_a_stream_has_the_route_immediately_and_the_model_after_its_first_event(
    driver: Driver, server: Loopback, dialect: Dialect
) -> None:
    server.respond_with(streaming(dialect))
    arguments: dict[str, Any] = {**dialect.arguments, **WANTED, "stream": True}

    def route_of(client: Any) -> tuple[Any, ...]:
        with dialect.resource(client).create(**arguments) as stream:
            before = (stream.response.route, stream.model)
            next(stream)
            return (*before, stream.model, stream.finish().model, stream.model)

    async def route_of_async(client: Any) -> tuple[Any, ...]:
        async with await dialect.resource(client).create(**arguments) as stream:
            before = (stream.response.route, stream.model)
            await anext(stream)
            return (*before, stream.model, (await stream.finish()).model, stream.model)

    known = driver.run(route_of_async if driver.is_async else route_of, base_url=server.url)
    assert known == (ROUTE, None, SERVED, SERVED, SERVED)
    assert sent(server) == ("inference-router", "budget", "conversation 7")


def test_a_json_response_to_a_stream_call_contains_the_model(
    driver: Driver, server: Loopback, dialect: Dialect
) -> None:
    server.respond_with(reply(dialect.result))
    arguments: dict[str, Any] = {**dialect.arguments, "model": "m", "stream": True}

    def route_of(client: Any) -> Any:
        with dialect.resource(client).create(**arguments) as stream:
            return stream.finish() and (stream.response.route, stream.model)

    async def route_of_async(client: Any) -> Any:
        async with await dialect.resource(client).create(**arguments) as stream:
            return await stream.finish() and (stream.response.route, stream.model)

    assert driver.run(route_of_async if driver.is_async else route_of, base_url=server.url) == (None, SERVED)


@pytest.mark.parametrize("model", [None, 3, "", ["m"]])
def test_a_model_that_is_not_a_string_is_none(driver: Driver, server: Loopback, model: Any) -> None:
    chat = DIALECTS["chat"]
    server.respond_with(streaming(chat._replace(events=({**chat.events[0], "model": model},))))
    arguments: dict[str, Any] = {**chat.arguments, "model": "m", "stream": True}

    def route_of(client: Any) -> Any:
        with client.chat.completions.create(**arguments) as stream:
            return stream.finish() and stream.model

    async def route_of_async(client: Any) -> Any:
        async with await client.chat.completions.create(**arguments) as stream:
            return await stream.finish() and stream.model

    assert driver.run(route_of_async if driver.is_async else route_of, base_url=server.url) is None


@pytest.mark.parametrize("name", ["chat", "responses"])
def test_a_prompt_cache_key_is_sent(driver: Driver, server: Loopback, name: str) -> None:
    dialect = DIALECTS[name]
    server.respond_with(reply(dialect.result))
    driver.run(
        lambda client: dialect.resource(client).create(**dialect.arguments, model="m", prompt_cache_key="k"),
        base_url=server.url,
    )
    assert server.requests[-1].json["prompt_cache_key"] == "k"
