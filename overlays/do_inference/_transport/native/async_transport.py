"""The default asynchronous transport: HTTP/1.1 over asyncio, with a pool of connections."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from .. import exceptions
from ..messages import EndsAtOnce, Request, Response
from .async_connection import AsyncHTTPConnection, AsyncPlaceWaiter, connect_async, wait_closed_async
from .connect import Connector
from .pool import ConnectionPool, Origin
from .request_head import Message, RequestHead, request_head

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Callable

    from ..._settings.timeouts import Phases

_PORTS: Final = {"http": 80, "https": 443}
_JOINED_BYTES: Final = 256 * 1024
"""Maximum size of the part of a body that is sent together with the head, which copies it."""
_IDEMPOTENT: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
"""Methods that can be sent again (RFC 9110, section 9.2.2)."""
_CONSUMED: Final = "StreamConsumed"
"""The exception of httpx for a body that cannot be read again. httpx is imported only by those who have such bodies."""


class AsyncNativeTransport:
    """Sends requests over sockets of its own."""

    def __init__(
        self,
        context: Callable[[], ssl.SSLContext],
        pool: ConnectionPool[AsyncHTTPConnection, AsyncPlaceWaiter] | None = None,
    ) -> None:
        self._context = context
        self._connector = Connector()
        self._pool = pool or ConnectionPool[AsyncHTTPConnection, AsyncPlaceWaiter]()

    async def handle_async_request(self, request: Request) -> Response:
        timeouts: Phases = request.extensions.get("timeout", {})
        origin = _origin(request)
        head = request_head(request)
        lost: BaseException | None = None
        while True:
            connection = await self._acquire(origin, timeouts)
            try:
                await _exchange(connection, request, head, timeouts)
            except BaseException as error:
                self._pool.discard(connection)
                if lost is not None and type(error).__name__ == _CONSUMED:
                    raise lost from None  # The body can only be read once.
                # The loop ends: each round removes a connection from the pool, and new ones do not get here.
                if not _may_repeat(connection, request, error):
                    raise
                lost = error
                continue
            parser = connection.parser
            return Response(
                parser.status,
                parser.headers,
                AsyncResponseStream(self._pool, connection, timeouts.get("read")),
                {
                    "http_version": b"HTTP/1.1",
                    "reason_phrase": parser.reason,
                    "network_stream": connection,
                },
            )

    async def _acquire(self, origin: Origin, timeouts: Phases) -> AsyncHTTPConnection:
        """Return an idle or a new connection."""
        limit = timeouts.get("pool")
        end = None if limit is None else monotonic() + limit
        while True:
            connection = self._pool.take(origin)
            if connection is not None:
                connection.reused = True
                return connection
            place = self._pool.reserve(origin, AsyncPlaceWaiter)
            if place is None:
                break
            try:
                await place.wait(None if end is None else max(end - monotonic(), 0.0))
            except BaseException:
                self._pool.withdraw(place)
                raise
        try:
            context = self._context() if origin.scheme == b"https" else None
            connection = await connect_async(self._connector, origin, context, timeouts)
        except BaseException:
            self._pool.cancel()
            raise
        self._pool.add(connection)
        return connection

    def abandon(self) -> None:
        """Close the connections without their event loop, which has ended or belongs to another process."""
        self._pool.abandon()

    async def aclose(self) -> None:
        await wait_closed_async(self._pool.close())


async def _exchange(
    connection: AsyncHTTPConnection, request: Request, head: RequestHead, timeouts: Phases
) -> None:
    """Send a request and receive the head of its response."""
    parser = connection.parser
    connection.sent = False
    parser.head_only = request.method == "HEAD"
    failed = False
    try:
        await _send(connection, request, head, timeouts)
    except exceptions.WriteError:
        if not connection.sent:
            raise
        # The server may have sent a response, such as 413, before it closed the connection.
        failed = True
    read = timeouts.get("read")
    while not parser.head_complete:
        if parser.error is not None:
            raise parser.error
        await connection.receive(read)
    if failed:
        parser.keep_alive = False


async def _send(
    connection: AsyncHTTPConnection, request: Request, head: RequestHead, timeouts: Phases
) -> None:
    timeout = timeouts.get("write")
    # In messages, because tracebacks may show variables.
    pending: Message | None = head.message
    length = 0
    async for data in request.stream:
        if not data:
            continue
        length += len(data)
        part = data
        if head.chunked:
            part = b"%x\r\n%b\r\n" % (len(data), data)
        elif length > head.length:
            raise exceptions.LocalProtocolError("Too much data for declared Content-Length")
        if pending is not None and len(part) > _JOINED_BYTES:
            await connection.send(pending, timeout)
            pending = None
        await connection.send(Message(part if pending is None else pending.data + part), timeout)
        pending = None
    if length < head.length and not head.chunked:
        raise exceptions.LocalProtocolError("Too little data for declared Content-Length")
    if pending is not None:
        await connection.send(pending, timeout)
    if head.chunked:
        await connection.send(Message(b"0\r\n\r\n"), timeout)


def _origin(request: Request) -> Origin:
    url = request.url
    if url.scheme not in _PORTS:
        raise exceptions.UnsupportedProtocol(
            f"the URL must begin with http:// or https://, not {url.scheme}://"
        )
    host = url.raw_host.decode("ascii")
    name: str = request.extensions.get("sni_hostname") or host
    return Origin(url.raw_scheme, host, url.port or _PORTS[url.scheme], name)


def _may_repeat(connection: AsyncHTTPConnection, request: Request, error: BaseException) -> bool:
    """Return whether the server closed an idle connection while it was reused, and the request can be sent again.

    It can if none of it was sent, if the OpenAPI description declares the operation idempotent, or else if the method
    is idempotent.
    """
    if not connection.reused or connection.parser.begun:
        return False
    if not isinstance(error, exceptions.NetworkError | exceptions.RemoteProtocolError):
        return False
    return not connection.sent or bool(request.extensions.get("repeatable", request.method in _IDEMPOTENT))


class AsyncResponseStream(EndsAtOnce):
    """The body of a response. Closing it returns the connection to the pool."""

    def __init__(
        self,
        pool: ConnectionPool[AsyncHTTPConnection, AsyncPlaceWaiter],
        connection: AsyncHTTPConnection,
        timeout: float | None,
    ) -> None:
        self._pool = pool
        self._connection: AsyncHTTPConnection | None = connection
        self._timeout = timeout

    # Not a generator, because event loops keep a record of asynchronous generators.
    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        connection = self._connection
        if connection is None:
            raise StopAsyncIteration
        parser = connection.parser
        while not parser.chunks:
            if parser.error is not None:
                raise parser.error
            if parser.complete:
                self.end()
                raise StopAsyncIteration
            await connection.receive(self._timeout)
        return connection.take()

    async def aclose(self) -> None:
        self.end()

    @property
    def received(self) -> bool:
        return self._connection is None or self._connection.parser.complete

    def take_rest(self) -> bytes:
        connection = self._connection
        data = b"" if connection is None else connection.take()
        self.end()
        return data

    def end(self) -> None:
        """Return the connection to the pool if the body was read to its end, or else close it. Never waits."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        parser = connection.parser
        if parser.complete and parser.keep_alive:
            connection.rest()
            self._pool.release(connection)
        else:
            self._pool.discard(connection)
