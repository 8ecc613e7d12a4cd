"""Every transport over TLS, with a real server."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from do_inference import APIConnectionError
from do_inference._tls import new_context, shared_context

from .conftest import CERTIFICATE, Driver
from .loopback import Loopback, Request, reply
from .transports import Kind, Session, kinds, read_head, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
EXPIRED = HERE / "expired.pem"
SHORT = 0.05
SOON = 20.0
"""Seconds. A request without a limit would hang until the much longer timeout of the test."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"


def trusting(file: Path = CERTIFICATE) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=file)


def presenting(file: Path = CERTIFICATE) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.fixture
def expired() -> Iterator[Loopback]:
    """A server with a certificate that has expired."""
    server = Loopback([reply()], tls=presenting(EXPIRED))
    yield server
    server.close()


def connections(server: Loopback) -> list[int]:
    return [request.connection for request in server.requests]


@pytest.mark.usefixtures("trusted")
@kinds()
def test_certificates_of_the_environment_are_trusted(kind: Kind, secured: Loopback) -> None:
    async def scenario(session: Session) -> None:
        for _ in range(2):
            assert (await session.send("POST", secured.url, content=b"x")).status_code == 200
        assert connections(secured) == [0, 0]

    kind.run(scenario, new_context())


@kinds()
def test_a_context_is_used_unchanged(kind: Kind, secured: Loopback) -> None:
    context = trusting()
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    before = (context.verify_mode, context.check_hostname, context.options, context.verify_flags)

    async def scenario(session: Session) -> None:
        async with session.stream("GET", secured.url) as response:
            tls = response.extensions["network_stream"].get_extra_info("ssl_object")
            assert tls.version() == "TLSv1.2"
            if kind.backend != "uvloop":
                assert tls.context is context

    kind.run(scenario, context)
    assert (context.verify_mode, context.check_hostname, context.options, context.verify_flags) == before


@pytest.mark.parametrize("verified", [True, False])
@kinds()
def test_an_unknown_authority_is_rejected_unless_the_context_accepts_it(
    kind: Kind, secured: Loopback, verified: bool
) -> None:
    context = ssl.create_default_context(cafile=EXPIRED)
    if not verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE

    async def scenario(session: Session) -> None:
        if not verified:
            assert (await session.send("GET", secured.url)).status_code == 200
            return
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await session.send("GET", secured.url)
        assert session.connections == 0

    kind.run(scenario, context)
    assert len(secured.requests) == (0 if verified else 1)


@kinds()
def test_an_expired_certificate_is_rejected(kind: Kind, expired: Loopback) -> None:
    async def scenario(session: Session) -> None:
        with pytest.raises(httpx.ConnectError, match="certificate has expired"):
            await session.send("GET", expired.url)
        assert session.connections == 0

    kind.run(scenario, trusting(EXPIRED))
    assert expired.requests == []


def test_a_client_reports_an_expired_certificate(
    driver: Driver, expired: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(EXPIRED))
    shared_context.cache_clear()
    with pytest.raises(APIConnectionError, match="certificate has expired"):
        driver.chat(expired.url)
    shared_context.cache_clear()


@pytest.mark.parametrize(
    ("host", "extension", "sent"),
    [("localhost", None, "localhost"), ("127.0.0.1", None, None), ("127.0.0.1", "localhost", "localhost")],
)
@kinds()
def test_the_name_of_the_host_or_of_the_extension_is_sent_and_verified(
    kind: Kind, secured: Loopback, host: str, extension: str | None, sent: str | None
) -> None:
    names: list[str | None] = []
    assert secured.tls is not None
    secured.tls.sni_callback = lambda sock, name, context: names.append(name)
    extensions = {} if extension is None else {"sni_hostname": extension}

    async def scenario(session: Session) -> None:
        received = await session.send("GET", f"https://{host}:{secured.port}", extensions=extensions)
        assert received.status_code == 200

    kind.run(scenario, trusting())
    assert names == [sent]


@kinds()
def test_a_certificate_of_another_host_is_rejected(kind: Kind, secured: Loopback) -> None:
    async def scenario(session: Session) -> None:
        with pytest.raises(httpx.ConnectError, match=r"Hostname mismatch|not valid for"):
            await session.send("GET", secured.url, extensions={"sni_hostname": "other.example"})
        assert session.connections == 0
        # A connection for one name does not serve another one.
        assert (await session.send("GET", secured.url)).status_code == 200
        if kind.native:
            with pytest.raises(httpx.ConnectError, match=r"Hostname mismatch|not valid for"):
                await session.send("GET", secured.url, extensions={"sni_hostname": "other.example"})

    kind.run(scenario, trusting())
    assert len(secured.requests) == 1


@kinds(lambda kind: kind.native)
def test_a_server_that_selects_another_protocol_is_rejected(kind: Kind, secured: Loopback) -> None:
    assert secured.tls is not None
    secured.tls.set_alpn_protocols(["h2"])
    context = trusting()
    context.set_alpn_protocols(["h2", "http/1.1"])

    async def scenario(session: Session) -> None:
        with pytest.raises(httpx.ConnectError, match="the server selected the protocol h2"):
            await session.send("GET", secured.url)
        assert session.connections == 0

    kind.run(scenario, context)
    assert secured.requests == []


@kinds()
def test_a_body_that_ends_without_a_closing_message_is_an_error(kind: Kind) -> None:
    def script(sock: socket.socket) -> None:
        read_head(sock)
        sock.sendall(HEAD + b"hel")  # Closing the socket sends no close_notify.

    async def scenario(session: Session) -> None:
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            await session.send("GET", server.url)
        assert session.connections == 0

    with serving(script, tls=presenting()) as server:
        kind.run(scenario, trusting())


@kinds()
def test_a_handshake_that_does_not_complete_ends_at_the_connect_timeout(kind: Kind) -> None:
    def script(sock: socket.socket) -> None:
        server.reached.put(len(sock.recv(65536)))
        assert sock.recv(65536) == b""  # The client closes the connection.
        server.reached.put("closed")

    async def scenario(session: Session) -> None:
        with pytest.raises(httpx.ConnectTimeout):
            await session.send(
                "GET", f"https://127.0.0.1:{server.port}", timeout=httpx.Timeout(30, connect=SHORT)
            )
        assert session.connections == 0

    began = time.monotonic()
    with serving(script) as server:
        kind.run(scenario, trusting())
        assert server.reached.get(timeout=30) > 0
        assert server.reached.get(timeout=30) == "closed"
    assert time.monotonic() - began < SOON


@kinds()
def test_a_server_without_tls_is_a_connect_error(kind: Kind, server: Loopback) -> None:
    def script(sock: socket.socket) -> None:
        sock.recv(65536)
        sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async def scenario(session: Session) -> None:
        with pytest.raises(httpx.ConnectError):
            await session.send("GET", f"https://127.0.0.1:{plain.port}")
        assert session.connections == 0

    with serving(script) as plain:
        kind.run(scenario, trusting())


@kinds()
def test_a_message_of_tls_on_an_idle_connection_does_not_break_the_next_request(
    kind: Kind, secured: Loopback
) -> None:
    assert secured.tls is not None
    secured.tls.post_handshake_auth = True
    # A ticket would follow the certificate at any time, and an unread one costs the connection under asyncio.
    secured.tls.num_tickets = 0
    secured.tls.verify_mode = ssl.CERT_OPTIONAL
    secured.tls.load_verify_locations(CERTIFICATE)
    context = trusting()
    context.post_handshake_auth = True

    def ask_for_a_certificate(request: Request, sock: socket.socket) -> None:
        assert isinstance(sock, ssl.SSLSocket)
        reply()(request, sock)
        sock.verify_client_post_handshake()
        sock.do_handshake()  # Sends the message.
        secured.ended.put(request.connection)

    secured.respond_with(ask_for_a_certificate, reply())

    async def scenario(session: Session) -> None:
        await session.send("GET", secured.url)
        await session.apart(lambda: secured.ended.get(timeout=30))
        assert (await session.send("POST", secured.url, content=b"x")).status_code == 200
        # httpcore replaces an idle connection that has received anything.
        assert connections(secured) == ([0, 0] if kind.native else connections(secured))

    kind.run(scenario, context)


@pytest.mark.parametrize("ending", ["closed", "data"])
@kinds()
def test_an_idle_connection_that_was_closed_or_received_data_is_replaced(
    kind: Kind, secured: Loopback, ending: str
) -> None:
    def end(request: Request, sock: socket.socket) -> bool | None:
        reply()(request, sock)
        if ending == "closed":
            assert isinstance(sock, ssl.SSLSocket)
            sock.setblocking(False)
            with pytest.raises(ssl.SSLWantReadError):  # The closing message is sent.
                sock.unwrap()
            secured.ended.put(request.connection)
            return False
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")
        secured.ended.put(request.connection)
        return None

    secured.respond_with(end, reply(b"good"))

    async def scenario(session: Session) -> None:
        await session.send("GET", secured.url)
        secured.ended.get(timeout=30)
        assert (await session.send("POST", secured.url, content=b"x")).content == b"good"
        assert connections(secured) == [0, 1]

    kind.run(scenario, trusting())
