"""The limiter beneath an httpx client, ours or anybody's."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from .grant import Grant
from .limiter import RateLimiter
from .queue import Priority

_SENDING = ".send_request_headers.started"
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class RateLimitTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Waits for the limiter before each request and tells it of each answer. Serves `Client` and `AsyncClient` alike.

    Reads from a request's extensions `priority` ("interactive" or "bulk"), `deadline` (`time.monotonic()` seconds) and
    `tokens` (an estimate), and leaves the `Grant` in the response's as `rate_limit_grant`. A 429 is passed on: whoever
    sends the request again comes back through the queue.

    Args:
        inner: The transport that sends. Default: httpx's own, for whichever kind of client uses this one first.
        limiter: Default: one of its own, in memory, with the published limits.
    """

    def __init__(
        self,
        inner: httpx.BaseTransport | httpx.AsyncBaseTransport | None = None,
        limiter: RateLimiter | None = None,
    ) -> None:
        self._sync: httpx.BaseTransport | None = inner if isinstance(inner, httpx.BaseTransport) else None
        self._async: httpx.AsyncBaseTransport | None = (
            inner if isinstance(inner, httpx.AsyncBaseTransport) else None
        )
        self._given = inner is not None
        self._making = threading.Lock()
        self.limiter = limiter or RateLimiter()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        priority, deadline, tokens = asked_for(request.extensions)
        grant = self.limiter.acquire(priority=priority, deadline=deadline, tokens=tokens)
        request.extensions = {**request.extensions, "trace": watch(grant, request.extensions.get("trace"))}
        try:
            response = (self._sync or self._make_sync()).handle_request(request)
        except BaseException as error:
            unanswered(grant, error, _NEVER_SENT)
            raise
        grant.answered(response.status_code, response.headers)
        response.extensions = {**response.extensions, "rate_limit_grant": grant}
        return response

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        priority, deadline, tokens = asked_for(request.extensions)
        grant = await self.limiter.acquire_async(priority=priority, deadline=deadline, tokens=tokens)
        trace = watch_async(grant, request.extensions.get("trace"))
        request.extensions = {**request.extensions, "trace": trace}
        try:
            response = await (self._async or self._make_async()).handle_async_request(request)
        except BaseException as error:
            unanswered(grant, error, _NEVER_SENT)
            raise
        grant.answered(response.status_code, response.headers)
        response.extensions = {**response.extensions, "rate_limit_grant": grant}
        return response

    def _make_sync(self) -> httpx.BaseTransport:
        with self._making:
            self._only_if_none_was_given()
            self._sync = self._sync or httpx.HTTPTransport()
            return self._sync

    def _make_async(self) -> httpx.AsyncBaseTransport:
        with self._making:
            self._only_if_none_was_given()
            self._async = self._async or httpx.AsyncHTTPTransport()
            return self._async

    def _only_if_none_was_given(self) -> None:
        if self._given:
            raise TypeError("the inner transport serves the other kind of client only")

    def close(self) -> None:
        if self._sync is not None:
            self._sync.close()

    async def aclose(self) -> None:
        if self._async is not None:
            await self._async.aclose()


def asked_for(extensions: Any) -> tuple[Priority, float | None, int]:
    """Priority, deadline and tokens, as a request's extensions say."""
    priority: Priority = "bulk" if extensions.get("priority") == "bulk" else "interactive"
    return priority, extensions.get("deadline"), int(extensions.get("tokens") or 0)


def unanswered(grant: Grant, error: BaseException, never_sent: tuple[type[BaseException], ...]) -> None:
    """No answer came: the place is free again only if the request was surely never sent."""
    if isinstance(error, never_sent):
        grant.cancel()
    else:
        grant.lost()


def watch(grant: Grant, trace: Callable[[str, Any], None] | None) -> Callable[[str, Any], None]:
    """A trace hook that tells `grant` when the request leaves, which may be long after: connections are limited too."""

    def hook(name: str, info: Any) -> None:
        if name.endswith(_SENDING):
            grant.sent()
        if trace is not None:
            trace(name, info)

    return hook


def watch_async(
    grant: Grant, trace: Callable[[str, Any], Awaitable[None]] | None
) -> Callable[[str, Any], Awaitable[None]]:
    """The same for a transport that awaits its hooks."""

    async def hook(name: str, info: Any) -> None:
        if name.endswith(_SENDING):
            grant.sent()
        if trace is not None:
            await trace(name, info)

    return hook


AsyncRateLimitTransport = RateLimitTransport
