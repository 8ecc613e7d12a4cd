"""The transports of `do_inference.transports`, under httpx clients and under the clients of this package."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
from typing import Any

import httpx
import pytest

from do_inference import AsyncClient, Client, ConfigurationError
from do_inference.transports import AsyncHTTPTransport, HTTPTransport
from tests.docs.running import environment_of

from .conftest import CERTIFICATE, KEY
from .loopback import CHAT, Loopback, drop, events, hang, reply

HELLO: list[Any] = [{"role": "user", "content": "hi"}]


def get(url: str, count: int = 1, **options: Any) -> list[httpx.Response]:
    with httpx.Client(transport=HTTPTransport(**options)) as client:
        return [client.get(url) for _ in range(count)]


def get_async(url: str, count: int = 1, **options: Any) -> list[httpx.Response]:
    async def main() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=AsyncHTTPTransport(**options)) as client:
            return [await client.get(url) for _ in range(count)]

    return asyncio.run(main())


Get = Any
both = pytest.mark.parametrize("fetch", [get, get_async], ids=["sync", "async"])


@both
def test_an_httpx_client_gets_responses_over_one_connection(server: Loopback, fetch: Get) -> None:
    first, second = fetch(server.url, 2)

    assert (first.json(), second.json(), first.http_version) == (CHAT, CHAT, "HTTP/1.1")
    assert [request.connection for request in server.requests] == [0, 0]


@both
def test_the_certificate_in_verify_is_trusted(secured: Loopback, fetch: Get) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        fetch(secured.url)

    assert fetch(secured.url, verify=CERTIFICATE)[0].json() == CHAT
    assert fetch(secured.url, verify=CERTIFICATE.read_text())[0].json() == CHAT
    context = ssl.create_default_context(cafile=CERTIFICATE)
    assert fetch(secured.url, verify=context)[0].json() == CHAT


@both
def test_the_certificates_of_the_environment_are_trusted(
    secured: Loopback, trusted: None, fetch: Get
) -> None:
    assert fetch(secured.url)[0].json() == CHAT


@pytest.mark.parametrize("kind", [HTTPTransport, AsyncHTTPTransport])
def test_certificates_that_cannot_be_used_are_rejected_at_once(kind: Any) -> None:
    with pytest.raises(ConfigurationError, match="verify=False"):
        kind(verify=False)
    with pytest.raises(TypeError, match="not int"):
        kind(verify=1)


@both
def test_no_idle_connection_is_kept_if_the_limits_say_so(server: Loopback, fetch: Get) -> None:
    fetch(server.url, 2, limits=httpx.Limits(max_keepalive_connections=0))
    fetch(server.url, 2, limits=httpx.Limits(keepalive_expiry=0))

    assert [request.connection for request in server.requests] == [0, 1, 2, 3]


def test_the_number_of_connections_is_limited(server: Loopback) -> None:
    server.respond_with(hang(server, b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n"))
    timeout = httpx.Timeout(5, pool=0.01)

    with httpx.Client(
        transport=HTTPTransport(limits=httpx.Limits(max_connections=1)), timeout=timeout
    ) as client:
        with client.stream("GET", server.url), pytest.raises(httpx.PoolTimeout):
            client.get(server.url)


@both
def test_failures_are_those_of_httpx(server: Loopback, fetch: Get) -> None:
    server.respond_with(drop, reply("x", headers={"content-length": "2"}))

    with pytest.raises(httpx.RemoteProtocolError, match="disconnected"):
        fetch(server.url)
    with pytest.raises(httpx.RemoteProtocolError, match="malformed"):
        fetch(server.url)
    with pytest.raises(httpx.UnsupportedProtocol):
        fetch("ftp://127.0.0.1")


def test_a_closed_transport_sends_nothing(server: Loopback) -> None:
    transport = HTTPTransport()
    transport.close()

    with httpx.Client(transport=transport) as client, pytest.raises(httpx.ConnectError, match="closed"):
        client.get(server.url)
    assert server.requests == []


def test_event_loops_one_after_the_other_use_connections_of_their_own(any_server: Loopback) -> None:
    transport = AsyncHTTPTransport()
    client = httpx.AsyncClient(transport=transport)

    async def main() -> list[Any]:
        return [(await client.get(any_server.url)).json() for _ in range(2)]

    for _ in range(3):
        assert asyncio.run(main()) == [CHAT, CHAT]
    assert [request.connection for request in any_server.requests] == [0, 0, 1, 1, 2, 2]
    # The sockets of the first two loops are closed as soon as the next one sends a request.
    assert sorted([any_server.ended.get(timeout=10), any_server.ended.get(timeout=10)]) == [0, 1]
    assert len(transport.native._pool.connections) == 1

    asyncio.run(client.aclose())
    assert any_server.ended.get(timeout=10) == 2
    assert transport.native._pool.connections == []


def test_two_event_loops_at_the_same_time_are_an_error(any_server: Loopback) -> None:
    transport = AsyncHTTPTransport()
    client = httpx.AsyncClient(transport=transport)

    async def second() -> int:
        return (await client.get(any_server.url)).status_code

    async def first() -> None:
        assert (await client.get(any_server.url)).status_code == 200
        with pytest.raises(RuntimeError, match="another event loop"):
            await asyncio.to_thread(asyncio.run, second())
        assert (await client.get(any_server.url)).status_code == 200

    asyncio.run(first())
    assert [request.connection for request in any_server.requests] == [0, 0]
    assert asyncio.run(second()) == 200
    asyncio.run(client.aclose())


def test_a_request_after_the_loop_has_ended_finds_the_place_of_its_connection(server: Loopback) -> None:
    transport = AsyncHTTPTransport(limits=httpx.Limits(max_connections=1))
    client = httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(5, pool=5))

    async def main() -> int:
        response = await client.get(server.url)
        return response.status_code

    assert [asyncio.run(main()) for _ in range(3)] == [200, 200, 200]
    asyncio.run(client.aclose())


def test_the_clients_of_this_package_accept_them(server: Loopback) -> None:
    server.respond_with(reply(), events("a", "b"))
    with HTTPTransport() as transport:
        client = Client(api_key=KEY, base_url=server.url, rate_limiter=None, transport=transport)
        assert client.chat.completions.create(model="m", messages=HELLO).id == "c1"
        with client.chat.completions.create(model="m", messages=HELLO, stream=True) as stream:
            assert list(stream.text) == ["a", "b"]


def test_the_asynchronous_clients_accept_them(server: Loopback) -> None:
    server.respond_with(reply(), events("a", "b"))

    async def main() -> None:
        async with AsyncHTTPTransport() as transport:
            client = AsyncClient(api_key=KEY, base_url=server.url, rate_limiter=None, transport=transport)
            assert (await client.chat.completions.create(model="m", messages=HELLO)).id == "c1"
            async with await client.chat.completions.create(model="m", messages=HELLO, stream=True) as stream:
                assert [text async for text in stream.text] == ["a", "b"]

    asyncio.run(main())


def test_the_missing_parser_is_named() -> None:
    program = (
        "import sys; sys.modules['httptools'] = None\n"
        "import do_inference\n"
        "try: do_inference.transports\n"
        "except ImportError as error: print(error)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment_of(), capture_output=True, text=True, check=True
    )

    assert "needs the package httptools, which is not installed" in ended.stdout


def test_the_event_loop_of_uvloop_is_served(server: Loopback) -> None:
    uvloop = pytest.importorskip("uvloop")
    url = server.url.replace("127.0.0.1", "localhost")  # A name, which has several addresses.

    async def main() -> list[Any]:
        async with httpx.AsyncClient(transport=AsyncHTTPTransport()) as client:
            responses = [(await client.get(url)).json() for _ in range(2)]
        async with AsyncClient(api_key=KEY, base_url=url, rate_limiter=None, transport="native") as own:
            return [*responses, (await own.chat.completions.create(model="m", messages=HELLO)).id]

    assert uvloop.run(main()) == [CHAT, CHAT, "c1"]
    assert [request.connection for request in server.requests] == [0, 0, 1]
