# ruff: noqa: ASYNC109 - httpcore defines the timeout parameters.
"""Asynchronous sockets for httpcore whose reads end at the end of a response head. Callers enforce deadlines."""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING, Any, Final, cast
from weakref import WeakSet

import anyio
import httpcore

from .._event_loops import close_without_loop
from .lost import ReusedConnectionLost, closed_while_connecting, ended_without_response
from .response_head import ResponseFraming

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOSING_SECONDS: Final = 0.25


class AsyncFramedStream(httpcore.AsyncNetworkStream):
    """A socket whose reads end at the end of a head, so that a body can be read without passing through h11."""

    def __init__(
        self, stream: httpcore.AsyncNetworkStream, plain: PlainSocket, streams: WeakSet[AsyncFramedStream]
    ) -> None:
        self._stream = stream
        self._plain = plain
        self._streams = streams
        self._unsent = False
        self.framing = ResponseFraming()
        streams.add(self)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self.framing.stored:
            return self.framing.take(max_bytes)
        if not (self.framing.untouched and self.framing.served):
            return self.framing.cut(await self._stream.read(max_bytes, timeout))
        return self.framing.cut(await self._first_of_another(max_bytes, timeout))

    async def _first_of_another(self, max_bytes: int, timeout: float | None) -> bytes:
        """Read the start of a response on a reused connection."""
        if self._unsent:  # Bytes that arrive now do not belong to a response.
            raise ReusedConnectionLost(ended_without_response(), unsent=True)
        try:
            data = await self._stream.read(max_bytes, timeout)
        except httpcore.ReadError as error:
            raise ReusedConnectionLost(error, unsent=False) from error
        if not data:
            raise ReusedConnectionLost(ended_without_response(), unsent=False)
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        first = self.framing.expect()
        try:
            await self._stream.write(buffer, timeout)
        except httpcore.WriteError:
            self._unsent = first
            raise

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
            return AsyncFramedStream(stream, self._plain, self._streams)
        except BaseException:  # Including cancellation, after which httpcore does not close the socket.
            with anyio.move_on_after(_CLOSING_SECONDS, shield=True):
                await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable" and (
            self.framing.stored or self._plain.holds_bytes() or self._holds_decrypted()
        ):
            return True
        return self._stream.get_extra_info(info)

    def _holds_decrypted(self) -> bool:
        """Return whether the TLS buffer contains data or the end of the connection, which the socket does not show."""
        tls = self._stream.get_extra_info("ssl_object")
        if not isinstance(tls, ssl.SSLObject):
            return False
        try:
            # Reads from memory and does not block. If it returns a byte, the connection is closed, so the byte is not
            # missed.
            tls.read(1)
        except ssl.SSLWantReadError:
            return False
        except ssl.SSLError:
            pass
        return True

    def abandon(self) -> None:
        """Close the socket without its event loop."""
        self._plain.abandon()


class AsyncFramedBackend(httpcore.AsyncNetworkBackend):
    """Opens instances of `AsyncFramedStream`, with asyncio and trio."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend | None = None) -> None:
        # Without anyio, httpcore defines a placeholder of this name, which is the only one that pyright sees.
        self._backend = backend or cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())
        self._streams: WeakSet[AsyncFramedStream] = WeakSet()
        self._closed = False

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._backend.connect_tcp(host, port, timeout, local_address, socket_options or ())
        if self._closed:
            await stream.aclose()
            raise closed_while_connecting()
        return AsyncFramedStream(stream, PlainSocket(stream), self._streams)

    def close(self) -> None:
        """Reject new sockets, because the closed pool would not close them."""
        self._closed = True

    def abandon(self) -> None:
        """Close all sockets without their event loop."""
        for stream in list(self._streams):
            stream.abandon()


class PlainSocket:
    """Access to the socket of an anyio stream, for operations that anyio lacks. Does nothing if there is no socket."""

    __slots__ = ("_stream",)

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream: Any = getattr(stream, "_stream", None)

    def holds_bytes(self) -> bool:
        """Return whether the event loop has buffered data or the end of the connection, which sockets do not show."""
        protocol = getattr(self._stream, "_protocol", None)
        return bool(getattr(protocol, "read_queue", None) or getattr(protocol, "is_at_eof", False))

    def abandon(self) -> None:
        """Close the socket without the event loop, which has ended."""
        transport = getattr(self._stream, "_transport", None)
        with contextlib.suppress(Exception):
            if transport is None:
                self._stream._raw_socket.close()
            else:
                close_without_loop(transport, transport._loop)
