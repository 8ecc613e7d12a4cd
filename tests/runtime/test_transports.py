"""Every transport over real connections: framing, reuse, failures, timeouts, cancellation and concurrency."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest

from do_inference._tls import shared_context
from do_inference._transport.native import async_connection, connection, pool

from .loopback import Handler, Loopback, Request, chunk, drop, reply
from .transports import KINDS, Kind, Session, full_listener, kinds, read_head, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator

OK = b"HTTP/1.1 200 OK\r\n"
SHORT = 0.05
SOON = 20.0
"""Seconds. A request without a limit would hang until the much longer timeout of the test."""
LARGE = bytes(range(256)) * 40_000
"""10 MB"""


# httpx does not close the body of a request that failed, of which trio warns.
_TRIO = "ignore:Async generator 'httpx:ResourceWarning"


def sized(body: bytes, head: bytes = OK) -> bytes:
    return head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def raw(*parts: bytes) -> Handler:
    """Return a handler that sends these parts, each in one write."""

    def handle(request: Request, sock: socket.socket) -> None:
        for part in parts:
            sock.sendall(part)

    return handle


def echo(request: Request, sock: socket.socket) -> None:
    reply(request.body, content_type="application/octet-stream")(request, sock)


def reset(sock: socket.socket) -> None:
    """Let closing send a reset."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def connections(server: Loopback) -> list[int]:
    return [request.connection for request in server.requests]


# Framing and reuse


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
FRAMINGS: dict[str, tuple[str, bytes, bytes, bool]] = {
    # The method, the response, its body, and whether the connection is reused.
    "sized": ("GET", sized(b"hello"), b"hello", True),
    "empty": ("GET", sized(b""), b"", True),
    "chunked": ("GET", CHUNKED + chunk(b"he") + chunk(b"llo") + b"0\r\n\r\n", b"hello", True),
    "chunked and empty": ("GET", CHUNKED + b"0\r\n\r\n", b"", True),
    "chunked with an extension": ("GET", CHUNKED + b"5;a=b\r\nhello\r\n0;c\r\n\r\n", b"hello", True),
    "chunked with a trailer": ("GET", CHUNKED + chunk(b"hello") + b"0\r\nX-Sum: 1\r\n\r\n", b"hello", True),
    "after interim responses": (
        "GET",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + sized(b"hello"),
        b"hello",
        True,
    ),
    "204": ("GET", b"HTTP/1.1 204 No Content\r\n\r\n", b"", True),
    "304 with a length": ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", b"", True),
    "HEAD": ("HEAD", OK + b"Content-Length: 9\r\n\r\n", b"", True),
    "HEAD of a chunked body": ("HEAD", CHUNKED, b"", True),
    "HEAD and close": ("HEAD", OK + b"Connection: close\r\nContent-Length: 9\r\n\r\n", b"", False),
    "close": ("GET", sized(b"hello", OK + b"Connection: close\r\n"), b"hello", False),
    "until the end": ("GET", OK + b"\r\nhello", b"hello", False),
    "HTTP/1.0": ("GET", sized(b"hello", b"HTTP/1.0 200 OK\r\n"), b"hello", False),
    "HTTP/1.0 until the end": ("GET", b"HTTP/1.0 200 OK\r\n\r\nhello", b"hello", False),
}


@pytest.mark.parametrize("pieces", ["one write", "single bytes"])
@pytest.mark.parametrize("framing", FRAMINGS)
@kinds()
def test_a_body_of_every_framing_is_read_and_its_connection_reused_if_it_can_be(
    kind: Kind, server: Loopback, framing: str, pieces: str
) -> None:
    method, response, body, reused = FRAMINGS[framing]
    parts = [response] if pieces == "one write" else [response[at : at + 1] for at in range(len(response))]

    def first(request: Request, sock: socket.socket) -> bool | None:
        raw(*parts)(request, sock)
        return False if "until the end" in framing else None

    server.respond_with(first, reply())

    async def scenario(session: Session) -> None:
        received = await session.send(method, server.url)
        assert received.status_code == int(response[9:12] if "interim" not in framing else 200)
        assert received.content == body
        assert (await session.send("GET", server.url)).status_code == 200
        assert connections(server) == [0, 0 if reused else 1]
        assert session.connections == 1

    kind.run(scenario)


@pytest.mark.parametrize("expired", [True, False])
@kinds(lambda kind: kind.native)
def test_an_idle_connection_expires(
    kind: Kind, server: Loopback, monkeypatch: pytest.MonkeyPatch, expired: bool
) -> None:
    now = 1000.0
    monkeypatch.setattr(pool, "monotonic", lambda: now)

    async def scenario(session: Session) -> None:
        nonlocal now
        await session.send("GET", server.url)
        now += 30.0 if expired else 29.9
        await session.send("GET", server.url)

        assert connections(server) == [0, 1 if expired else 0]
        assert session.connections == 1

    kind.run(scenario, keep_alive=30.0)


@kinds()
def test_a_connection_without_keep_alive_is_not_reused(kind: Kind, server: Loopback) -> None:
    async def scenario(session: Session) -> None:
        await session.send("GET", server.url)
        await session.send("GET", server.url)

        assert connections(server) == [0, 1]

    kind.run(scenario, keep_alive=1e-9)


# What httpx offers


@kinds()
def test_methods_redirects_cookies_and_extensions_work_in_an_httpx_client(
    kind: Kind, server: Loopback, other: Loopback
) -> None:
    moved = reply(b"", 307, headers={"Location": f"{other.url}/there", "Set-Cookie": "a=b; Path=/"})
    server.respond_with(moved, echo)
    other.respond_with(echo)

    async def scenario(session: Session) -> None:
        received = await session.send("POST", server.url, content=b"hello", follow_redirects=True)
        assert received.content == b"hello"
        assert str(received.url) == f"{other.url}/there"
        assert [one.status_code for one in received.history] == [307]
        received = await session.send("PUT", f"{server.url}/x?y=%20z", json={"a": 1})
        assert received.json() == {"a": 1}
        assert received.http_version == "HTTP/1.1"
        assert received.reason_phrase == "Whatever"
        async with session.stream("GET", server.url) as response:
            stream = response.extensions["network_stream"]
            assert stream.get_extra_info("server_addr") == ("127.0.0.1", server.port)
            assert stream.get_extra_info("client_addr")[0] == "127.0.0.1"
            assert stream.get_extra_info("socket").fileno() >= 0
            assert stream.get_extra_info("ssl_object") is None
        assert [request.path for request in server.requests] == ["/", "/x?y=%20z", "/"]
        assert [request.headers.get("cookie") for request in server.requests] == [None, "a=b", "a=b"]

    kind.run(scenario)


@pytest.mark.parametrize("length", ["sized", "chunked"])
@kinds()
def test_uploads_in_parts_are_sent_with_and_without_a_length(
    kind: Kind, server: Loopback, length: str
) -> None:
    server.respond_with(echo)
    headers = {"Content-Length": "8"} if length == "sized" else {}

    async def scenario(session: Session) -> None:
        body = session.upload(b"abc", b"", b"defgh")
        received = await session.send("POST", server.url, content=body, headers=headers)
        assert received.content == b"abcdefgh"
        assert server.requests[0].headers.get("content-length") == headers.get("Content-Length")
        assert server.requests[0].headers.get("transfer-encoding") == (None if headers else "chunked")

    kind.run(scenario)


@pytest.mark.parametrize("body", [b"abc", b"abcdefghi"], ids=["short", "long"])
@kinds(lambda kind: kind.native)
def test_an_upload_of_another_length_than_declared_fails_and_its_connection_is_closed(
    kind: Kind, server: Loopback, body: bytes
) -> None:
    async def scenario(session: Session) -> None:
        with pytest.raises(httpx.LocalProtocolError):
            await session.send(
                "POST", server.url, content=session.upload(body), headers={"Content-Length": "8"}
            )
        assert session.connections == 0

    kind.run(scenario)


# Large bodies


@pytest.mark.parametrize("body", ["bytes", "parts", "parts with a length"])
@kinds()
def test_large_bodies_arrive_in_both_directions(kind: Kind, server: Loopback, body: str) -> None:
    server.respond_with(echo)
    headers = {"Content-Length": str(len(LARGE))} if body == "parts with a length" else {}

    async def scenario(session: Session) -> None:
        pieces = [LARGE[at : at + 300_000] for at in range(0, len(LARGE), 300_000)]
        content = LARGE if body == "bytes" else session.upload(*pieces)
        received = await session.send("POST", server.url, content=content, headers=headers)
        assert hashlib.sha256(received.content).digest() == hashlib.sha256(LARGE).digest()
        await session.send("GET", server.url)
        assert connections(server) == [0, 0]

    kind.run(scenario)


@kinds()
def test_a_server_that_sends_faster_than_the_reader_reads_is_slowed_down(kind: Kind) -> None:
    total = 64 * 1024 * 1024
    part = bytes(64 * 1024)
    # Buffers of the operating system: tcp_rmem and tcp_wmem are at most 6 MB and 4 MB by default.
    most = 32 * 1024 * 1024

    def script(sock: socket.socket) -> None:
        read_head(sock)
        sock.sendall(OK + b"Content-Length: %d\r\n\r\n" % total)
        sent = 0
        sock.settimeout(0.3)
        stalled = False
        while sent < total:
            try:
                sent += sock.send(part[: total - sent])
            except TimeoutError:
                if not stalled:
                    stalled = True
                    server.reached.put(sent)
                    sock.settimeout(30)
        if not stalled:
            server.reached.put(sent)

    async def scenario(session: Session) -> None:
        async with session.stream("GET", server.url) as response:
            sent = await session.apart(lambda: server.reached.get(timeout=60))
            assert sent < most
            received = 0
            async for data in session.parts(response):
                received += len(data)
                if kind.native and kind.is_async:
                    held = response.extensions["network_stream"].parser.chunks
                    assert sum(map(len, held)) <= 2 * async_connection.BUFFERED_BYTES
            assert received == total

    with serving(script) as server:
        kind.run(scenario)


@kinds(lambda kind: kind.native and kind.is_async)
def test_a_connection_is_reused_after_a_body_that_was_received_and_not_read(
    kind: Kind, server: Loopback
) -> None:
    server.respond_with(reply(bytes(700_000), content_type=None), reply())

    async def scenario(session: Session) -> None:
        async with session.stream("GET", server.url) as response:
            stream = response.extensions["network_stream"]
            assert stream.parser.head_complete
            transport = stream._transport
            while not stream.parser.complete:
                stream._paused = False
                transport.resume_reading()
                await asyncio.sleep(0)
            stream._paused = True
            transport.pause_reading()
        assert (await session.send("GET", server.url, timeout=5.0)).status_code == 200
        assert connections(server) == [0, 0]

    kind.run(scenario)


# Responses before the end of an upload


@kinds()
def test_a_response_to_an_upload_that_the_server_discards_is_returned(kind: Kind) -> None:
    def script(sock: socket.socket) -> None:
        read_head(sock)
        sock.sendall(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno")
        while sock.recv(65536):
            pass

    async def scenario(session: Session) -> None:
        received = await session.send("POST", server.url, content=LARGE)
        assert (received.status_code, received.content) == (413, b"no")
        assert session.connections == 0

    with serving(script) as server:
        kind.run(scenario)


@pytest.mark.filterwarnings(_TRIO)
@kinds()
def test_an_upload_that_the_server_stops_reading_ends_with_its_response_or_an_error(kind: Kind) -> None:
    def script(sock: socket.socket) -> None:
        read_head(sock)
        sock.sendall(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno")

    async def scenario(session: Session) -> None:
        try:
            received = await session.send("POST", server.url, content=session.upload(*[LARGE] * 3))
        except (httpx.NetworkError, httpx.RemoteProtocolError):  # The reset can overtake the response.
            assert not kind.native
        else:
            assert (received.status_code, received.content) == (413, b"no")
        assert session.connections == 0

    with serving(script) as server:
        kind.run(scenario)


@kinds(lambda kind: kind.native)
def test_a_response_before_a_reset_is_returned(kind: Kind) -> None:
    closed = threading.Event()

    def script(sock: socket.socket) -> None:
        read_head(sock)
        sock.sendall(b"HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno")
        reset(sock)
        sock.close()
        closed.set()

    def parts() -> Iterator[bytes]:
        yield b"x"
        assert closed.wait(30)  # An event loop does not run, so it has not read the response.
        yield LARGE

    async def parts_async() -> AsyncIterator[bytes]:
        for part in parts():
            yield part

    async def scenario(session: Session) -> None:
        received = await session.send("POST", server.url, content=parts_async() if kind.is_async else parts())
        assert (received.status_code, received.content) == (413, b"no")
        assert session.connections == 0

    with serving(script) as server:
        kind.run(scenario)


# Lost connections and silent servers


STAGES = {
    "before the head": b"",
    "in the head": OK + b"Content-",
    "in a sized body": OK + b"Content-Length: 9\r\n\r\nhel",
    "in a chunked body": CHUNKED + b"9\r\nhel",
    "after a chunk": CHUNKED + chunk(b"hel"),
}


@pytest.mark.parametrize("ending", ["end", "reset", "silence"])
@pytest.mark.parametrize("stage", STAGES)
@kinds()
def test_a_response_that_stops_is_an_error_and_the_next_request_has_another_connection(
    kind: Kind, stage: str, ending: str
) -> None:
    def stop(sock: socket.socket) -> None:
        read_head(sock)
        sock.sendall(STAGES[stage])
        if ending == "reset":
            reset(sock)
        elif ending == "silence":
            server.released.wait(60)

    def good(sock: socket.socket) -> None:
        read_head(sock)
        sock.sendall(sized(b"hello"))
        server.released.wait(60)

    expected = {
        "end": httpx.RemoteProtocolError,
        "reset": (httpx.ReadError, httpx.RemoteProtocolError),
        "silence": httpx.ReadTimeout,
    }[ending]

    async def scenario(session: Session) -> None:
        timeout = httpx.Timeout(30.0, read=SHORT if ending == "silence" else 30.0)
        with pytest.raises(expected):
            await session.send("GET", server.url, timeout=timeout)
        assert session.connections == 0
        assert (await session.send("GET", server.url)).content == b"hello"
        assert server.accepted == 2

    began = time.monotonic()
    with serving(stop, good) as server:
        kind.run(scenario)
    assert time.monotonic() - began < SOON


@kinds()
def test_a_body_without_a_length_that_ends_with_a_reset_is_an_error(kind: Kind) -> None:
    def script(sock: socket.socket) -> None:
        read_head(sock)
        sock.sendall(OK + b"\r\nhello")
        server.released.wait(60)
        reset(sock)

    async def scenario(session: Session) -> None:
        async with session.stream("GET", server.url) as response:
            received = b""
            with pytest.raises(httpx.ReadError):  # noqa: PT012
                async for part in session.parts(response):
                    received += part
                    server.released.set()
            assert received == b"hello"
        assert session.connections == 0

    with serving(script) as server:
        kind.run(scenario)


@kinds()
def test_connecting_ends_at_its_timeout(kind: Kind) -> None:
    async def scenario(session: Session) -> None:
        with pytest.raises(httpx.ConnectTimeout):
            await session.send("GET", f"http://127.0.0.1:{port}", timeout=httpx.Timeout(30, connect=SHORT))
        assert session.connections == 0

    began = time.monotonic()
    with full_listener() as port:
        kind.run(scenario)
    assert time.monotonic() - began < SOON


@pytest.mark.filterwarnings(_TRIO)
@kinds()
def test_sending_ends_at_its_timeout(kind: Kind) -> None:
    def script(sock: socket.socket) -> None:
        server.released.wait(60)

    async def scenario(session: Session) -> None:
        with pytest.raises(httpx.WriteTimeout):
            await session.send(
                "POST", server.url, content=LARGE + LARGE, timeout=httpx.Timeout(30, write=SHORT)
            )
        assert session.connections == 0

    began = time.monotonic()
    with serving(script) as server:
        kind.run(scenario)
    assert time.monotonic() - began < SOON


@kinds()
def test_waiting_for_a_connection_ends_at_its_timeout(kind: Kind, server: Loopback) -> None:
    async def scenario(session: Session) -> None:
        async with session.stream("GET", server.url):
            with pytest.raises(httpx.PoolTimeout):
                await session.send("GET", server.url, timeout=httpx.Timeout(30, pool=SHORT))
        assert (await session.send("GET", server.url)).status_code == 200
        assert session.connections == 1

    began = time.monotonic()
    kind.run(scenario, max_connections=1)
    assert time.monotonic() - began < SOON


@kinds(lambda kind: kind.native)
def test_the_timeout_of_a_read_does_not_end_a_later_read_without_timeout(
    kind: Kind, server: Loopback
) -> None:
    waited = threading.Event()

    def slow(request: Request, sock: socket.socket) -> None:
        server.released.wait(4 * SHORT)  # Longer than the timeout of the first request.
        waited.set()
        reply()(request, sock)

    server.respond_with(reply(), slow)

    async def scenario(session: Session) -> None:
        await session.send("GET", server.url, timeout=SHORT)
        assert (await session.send("GET", server.url, timeout=None)).status_code == 200
        assert connections(server) == [0, 0]

    kind.run(scenario)
    assert waited.is_set()


# The server closes a connection at the moment of its reuse


@pytest.mark.parametrize("ending", ["end", "reset"])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "repeatable POST"])
@kinds()
def test_a_request_that_was_sent_on_a_closing_connection_is_repeated_once_if_it_can_be(
    kind: Kind, server: Loopback, method: str, ending: str
) -> None:
    def lose(request: Request, sock: socket.socket) -> bool:
        if ending == "reset":
            reset(sock)
        return False

    server.respond_with(reply(), lose, echo)
    # Below an operation of the API, only the native transport knows which methods are idempotent.
    extensions = {"repeatable": True} if method != "POST" and (not kind.native or "POST" in method) else {}
    arguments = (
        {"content": b"hello", "extensions": extensions} if method != "GET" else {"extensions": extensions}
    )

    async def scenario(session: Session) -> None:
        await session.send("GET", server.url)
        if method == "POST":
            with pytest.raises((httpx.NetworkError, httpx.RemoteProtocolError)):
                await session.send("POST", server.url, **arguments)
            assert connections(server) == [0, 0]
            assert session.connections == 0
            return
        received = await session.send(method.rsplit(maxsplit=1)[-1], server.url, **arguments)
        assert received.content == (b"" if method == "GET" else b"hello")
        assert connections(server) == [0, 0, 1]

    kind.run(scenario)


@kinds()
def test_a_request_on_a_new_connection_is_never_repeated(kind: Kind, server: Loopback) -> None:
    server.respond_with(drop)

    async def scenario(session: Session) -> None:
        with pytest.raises((httpx.NetworkError, httpx.RemoteProtocolError)):
            await session.send("GET", server.url, extensions={"repeatable": True})
        assert connections(server) == [0]

    kind.run(scenario)


@kinds(lambda kind: kind.native and kind.backend in ("sync", "asyncio"))
def test_an_unsent_request_is_sent_on_a_new_connection(
    kind: Kind, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(request: Request, sock: socket.socket) -> bool:
        reply()(request, sock)
        reset(sock)
        return False

    server.respond_with(lose, echo)
    # The server closes the connection between the check and the first byte.
    for module in (connection, async_connection):
        monkeypatch.setattr(module, "is_readable", lambda sock: False)

    async def scenario(session: Session) -> None:
        await session.send("GET", server.url)
        server.ended.get(timeout=30)  # The event loop does not run, and does not see the end.
        assert (await session.send("POST", server.url, content=b"hello")).content == b"hello"
        assert connections(server) == [0, 1]

    kind.run(scenario)


# Cancellation


class CancelAt:
    """Awaits a coroutine, and cancels the current task at one of its suspensions."""

    def __init__(self, coroutine: Any, at: int, *, completed: bool) -> None:
        self.coroutine = coroutine
        self.at = at
        self.completed = completed
        """Cancel when the awaited future completes, and before the task continues; otherwise while it waits."""
        self.suspensions = 0

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self.coroutine.__await__()
        task = asyncio.current_task()
        assert task is not None
        sent: BaseException | None = None
        while True:
            try:
                future = steps.send(None) if sent is None else steps.throw(sent)
            except StopIteration as end:
                return end.value
            self.suspensions += 1
            if self.suspensions == self.at:
                if self.completed and future is not None:
                    future.add_done_callback(lambda _: task.cancel())
                else:
                    asyncio.get_running_loop().call_soon(task.cancel)
            sent = None
            try:
                yield future
            except BaseException as error:  # noqa: BLE001 - passed on
                sent = error


@pytest.mark.parametrize("completed", [False, True], ids=["waiting", "completed"])
@pytest.mark.parametrize("reused", [False, True], ids=["new", "reused"])
@pytest.mark.filterwarnings("error::ResourceWarning")
@kinds(lambda kind: kind.native and kind.is_async)  # httpcore can lose a connection when it is cancelled.
def test_a_request_that_is_cancelled_anywhere_leaves_no_connection_and_takes_no_place(
    kind: Kind, any_server: Loopback, reused: bool, completed: bool
) -> None:
    server = any_server
    body = b"x" * 1000

    def slow(request: Request, sock: socket.socket) -> None:
        """Send head and body in parts, so that the client waits for each."""
        sock.sendall(OK + b"Content-Length: 1000\r\n\r\n")
        sock.sendall(body[:500])
        sock.sendall(body[500:])

    server.respond_with(slow)
    reached: list[int] = []

    async def scenario(session: Session) -> None:
        for at in range(1, 40):
            if reused:
                await session.send("GET", server.url)
            attempt = CancelAt(session.send("POST", server.url, content=LARGE), at, completed=completed)

            async def attempted(attempt: CancelAt = attempt) -> Any:
                return await attempt

            task = asyncio.ensure_future(attempted())
            done, _ = await asyncio.wait([task], timeout=60)
            assert done
            if attempt.suspensions < at:
                assert task.result().content == body
                break
            assert session.in_use == 0
            if task.cancelled():
                reached.append(at)
            # The only place is free.
            assert (await session.send("GET", server.url)).content == body
            if not reused:
                await session.client._transport.aclose()
                renewed = kind.make(context, max_connections=1)
                session.client, session.transport = renewed.client, renewed.transport

    context = None
    if server.tls is not None:
        context = shared_context()
    kind.run(scenario, context, max_connections=1)
    gc.collect()

    assert len(reached) >= (1 if reused else 3)


def test_a_connection_that_becomes_idle_while_the_pool_is_full_is_reused(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    with KINDS["native sync"].make(max_connections=1).client as client:
        pool = client._transport.native._pool
        reserve = pool.reserve
        first = client.send(client.build_request("GET", server.url), stream=True)

        def after_first(*arguments: Any) -> Any:
            first.read()  # As if another thread did it after `take` found no idle connection.
            return reserve(*arguments)

        monkeypatch.setattr(pool, "reserve", after_first)
        assert client.get(server.url).status_code == 200
    assert connections(server) == [0, 0]


# Closing during requests


@pytest.mark.parametrize("stage", ["in the head", "in a sized body", "in a body until the end"])
@kinds(lambda kind: kind.backend != "trio")
def test_closing_the_client_ends_requests_in_other_threads_and_tasks(kind: Kind, stage: str) -> None:
    if stage == "in a body until the end" and not kind.native:
        pytest.skip("httpcore can take the end of its own connection for the end of the body")
    before = {**STAGES, "in a body until the end": OK + b"\r\nhel"}[stage]

    def script(sock: socket.socket) -> None:
        read_head(sock)
        sock.sendall(before)
        server.reached.put("sent")
        server.released.wait(60)

    async def read(session: Session) -> None:
        async with session.stream("GET", server.url) as response:
            async for _ in session.parts(response):
                if "body" in stage:
                    server.reached.put("reading")

    def ended(outcome: Any) -> None:
        assert isinstance(outcome, httpx.TransportError), outcome

    def in_thread() -> None:
        session = kind.make()
        with ThreadPoolExecutor(1) as threads:
            reading = threads.submit(kind.drive, lambda: read(session))
            for _ in range(2 if "body" in stage else 1):
                server.reached.get(timeout=30)
            session.client.close()
            ended(reading.exception(timeout=30))
        assert session.connections == 0

    async def in_task() -> None:
        session = kind.make()
        reading = asyncio.ensure_future(read(session))
        for _ in range(2 if "body" in stage else 1):
            await asyncio.to_thread(server.reached.get, timeout=30)
        await session.client.aclose()
        await asyncio.wait([reading], timeout=30)
        ended(reading.exception())
        assert session.connections == 0

    with serving(script) as server:
        kind.drive(in_task) if kind.is_async else in_thread()
        assert server.ended.acquire(timeout=0) is False
        server.released.set()
        assert server.ended.acquire(timeout=30)


@kinds(lambda kind: kind.native)
def test_closing_the_client_ends_the_waits_for_a_connection(kind: Kind, server: Loopback) -> None:
    async def wait(session: Session) -> None:
        with pytest.raises(httpx.ConnectError, match="closed"):
            await session.send("GET", server.url)

    async def scenario(session: Session) -> None:
        async with session.stream("GET", server.url):
            waiting = session.pool._waiting
            if kind.is_async:
                task = asyncio.ensure_future(wait(session))
                while not waiting:  # noqa: ASYNC110
                    await asyncio.sleep(0)
                await session.client.aclose()
                await asyncio.wait_for(task, 30)
                return
            with ThreadPoolExecutor(1) as threads:
                future = threads.submit(kind.drive, lambda: wait(session))
                while not waiting:
                    time.sleep(0)  # noqa: ASYNC251 - there is no event loop
                session.client.close()
                future.result(30)

    kind.run(scenario, max_connections=1)
    assert len(server.requests) == 1


# Concurrency


@kinds(lambda kind: not kind.is_async)
def test_many_threads_share_a_client_without_mixing_responses(kind: Kind, server: Loopback) -> None:
    server.respond_with(echo)
    session = kind.make()

    def ask(number: int) -> None:
        for round_ in range(10):
            body = f"{number}-{round_}-".encode() * 200
            assert session.client.post(server.url, content=body).content == body

    with session.client, ThreadPoolExecutor(50) as threads:
        list(threads.map(ask, range(50)))
        assert session.connections <= 50

    assert len(server.requests) == 500
    assert len(set(connections(server))) <= 50


@kinds()
def test_a_pool_of_ten_connections_serves_two_hundred_requests(kind: Kind, server: Loopback) -> None:
    server.respond_with(echo)
    most = 0

    async def ask(session: Session, number: int) -> None:
        nonlocal most
        body = f"{number}-".encode() * 200
        assert (await session.send("POST", server.url, content=body)).content == body
        most = max(most, session.connections)

    async def scenario(session: Session) -> None:
        async with anyio.create_task_group() as group:
            for number in range(200):
                group.start_soon(ask, session, number)

    if kind.is_async:
        kind.run(scenario, max_connections=10)
    else:
        session = kind.make(max_connections=10)
        with session.client, ThreadPoolExecutor(40) as threads:
            list(threads.map(lambda number: kind.drive(lambda: ask(session, number)), range(200)))

    assert len(server.requests) == 200
    assert most <= 10
    # A thread may close an idle connection that became free after it had looked for one.
    assert len(set(connections(server))) <= (10 if kind.is_async else 200)
