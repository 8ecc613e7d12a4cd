"""Timeouts of phases, deadlines, and cancellation."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest

from do_inference import (
    APIConnectionError,
    APITimeoutError,
    AsyncClient,
    Client,
    ClientClosedError,
    DeadlineError,
    Timeout,
)
from do_inference._clock import Clock
from do_inference._settings.timeouts import DeadlineTimeout, phases
from do_inference.streams import StreamClosedError

from .conftest import KEY, Driver
from .loopback import STREAM_HEAD, Loopback, chunk, event, events, hang, reply, trickle
from .transports import full_listener

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n"
SHORT = 0.08
SOON = 20.0
"""Seconds. A call without a limit would hang until the much longer timeout of the test."""

# The bytes that a server sends before it stops, or continues endlessly.
BEGINNINGS = {
    "no response": b"",
    "half the headers": b"HTTP/1.1 200 OK\r\nContent-",
    "half the body": HEAD + b'\r\n{"id":',
    "half an error": b"HTTP/1.1 500 No\r\nContent-Length: 9000\r\n\r\n{",
}


def _own_transport(driver: Driver) -> dict[str, Any]:
    return {"transport": httpx.AsyncHTTPTransport() if driver.is_async else httpx.HTTPTransport()}


def _own_client(driver: Driver) -> dict[str, Any]:
    return {"http_client": httpx.AsyncClient() if driver.is_async else httpx.Client()}


TRANSPORTS = {"default": lambda driver: {}, "transport": _own_transport, "client": _own_client}


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("drip", [True, False], ids=["trickling", "silent"])
@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_a_call_ends_at_its_deadline_wherever_the_server_hangs(
    driver: Driver, server: Loopback, beginning: str, drip: bool, transport: str
) -> None:
    if drip and transport != "default" and not driver.is_async and "body" not in beginning:
        pytest.skip("httpx's own synchronous transports bound each read of the headers, not all of them")
    if drip and beginning == "no response":
        pytest.skip("the same as half the headers")
    before = BEGINNINGS[beginning]
    server.respond_with(trickle(server, before) if drip else hang(server, before))
    began = time.monotonic()

    with pytest.raises(DeadlineError) as caught:
        driver.chat(server.url, call={"deadline": SHORT}, **TRANSPORTS[transport](driver))

    took = time.monotonic() - began
    assert took > SHORT - 0.02
    assert took < SOON
    assert len(server.requests) <= 1
    assert caught.value.phase == "deadline"


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("drip", [b": x\n\n", event("x"), b""], ids=["comments", "events", "silence"])
def test_a_stream_ends_at_the_deadline_of_its_call(
    driver: Driver, server: Loopback, drip: bytes, transport: str
) -> None:
    before = STREAM_HEAD + b"\r\n" + chunk(event("a"))
    server.respond_with(trickle(server, before, chunk(drip)) if drip else hang(server, before))
    began = time.monotonic()

    with pytest.raises(DeadlineError):
        driver.read_stream(server.url, call={"deadline": SHORT}, **TRANSPORTS[transport](driver))

    assert time.monotonic() - began < SOON


def test_a_deadline_of_the_client_applies_to_each_call(driver: Driver, server: Loopback) -> None:
    server.respond_with(hang(server))

    with pytest.raises(DeadlineError):
        driver.chat(server.url, deadline=SHORT)


def test_a_deadline_limits_the_waits_between_attempts(driver: Driver, server: Loopback) -> None:
    server.respond_with(reply({}, 503, headers={"Retry-After": "50"}))
    began = time.monotonic()

    with pytest.raises(Exception, match="503") as caught:
        driver.chat(server.url, clock=Clock(), call={"deadline": 5.0})

    assert time.monotonic() - began < SOON
    assert "the deadline is in" in str(caught.value)


def test_a_call_within_its_deadline_succeeds(driver: Driver, server: Loopback) -> None:
    for options in TRANSPORTS.values():
        assert driver.chat(server.url, call={"deadline": 30.0}, **options(driver)).id == "c1"


@pytest.mark.parametrize("beginning", ["no response", "half the headers", "half the body"])
def test_silence_beyond_the_read_timeout_is_retried_and_then_raised(
    driver: Driver, server: Loopback, beginning: str
) -> None:
    server.respond_with(hang(server, BEGINNINGS[beginning]))

    with pytest.raises(APITimeoutError) as caught:
        driver.chat(server.url, call={"timeout": Timeout(read=0.05), "max_retries": 1})

    assert caught.value.phase == "read"
    assert len(server.requests) == 2


def test_a_number_is_the_timeout_of_every_phase(driver: Driver, server: Loopback) -> None:
    server.respond_with(hang(server))

    with pytest.raises(APITimeoutError):
        driver.chat(server.url, timeout=0.05, max_retries=0)
    with pytest.raises(APITimeoutError):
        driver.chat(server.url, timeout=httpx.Timeout(0.05), max_retries=0)
    with pytest.raises(APITimeoutError):
        driver.chat(server.url, call={"timeout": 0.05, "max_retries": 0})


@pytest.fixture
def full() -> Iterator[str]:
    """Return an address whose backlog is full, so that connecting to it never completes."""
    with full_listener() as port:
        yield f"http://127.0.0.1:{port}"


def test_connecting_has_a_separate_timeout(driver: Driver, full: str) -> None:
    with pytest.raises(APITimeoutError) as caught:
        driver.chat(full, timeout=Timeout(connect=0.05), max_retries=0)
    assert caught.value.phase == "connect"


def test_connecting_ends_at_the_deadline(driver: Driver, full: str) -> None:
    began = time.monotonic()

    with pytest.raises(DeadlineError):
        driver.chat(full, deadline=SHORT)
    assert time.monotonic() - began < SOON


def test_sending_has_a_separate_timeout(driver: Driver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(APITimeoutError) as caught:
            driver.chat(url, timeout=Timeout(write=0.05), max_retries=0, call={"user": "x" * 30_000_000})
    assert caught.value.phase == "write"


def test_sending_ends_at_the_deadline(driver: Driver) -> None:
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(DeadlineError):
            driver.chat(url, deadline=0.3, call={"user": "x" * 30_000_000})
    assert time.monotonic() - began < SOON


def test_waiting_for_a_connection_has_a_separate_timeout(driver: Driver, server: Loopback) -> None:
    limits = httpx.Limits(max_connections=1)
    server.respond_with(events("a", "b"))
    arguments: dict[str, Any] = {"model": "m", "messages": []}

    def one_too_many(client: Any) -> None:
        with client.chat.completions.create(**arguments, stream=True):
            client.chat.completions.create(**arguments)

    async def one_too_many_async(client: Any) -> None:
        async with await client.chat.completions.create(**arguments, stream=True):
            await client.chat.completions.create(**arguments)

    own: Any = (
        httpx.AsyncHTTPTransport(limits=limits) if driver.is_async else httpx.HTTPTransport(limits=limits)
    )
    with pytest.raises(APITimeoutError) as caught:
        driver.run(
            one_too_many_async if driver.is_async else one_too_many,
            base_url=server.url,
            transport=own,
            timeout=Timeout(pool=0.05),
            max_retries=0,
        )
    assert caught.value.phase == "pool"


def test_the_idle_timeout_applies_within_a_stream_but_not_before_it(driver: Driver, server: Loopback) -> None:
    server.respond_with(hang(server, STREAM_HEAD + b"\r\n" + chunk(event("a"))))
    began = time.monotonic()

    with pytest.raises(APITimeoutError) as caught:
        driver.read_stream(server.url, call={"idle_timeout": 0.05, "timeout": 30.0})

    assert time.monotonic() - began < SOON
    assert not isinstance(caught.value, DeadlineError)


def test_an_active_stream_is_not_ended_by_the_idle_timeout(driver: Driver, server: Loopback) -> None:
    server.respond_with(events(*"abcdef"))

    assert "".join(driver.read_stream(server.url, call={"idle_timeout": 5.0})) == "abcdef"


# Cancellation


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("beginning", ["no response", "half the headers", "half the body", "stream"])
def test_a_cancelled_call_ends_immediately_and_leaves_no_connection(
    server: Loopback, backend: str, beginning: str
) -> None:
    before = STREAM_HEAD + b"\r\n" + chunk(event("a")) if beginning == "stream" else BEGINNINGS[beginning]
    server.respond_with(hang(server, before))

    async def call(client: AsyncClient) -> None:
        if beginning != "stream":
            await client.chat.completions.create(model="m", messages=[])
            return
        async with await client.chat.completions.create(model="m", messages=[], stream=True) as stream:
            async for _ in stream:
                pass

    async def main() -> None:
        async with AsyncClient(api_key=KEY, base_url=server.url) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(call, client)
                while not server.requests:  # noqa: ASYNC110 - the server is another thread
                    await anyio.sleep(0.001)
                await anyio.sleep(SHORT)
                group.cancel_scope.cancel()
            assert group.cancel_scope.cancelled_caught
            transport = client._executor.pool.transport("http")
            assert getattr(transport, "inner", transport)._pool.connections == []
            server.respond_with(reply())
            assert (await client.chat.completions.create(model="m", messages=[])).id == "c1"

    began = time.monotonic()
    anyio.run(main, backend=backend)
    assert time.monotonic() - began < SOON
    assert len(server.requests) == 2


def test_closing_a_client_ends_calls_in_other_threads(server: Loopback) -> None:
    server.respond_with(hang(server))
    failures: list[Exception] = []
    client = Client(api_key=KEY, base_url=server.url, max_retries=0)

    def call() -> None:
        try:
            client.chat.completions.create(model="m", messages=[])
        except (APIConnectionError, ClientClosedError) as error:
            failures.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    while not server.requests:
        time.sleep(0.001)
    client.close()
    thread.join(5)

    assert not thread.is_alive()
    assert len(failures) == 1


def test_closing_a_stream_ends_the_wait_in_another_thread(server: Loopback) -> None:
    server.respond_with(hang(server, STREAM_HEAD + b"\r\n" + chunk(event("x"))))
    client = Client(api_key=KEY, base_url=server.url)
    stream = client.chat.completions.create(model="m", messages=[], stream=True)
    next(stream)
    reading = threading.Event()

    def read_on() -> None:
        reading.set()
        with contextlib.suppress(APIConnectionError, StreamClosedError):
            next(stream, None)

    thread = threading.Thread(target=read_on)
    thread.start()
    reading.wait()
    stream.close()
    thread.join(5)

    assert not thread.is_alive()


# Deadlines of reads


def test_deadline_timeouts_shrink_with_the_deadline() -> None:
    timeout = DeadlineTimeout(10.0, time.monotonic() + 100)
    assert timeout.left() == 10.0
    timeout.shorten(1.0)
    left = timeout.left()
    assert left is not None
    assert 0.9 < left <= 1.0
    timeout.shorten(50.0)
    assert (timeout.left() or 0) <= 1.0


def test_a_deadline_timeout_without_limits_is_a_large_number() -> None:
    timeout = DeadlineTimeout(None, None)

    assert timeout.left() is None
    assert 0 < timeout < float("inf")


def test_timeouts_accept_all_supported_types() -> None:
    every = dict.fromkeys(("connect", "read", "write", "pool"))

    assert phases(None) == every
    assert phases(3) == dict.fromkeys(every, 3.0)
    given = Timeout(connect=1, read=None, write=2, pool=3)
    assert phases(given) == {"connect": 1, "read": None, "write": 2, "pool": 3}
    assert phases(httpx.Timeout(5, read=None)) == {"connect": 5, "read": None, "write": 5, "pool": 5}
