"""Reused connections: the server may close them at any time, or send unexpected bytes."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import ssl
import struct
from typing import TYPE_CHECKING, Any

import pytest

from do_inference import APIConnectionError

from .conftest import Driver
from .loopback import CHAT, DONE, FINISH, STREAM_HEAD, Handler, Loopback, Request, chunk, drop, event, reply

if TYPE_CHECKING:
    from collections.abc import Callable

ASK: dict[str, Any] = {"model": "m", "messages": []}
MODELS = {"object": "list", "data": []}


def reset(request: Request, sock: socket.socket) -> bool:
    """Close the connection with a reset."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def half_closed(server: Loopback) -> Handler:
    """Close the sending side, over TLS with a close_notify message, and let the client close the connection."""

    def handle(request: Request, sock: socket.socket) -> bool:
        if isinstance(sock, ssl.SSLSocket):
            sock.settimeout(0)
            with contextlib.suppress(OSError):
                sock.unwrap()
        else:
            sock.shutdown(socket.SHUT_WR)
        server.ended.put(request.connection)
        server.released.wait(30)
        return False

    return handle


def after_answer(handler: Handler) -> Handler:
    def handle(request: Request, sock: socket.socket) -> bool | None:
        reply()(request, sock)
        return handler(request, sock)

    return handle


def raw(*chunks: bytes) -> Handler:
    """Return a handler that sends these chunks, each in one write."""

    def handle(request: Request, sock: socket.socket) -> None:
        for data in chunks:
            sock.sendall(data)

    return handle


def chat(client: Any) -> Any:
    return client.chat.completions.create(**ASK)


def models(client: Any) -> Any:
    return client.models.list()


def batch(client: Any) -> Any:
    return client.batches.with_raw_response.create(
        file_id="f", provider="openai", completion_window="24h", request_id="r-1"
    )


def upload(url: str) -> Callable[[Any], Any]:
    return lambda client: client.batches.files.upload(f"{url}/file", content=b"x")


def stream(client: Any) -> Any:
    async def read() -> None:
        async with await client.chat.completions.create(**ASK, stream=True) as opened:
            async for _ in opened:
                pass

    if type(client).__name__.startswith("Async"):
        return read()
    with client.chat.completions.create(**ASK, stream=True) as opened:
        for _ in opened:
            pass
    return None


def in_turn(driver: Driver, *actions: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Make calls in sequence with one client, and return the last result."""

    async def make(client: Any) -> Any:
        result: Any = None
        for action in actions:
            result = action(client)
            result = await result if hasattr(result, "__await__") else result
        return result

    def make_sync(client: Any) -> Any:
        return [action(client) for action in actions][-1]

    return make if driver.is_async else make_sync


def until_ended(server: Loopback) -> Callable[[Any], Any]:
    """Wait until the server has closed a connection. On loopback, the client detects it immediately."""

    def wait(client: Any) -> None:
        server.ended.get(timeout=10)

    return wait


def connections(server: Loopback) -> list[int]:
    return [request.connection for request in server.requests]


@pytest.mark.parametrize("kind", ["FIN", "RST", "half closed"])
def test_a_connection_closed_while_idle_is_not_reused(
    driver: Driver, any_server: Loopback, kind: str
) -> None:
    end = {"FIN": drop, "RST": reset, "half closed": half_closed(any_server)}[kind]
    any_server.respond_with(after_answer(end), reply())
    driver.run(in_turn(driver, chat, until_ended(any_server), chat), base_url=any_server.url, max_retries=0)

    assert connections(any_server) == [0, 1]


@pytest.mark.parametrize("end", [drop, reset], ids=["FIN", "RST"])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST with an idempotency key"])
def test_an_idempotent_request_on_a_closing_connection_is_sent_again(
    driver: Driver, any_server: Loopback, end: Handler, method: str
) -> None:
    any_server.respond_with(reply(), end, reply(MODELS))
    retries: list[Any] = []
    call = {"GET": models, "PUT": upload(any_server.url)}.get(method, batch)
    driver.run(
        in_turn(driver, chat, call),
        base_url=any_server.url,
        max_retries=0,
        on_retry=retries.append,
    )

    assert connections(any_server) == [0, 0, 1]
    assert any_server.requests[1].body == any_server.requests[2].body
    assert retries == []


@pytest.mark.parametrize("end", [drop, reset], ids=["FIN", "RST"])
def test_a_non_idempotent_request_is_not_repeated_silently(
    driver: Driver, any_server: Loopback, end: Handler
) -> None:
    any_server.respond_with(reply(), end, reply())
    with pytest.raises(APIConnectionError):
        driver.run(in_turn(driver, chat, chat), base_url=any_server.url, max_retries=0)

    assert connections(any_server) == [0, 0]


def test_a_lost_new_connection_is_handled_by_the_retry_policy(driver: Driver, server: Loopback) -> None:
    server.respond_with(drop)
    with pytest.raises(APIConnectionError):
        driver.run(models, base_url=server.url, max_retries=0)

    assert connections(server) == [0]


def test_an_unsent_request_is_sent_on_a_new_connection(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Simulates that the server closes the connection between the check and the first byte.
    class Blind:
        def register(self, *details: object) -> None: ...

        def poll(self, *details: object) -> list[object]:
            return []

    server.respond_with(after_answer(reset), reply())
    driver = Driver(None)
    monkeypatch.setattr(select, "poll", Blind)
    driver.run(in_turn(driver, chat, until_ended(server), chat), base_url=server.url, max_retries=0)

    assert connections(server) == [0, 1]


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BODY = json.dumps(CHAT).encode()
LARGE = json.dumps({**CHAT, "padding": "x" * 70_000}).encode()
LEFTOVER = json.dumps({**CHAT, "id": "another call's"}).encode()


def sized(body: bytes, head: bytes = HEAD) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def chunked(body: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk(body) + end


def filled(size: int) -> bytes:
    """Return a response of this many bytes, including its head."""
    padding = size - len(sized(json.dumps({**CHAT, "padding": "x" * 10_000}).encode())) + 10_000
    response = sized(json.dumps({**CHAT, "padding": "x" * padding}).encode())
    padding += size - len(response)
    return sized(json.dumps({**CHAT, "padding": "x" * padding}).encode())


FIRST = {
    "sized": sized(BODY),
    "sized, large": sized(LARGE),
    "as long as one read": filled(65_536),
    "as long as two reads": filled(131_072),
    "chunked": chunked(BODY),
    "chunked, with an extension": chunked(BODY, b"0;last\r\n\r\n"),
    "chunked, with a trailer": chunked(BODY, b"0\r\nX-Checksum: 1\r\n\r\n"),
    "after a hint": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + sized(BODY),
    "after a word to go on": b"HTTP/1.1 100 Continue\r\n\r\n" + chunked(BODY),
}
MORE = {
    "a response": sized(LEFTOVER),
    "a chunked response": chunked(LEFTOVER),
    "a blank line": b"\r\n",
    "a byte": b"x",
}


@pytest.mark.parametrize("more", MORE.values(), ids=MORE.keys())
@pytest.mark.parametrize("first", FIRST.values(), ids=FIRST.keys())
@pytest.mark.parametrize("writes", [1, 2])
def test_bytes_after_a_response_are_not_used_as_the_next_response(
    driver: Driver, any_server: Loopback, first: bytes, more: bytes, writes: int
) -> None:
    def respond(request: Request, sock: socket.socket) -> None:
        raw(*([first + more] if writes == 1 else [first, more]))(request, sock)
        any_server.ended.put(request.connection)

    any_server.respond_with(respond, reply())
    calls = in_turn(driver, chat, until_ended(any_server), chat)
    result = driver.run(calls, base_url=any_server.url, max_retries=0)

    assert result.id == "c1"
    assert connections(any_server) == [0, 1]


@pytest.mark.parametrize("more", MORE.values(), ids=MORE.keys())
def test_bytes_after_an_event_stream_are_not_used_as_the_next_response(
    driver: Driver, any_server: Loopback, more: bytes
) -> None:
    body = chunk(event("a")) + chunk(FINISH + DONE) + b"0\r\n\r\n"
    any_server.respond_with(raw(STREAM_HEAD + b"\r\n" + body + more), reply())
    result = driver.run(in_turn(driver, stream, chat), base_url=any_server.url, max_retries=0)

    assert result.id == "c1"
    assert connections(any_server) == [0, 1]


@pytest.mark.parametrize("more", MORE.values(), ids=MORE.keys())
def test_bytes_after_a_response_without_a_body_are_not_used_as_the_next_response(
    driver: Driver, any_server: Loopback, more: bytes
) -> None:
    any_server.respond_with(raw(b"HTTP/1.1 204 No Content\r\n\r\n" + more), reply())
    result = driver.run(in_turn(driver, upload(any_server.url), chat), base_url=any_server.url, max_retries=0)

    assert result.id == "c1"
    assert connections(any_server) == [0, 1]


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(BODY),
        b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
        b"Content-Length: 3\r\nContent-Length: %d\r\n" % len(BODY),
        b"Content-Length: 3, %d\r\n" % len(BODY),
        b"Content-Length: -1\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
    ],
)
def test_a_response_with_an_ambiguous_length_is_rejected(
    driver: Driver, server: Loopback, head: bytes
) -> None:
    body = chunk(BODY) + b"0\r\n\r\n" if b"chunked" in head else BODY
    server.respond_with(raw(HEAD + head + b"\r\n" + body), reply())
    retries: list[Any] = []
    driver.run(chat, base_url=server.url, max_retries=1, on_retry=retries.append)

    assert connections(server) == [0, 1]
    assert [type(retry.error) for retry in retries] == [APIConnectionError]
