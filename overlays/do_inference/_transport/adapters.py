"""Transports of httpx for the executors, and native transports for clients of httpx."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import httpx

from .clients import AsyncClientTransport, ClientTransport
from .exceptions import TransportError
from .messages import EndsAtOnce, Request, Response, abandon
from .urls import URL

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from .native.async_transport import AsyncNativeTransport
    from .native.transport import NativeTransport


class OverHTTPX:
    """Sends requests with a transport of httpx."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self.inner = inner

    def handle_request(self, request: Request) -> Response:
        return _own_response(self.inner.handle_request(_httpx_request(request)))

    def abandon(self) -> None:
        abandon([self.inner])

    def close(self) -> None:
        self.inner.close()


class AsyncOverHTTPX:
    """Sends requests with an asynchronous transport of httpx."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner

    async def handle_async_request(self, request: Request) -> Response:
        return _own_response(await self.inner.handle_async_request(_httpx_request(request)))

    def abandon(self) -> None:
        abandon([self.inner])

    async def aclose(self) -> None:
        await self.inner.aclose()


class ForHTTPX(httpx.BaseTransport):
    """Sends requests of httpx with a native transport."""

    def __init__(self, native: NativeTransport) -> None:
        self.native = native

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = self.native.handle_request(_own_request(request))
        except TransportError as error:
            raise _httpx_error(error) from error.__cause__
        return _httpx_response(response)

    def abandon(self) -> None:
        self.native.abandon()

    def close(self) -> None:
        self.native.close()


class AsyncForHTTPX(httpx.AsyncBaseTransport):
    """Sends requests of httpx with an asynchronous native transport."""

    def __init__(self, native: AsyncNativeTransport) -> None:
        self.native = native

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self.native.handle_async_request(_own_request(request))
        except TransportError as error:
            raise _httpx_error(error) from error.__cause__
        return _httpx_response(response)

    def abandon(self) -> None:
        self.native.abandon()

    async def aclose(self) -> None:
        await self.native.aclose()


def given_transport(client: httpx.Client | None, transport: httpx.BaseTransport | None) -> OverHTTPX:
    """Return a transport that sends requests with a client of httpx, or else with a transport."""
    if client is not None:
        return OverHTTPX(ClientTransport(client, own=False))
    assert transport is not None
    return OverHTTPX(transport)


def given_async_transport(
    client: httpx.AsyncClient | None, transport: httpx.AsyncBaseTransport | None
) -> AsyncOverHTTPX:
    """Return a transport that sends requests with an asynchronous client of httpx, or else with a transport."""
    if client is not None:
        return AsyncOverHTTPX(AsyncClientTransport(client, own=False))
    assert transport is not None
    return AsyncOverHTTPX(transport)


class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a request as a stream of httpx."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return aiter(self._stream)


class _Received(httpx.SyncByteStream, httpx.AsyncByteStream, EndsAtOnce):
    """The body of a native response as a stream of httpx."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            data: bytes = next(self._stream)
        except TransportError as error:
            raise _httpx_error(error) from error.__cause__
        return data

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        try:
            data: bytes = await anext(self._stream)
        except TransportError as error:
            raise _httpx_error(error) from error.__cause__
        return data

    def close(self) -> None:
        self._stream.end()

    async def aclose(self) -> None:
        self._stream.end()

    @property
    def received(self) -> bool:
        received: bool = self._stream.received
        return received

    def take_rest(self) -> bytes:
        data: bytes = self._stream.take_rest()
        return data

    def end(self) -> None:
        self._stream.end()


def _httpx_request(request: Request) -> httpx.Request:
    url = request.url
    return httpx.Request(
        request.method,
        _httpx_url(str(url)) if isinstance(url, URL) else url,
        headers=request.headers.raw,
        stream=_Body(request.stream),
        extensions=request.extensions,
    )


@lru_cache(maxsize=64)
def _httpx_url(text: str) -> httpx.URL:
    return httpx.URL(text)


def _own_request(request: httpx.Request) -> Request:
    return Request(request.method, request.url, request.headers.raw, request.stream, request.extensions)


def _own_response(response: httpx.Response) -> Response:
    return Response(response.status_code, response.headers.raw, response.stream, response.extensions)


def _httpx_response(response: Response) -> httpx.Response:
    return httpx.Response(
        response.status_code,
        headers=response.headers.raw,
        stream=_Received(response.stream),
        extensions=response.extensions,
    )


def _httpx_error(error: TransportError) -> httpx.TransportError:
    """Return the exception of httpx with the same name."""
    kind: type[httpx.TransportError] = getattr(httpx, type(error).__name__)
    return kind(str(error))
