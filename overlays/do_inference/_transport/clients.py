"""Transports that send requests with an httpx client."""

from __future__ import annotations

import httpx

from ..errors import ClientClosedError


def _check_open(client: httpx.Client | httpx.AsyncClient) -> None:
    if client.is_closed:
        raise ClientClosedError(
            "the http_client of this client is closed; create a new client with an open http_client"
        )


def _unread(response: httpx.Response) -> httpx.Response:
    """Return a response with an unread body. A hook of the httpx client may have read and decompressed it already."""
    if not response.is_stream_consumed:
        return response
    encoded = (b"content-encoding", b"content-length", b"transfer-encoding")
    headers = [(name, value) for name, value in response.headers.raw if name.lower() not in encoded]
    return httpx.Response(
        response.status_code,
        headers=headers,
        stream=httpx.ByteStream(response.content),
        extensions=response.extensions,
    )


class ClientTransport(httpx.BaseTransport):
    """Sends requests with an `httpx.Client`, including its proxies, hooks and authentication."""

    def __init__(self, client: httpx.Client, *, own: bool) -> None:
        self._client = client
        self._own = own

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not self._own:
            _check_open(self._client)
        if request.extensions.get("anonymous"):
            return _unread(self._client.send(request, stream=True, follow_redirects=False, auth=None))
        return _unread(self._client.send(request, stream=True, follow_redirects=False))

    def close(self) -> None:
        if self._own:
            self._client.close()


class AsyncClientTransport(httpx.AsyncBaseTransport):
    """Sends requests with an `httpx.AsyncClient`, including its proxies, hooks and authentication."""

    def __init__(self, client: httpx.AsyncClient, *, own: bool) -> None:
        self._client = client
        self._own = own

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not self._own:
            _check_open(self._client)
        if request.extensions.get("anonymous"):
            return _unread(await self._client.send(request, stream=True, follow_redirects=False, auth=None))
        return _unread(await self._client.send(request, stream=True, follow_redirects=False))

    async def aclose(self) -> None:
        if self._own:
            await self._client.aclose()
