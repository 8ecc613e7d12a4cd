"""Requests and responses between the executors and the transports. They have the attributes of those of httpx that are
used here, and save its import and its parsing of headers, which takes longer than the rest of a call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .._settings.header_fields import FieldList
    from .urls import AnyURL


class EndsAtOnce:
    """The stream of a body whose end does not wait."""

    @property
    def received(self) -> bool:
        """Whether the body was received to its end. Parts of it may not have been read."""
        raise NotImplementedError

    def take_rest(self) -> bytes:
        """Return what was received and not read, and end."""
        raise NotImplementedError

    def end(self) -> None:
        """Return the connection to the pool if the body was read to its end, or else close it."""
        raise NotImplementedError


class RawHeaders:
    """Header fields as they are received or sent."""

    __slots__ = ("raw",)

    def __init__(self, raw: FieldList) -> None:
        self.raw = raw

    def get(self, name: str) -> str | None:
        """Return the first value of a field, in UTF-8 or else in Latin-1; None without one."""
        wanted = name.lower().encode("ascii")
        for key, value in self.raw:
            if key.lower() == wanted:
                try:
                    return value.decode()
                except UnicodeDecodeError:
                    return value.decode("latin-1")
        return None


class Request:
    """A request to send."""

    __slots__ = ("extensions", "headers", "method", "stream", "url")

    def __init__(
        self, method: str, url: AnyURL, fields: FieldList, stream: Any, extensions: dict[str, Any]
    ) -> None:
        self.method = method
        self.url = url
        self.headers = RawHeaders(fields)
        self.stream = stream
        """The body, as an iterable over bytes, synchronous or asynchronous like the transport."""
        self.extensions = extensions


class Response:
    """A response whose body is not read yet."""

    __slots__ = ("extensions", "headers", "status_code", "stream")

    def __init__(self, status_code: int, fields: FieldList, stream: Any, extensions: dict[str, Any]) -> None:
        self.status_code = status_code
        self.headers = RawHeaders(fields)
        self.stream = stream
        """The body, as an iterable over bytes with a method `close` or `aclose`."""
        self.extensions = extensions


class Transport(Protocol):
    """Sends requests."""

    def handle_request(self, request: Request) -> Response: ...

    def close(self) -> None: ...


class AsyncTransport(Protocol):
    """Sends requests in an event loop."""

    async def handle_async_request(self, request: Request) -> Response: ...

    async def aclose(self) -> None: ...


def abandon(transports: Iterable[object]) -> None:
    """Close the sockets of transports without notifying the server, because their run has ended or another process uses
    them. Transports of httpx are left unchanged.
    """
    for transport in transports:
        end = getattr(transport, "abandon", None)
        if end is not None:
            end()


def is_received(response: Response) -> bool:
    """Return whether the body of a response is known to be received to its end."""
    return isinstance(response.stream, EndsAtOnce) and response.stream.received
