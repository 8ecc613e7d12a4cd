"""Hosts with several addresses (RFC 8305), of which some do not answer."""

from __future__ import annotations

import errno
import gc
import socket
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from do_inference._transport.native import async_connection, connect

from .transports import Kind, Session, full_listener, kinds, read_head, serving

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "several.example"
SOON = 20.0
"""Seconds. Connecting to an address that does not answer takes two minutes."""

Places = list[tuple[str, int]]


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Callable[[Places], None]:
    """Set the addresses of the host."""
    original = socket.getaddrinfo

    def set_places(places: Places) -> None:
        def look_up(host: Any, port: Any, *details: Any, **named: Any) -> Any:
            if host != HOST:
                return original(host, port, *details, **named)
            return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", place) for place in places]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)

    return set_places


def answer(sock: socket.socket) -> None:
    read_head(sock)
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


def refusing() -> int:
    """Return a port without a listener."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


# Without a timeout, no thread looks up the name.
LIMITS = pytest.mark.parametrize("limit", [None, 60.0], ids=["without timeout", "with timeout"])
NATIVE = kinds(lambda kind: kind.native)
pytestmark = pytest.mark.filterwarnings("error::ResourceWarning")


@LIMITS
@NATIVE
def test_an_address_that_does_not_answer_costs_a_quarter_of_a_second(
    kind: Kind, give: Callable[[Places], None], limit: float | None
) -> None:
    async def scenario(session: Session) -> float:
        began = time.monotonic()
        async with session.stream("GET", f"http://{HOST}:{server.port}", timeout=limit) as response:
            took = time.monotonic() - began
            stream = response.extensions["network_stream"]
            assert stream.get_extra_info("server_addr") == ("127.0.0.1", server.port)
        return took

    with serving(answer) as server, full_listener("127.0.0.2", server.port):
        give([("127.0.0.2", server.port), ("127.0.0.1", server.port)])
        took = kind.run(scenario)
        gc.collect()  # The socket of the first attempt is closed.

    assert connect.ATTEMPT_DELAY == async_connection.ATTEMPT_DELAY == 0.25
    assert 0.2 < took < SOON


@LIMITS
@NATIVE
def test_after_a_refusal_the_next_address_is_tried_immediately(
    kind: Kind, give: Callable[[Places], None], limit: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (connect, async_connection):
        monkeypatch.setattr(module, "ATTEMPT_DELAY", 1000.0)

    async def scenario(session: Session) -> None:
        assert (await session.send("GET", f"http://{HOST}:{server.port}", timeout=limit)).status_code == 200

    with serving(answer) as server:
        give([("127.0.0.2", server.port), ("127.0.0.1", server.port)])
        kind.run(scenario)


@pytest.mark.parametrize("first", ["refused", "unreachable"])
@NATIVE
def test_if_all_addresses_fail_the_first_failure_is_raised(
    kind: Kind, give: Callable[[Places], None], first: str
) -> None:
    # Linux refuses TCP to the address of broadcasts at once.
    places = [("127.0.0.1", refusing()), ("255.255.255.255", 9)]
    give(places if first == "refused" else places[::-1])

    async def scenario(session: Session) -> None:
        with pytest.raises(httpx.ConnectError) as caught:
            await session.send("GET", f"http://{HOST}:80", timeout=None)
        cause = caught.value.__cause__
        assert isinstance(cause, OSError)
        assert (cause.errno == errno.ECONNREFUSED) is (first == "refused")
        assert session.in_use == 0

    kind.run(scenario)
    gc.collect()


@NATIVE
def test_all_attempts_together_end_at_the_connect_timeout(
    kind: Kind, give: Callable[[Places], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (connect, async_connection):
        monkeypatch.setattr(module, "ATTEMPT_DELAY", 0.01)

    async def scenario(session: Session) -> None:
        with pytest.raises(httpx.ConnectTimeout):
            await session.send("GET", f"http://{HOST}:{port}", timeout=httpx.Timeout(30, connect=0.1))
        assert session.in_use == 0

    began = time.monotonic()
    with full_listener("127.0.0.2") as port, full_listener("127.0.0.3", port):
        give([("127.0.0.2", port), ("127.0.0.3", port)])
        kind.run(scenario)
        gc.collect()
    assert time.monotonic() - began < SOON


def test_the_families_of_addresses_alternate(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[tuple[socket.AddressFamily, str]] = [
        (socket.AF_INET6, "::1"),
        (socket.AF_INET6, "::2"),
        (socket.AF_INET6, "::2"),
        (socket.AF_INET, "127.0.0.1"),
        (socket.AF_INET, "127.0.0.2"),
    ]

    def look_up(*details: Any) -> Any:
        return [(family, socket.SOCK_STREAM, 6, "", (address, 80)) for family, address in rows]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    found = [address.place[0] for address in connect.resolved([HOST], 80)]
    assert found == ["::1", "127.0.0.1", "::2", "127.0.0.2"]

    rows.clear()
    with pytest.raises(OSError, match="no address"):
        connect.resolved([HOST], 80)
